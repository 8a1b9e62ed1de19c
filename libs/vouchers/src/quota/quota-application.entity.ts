import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Fen } from '@app/common';
import { CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';
import type { VoucherPurpose } from '../voucher.rules';
import type { QuotaState } from './quota-application.words';

/** What an organisation asks a programme for (额度申请); approval issues the voucher in the same transaction. */
@Entity('quota_application')
@Check(
  'quota_application_state_known',
  `state IN ('submitted', 'returned', 'checked', 'issued', 'rejected', 'withdrawn')`,
)
@Check('quota_application_amount_not_positive', 'amount_fen > 0')
@Check(
  'quota_application_decided_unchecked',
  `(state IN ('issued', 'rejected')) = (decided_by IS NOT NULL) AND (decided_by IS NULL) = (decided_at IS NULL) AND (state IN ('checked', 'issued', 'rejected')) = (checked_by IS NOT NULL)`,
)
// Who applied, who pre-checked and who decides are different people.
@Check(
  'quota_application_needs_other_persons',
  `checked_by NOT IN (applied_by, coalesce(resubmitted_by, applied_by)) AND decided_by NOT IN (applied_by, coalesce(resubmitted_by, applied_by), checked_by)`,
)
@Check(
  'quota_application_refused_without_reason',
  `reason IS NOT NULL OR state NOT IN ('returned', 'rejected')`,
)
@Check('quota_application_issued_without_voucher', `(state = 'issued') = (voucher_id IS NOT NULL)`)
@Index('quota_application_of_organisation', ['organisationId', 'id'])
@Index('quota_application_of_programme', ['programmeId'])
@Index('quota_application_issued_twice', ['voucherId'], {
  unique: true,
  where: 'voucher_id IS NOT NULL',
})
export class QuotaApplication {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('VoucherProgramme', { name: 'quota_application_programme_exists' })
  @Column('uuid', { name: 'programme_id' })
  programmeId: string;
  @ForeignKey('Organisation', { name: 'quota_application_organisation_exists' })
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  @Column('text') purpose: VoucherPurpose;
  /** What the money is to be used for, in the words of who asks. */
  @Column('text') statement: string;
  @Column('text', { default: 'submitted' }) state: QuotaState;
  @Column('uuid', { name: 'applied_by' }) appliedBy: string;
  /** The colleague who handed it in last, after a return. */
  @Column('uuid', { name: 'resubmitted_by', nullable: true }) resubmittedBy: string | null;
  @Column('uuid', { name: 'checked_by', nullable: true }) checkedBy: string | null;
  @Column('uuid', { name: 'decided_by', nullable: true }) decidedBy: string | null;
  @InstantColumn({ name: 'decided_at', nullable: true }) decidedAt: DateTime | null;
  /** Why it was returned or rejected last. */
  @Column('text', { nullable: true }) reason: string | null;
  @ForeignKey('Voucher', { name: 'quota_application_voucher_exists' })
  @Column('uuid', { name: 'voucher_id', nullable: true })
  voucherId: string | null;
  @Column('integer', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
}
