import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';

export const ADMISSION_STATES = ['submitted', 'returned', 'approved', 'rejected', 'ended'] as const;
export type AdmissionState = (typeof ADMISSION_STATES)[number];

/** Admission of a provider outside the city (市域外服务机构入库), decided by the bureau. */
@Entity('provider_admission')
@Check(
  'provider_admission_state_known',
  `state IN (${ADMISSION_STATES.map((state) => `'${state}'`).join(', ')})`,
)
@Check('provider_admission_second_person', 'decided_by <> applied_by')
@Index('provider_admission_one_open', ['organisationId'], {
  unique: true,
  where: `state IN ('submitted', 'returned', 'approved')`,
})
export class ProviderAdmission {
  @PrimaryColumn('uuid') id: string;
  @Index('provider_admission_organisation')
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  /** Commitment letter (承诺书). */
  @ForeignKey('StoredFile')
  @Column('uuid', { name: 'commitment_file_id' })
  commitmentFileId: string;
  @ForeignKey('PayeeAccount')
  @Column('uuid', { name: 'payee_account_id' })
  payeeAccountId: string;
  /** What it can do (服务能力), in its own words. */
  @Column('text', { array: true }) abilities: string[];
  @Column('text', { default: 'submitted' }) state: AdmissionState;
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'applied_by' })
  appliedBy: string;
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy: string | null;
  @Column('text', { nullable: true }) reason: string | null;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'decided_at', nullable: true }) decidedAt: DateTime | null;
  @Column('integer', { default: 1 }) version: number;
}
