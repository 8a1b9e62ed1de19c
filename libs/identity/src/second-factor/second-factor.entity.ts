import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';

/** A person's TOTP secret (RFC 6238); it counts once a first code confirmed it. */
@Entity('second_factor')
export class SecondFactor {
  @ForeignKey('AppUser')
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;
  /** Sealed with the field key; see {@link FieldCipher}. */
  @Column('text', { name: 'sealed_secret' }) sealedSecret: string;
  @InstantColumn({ name: 'confirmed_at', nullable: true }) confirmedAt: DateTime | null;
  /** The time step of the last code taken: no code counts twice. */
  @Column('bigint', { name: 'last_step', default: 0 }) lastStep: string;
  @CreatedAtColumn() createdAt: DateTime;
}

/** One of the codes for the day the telephone is lost; each counts once. */
@Entity('recovery_code')
export class RecoveryCode {
  @ForeignKey('AppUser')
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;
  @PrimaryColumn('bytea', { name: 'code_hash' }) codeHash: Buffer;
  @InstantColumn({ name: 'used_at', nullable: true }) usedAt: DateTime | null;
}
