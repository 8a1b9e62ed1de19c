import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '@app/database';

/** Failed attempts counted against one bucket: an account seen from strange devices, a known device, an address. */
@Entity('sign_in_guess')
export class SignInGuess {
  /** HMAC of the bucket's name: logins that were tried are nobody's business. */
  @PrimaryColumn('bytea', { name: 'bucket_hash' }) bucketHash: Buffer;
  @Column('integer') failures: number;
  @InstantColumn({ name: 'forgotten_at' }) forgottenAt: DateTime;
}
