import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';

export const PAYEE_ACCOUNT_STATES = [
  /** Proposed; a change waits for the second person of the organisation. */
  'proposed',
  /** Waits for finance to verify. */
  'confirmed',
  'active',
  'refused',
  'withdrawn',
  /** Another one became active after it. */
  'replaced',
] as const;
export type PayeeAccountState = (typeof PAYEE_ACCOUNT_STATES)[number];

/**
 * Where an organisation is paid (收款账户). The number is sealed; one account is active. Who proposes, who confirms a
 * change and who verifies are different people.
 */
@Entity('payee_account')
@Check(
  'payee_account_state_known',
  `state IN (${PAYEE_ACCOUNT_STATES.map((state) => `'${state}'`).join(', ')})`,
)
@Check(
  'payee_account_second_person',
  'confirmed_by <> proposed_by AND decided_by <> proposed_by AND decided_by <> confirmed_by',
)
@Index('payee_account_one_active', ['organisationId'], { unique: true, where: `state = 'active'` })
@Index('payee_account_one_pending', ['organisationId'], {
  unique: true,
  where: `state IN ('proposed', 'confirmed')`,
})
export class PayeeAccount {
  @PrimaryColumn('uuid') id: string;
  @Index('payee_account_organisation')
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  /** Name of the account, which is the organisation's. */
  @Column('text', { name: 'account_name' }) accountName: string;
  @Column('text') bank: string;
  @Column('text', { name: 'sealed_number' }) sealedNumber: string;
  @Column('text', { name: 'number_ending' }) numberEnding: string;
  @ForeignKey('StoredFile')
  @Column('uuid', { name: 'proof_file_id' })
  proofFileId: string;
  @Column('text', { default: 'proposed' }) state: PayeeAccountState;
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'proposed_by' })
  proposedBy: string;
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'confirmed_by', nullable: true })
  confirmedBy: string | null;
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy: string | null;
  @Column('text', { nullable: true }) reason: string | null;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'active_from', nullable: true }) activeFrom: DateTime | null;
  /** Until then whoever pays is told that the account has changed. */
  @InstantColumn({ name: 'flagged_until', nullable: true }) flaggedUntil: DateTime | null;
  @Column('integer', { default: 1 }) version: number;
}
