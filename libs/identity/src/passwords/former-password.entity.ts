import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '@app/database';

/** A password that a person had before, kept only as long and as far back as the policy forbids its return. */
@Entity('former_password')
export class FormerPassword {
  @ForeignKey('AppUser')
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;
  /** Argon2id in PHC format. */
  @PrimaryColumn('text', { name: 'password_hash' }) passwordHash: string;
  @InstantColumn({ name: 'replaced_at', default: () => 'app_now()' }) replacedAt: DateTime;
}
