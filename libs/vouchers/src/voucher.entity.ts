import { CivilDateColumn, CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';
import type { Fen } from '@app/common';
import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An amount of a programme's money that one organisation may spend; what is left of it is in the ledger. */
@Entity('voucher')
@Check('voucher_face_value_not_positive', 'face_value_fen > 0')
@Check(
  'voucher_withdrawn_out_of_range',
  '(withdrawn_at IS NULL) = (withdrawn_fen = 0) AND withdrawn_fen BETWEEN 0 AND face_value_fen',
)
@Index('voucher_of_organisation', ['organisationId', 'id'])
@Index('voucher_of_programme', ['programmeId', 'organisationId'])
@Index('voucher_expiry', ['expiresOn'])
export class Voucher {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('VoucherProgramme')
  @Column('uuid', { name: 'programme_id' })
  programmeId: string;
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  @FenColumn({ name: 'face_value_fen' }) faceValueFen: Fen;
  /** Last civil day in Shanghai, included, on which a covered service may end. */
  @CivilDateColumn({ name: 'expires_on' }) expiresOn: string;
  @Column('uuid', { name: 'issued_by' }) issuedBy: string;
  /** What the issuer took back, unused; it counts towards no ceiling any more. */
  @FenColumn({ name: 'withdrawn_fen', default: 0 }) withdrawnFen: Fen;
  /** Since then nothing is spent from it, and what orders give back goes to the budget. */
  @InstantColumn({ name: 'withdrawn_at', nullable: true }) withdrawnAt: DateTime | null;
  @CreatedAtColumn() createdAt: DateTime;
}
