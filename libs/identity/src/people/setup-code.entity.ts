import { Entity, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '@app/database';

/** The one-time code that makes the first administrator of an empty system; kept as its SHA-256. */
@Entity('setup_code')
export class SetupCode {
  @PrimaryColumn('bytea', { name: 'code_hash' }) codeHash: Buffer;
  @InstantColumn({ name: 'expires_at' }) expiresAt: DateTime;
  @InstantColumn({ name: 'used_at', nullable: true }) usedAt: DateTime | null;
}
