import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';

/** A person's TOTP secret (RFC 6238): one that counts, one that waits for its first code, or both. */
@Entity('second_factor')
@Check('second_factor_confirmed_secret', '(sealed_secret IS NULL) = (confirmed_at IS NULL)')
export class SecondFactor {
  @ForeignKey('AppUser')
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;
  /** The secret in force, sealed with the field key; see {@link FieldCipher}. */
  @Column('text', { name: 'sealed_secret', nullable: true }) sealedSecret: string | null;
  /** The secret of a new authenticator, sealed; it takes over with the first code that proves it works. */
  @Column('text', { name: 'sealed_candidate', nullable: true }) sealedCandidate: string | null;
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
