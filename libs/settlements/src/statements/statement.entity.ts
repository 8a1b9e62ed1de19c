import type { DateTime } from 'luxon';
import {
  Check,
  Column,
  Entity,
  ForeignKey,
  Generated,
  Index,
  PrimaryColumn,
  Unique,
} from 'typeorm';
import type { Fen } from '@app/common';
import { CivilDateColumn, CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';
import type { StatementState } from './statement.words';

/**
 * What a user organisation owes a holder for the orders of one month (结算单). Its totals are those of its lines, and a
 * trigger freezes both when it is confirmed.
 */
@Entity('statement')
@Unique('statement_number_taken', ['number'])
@Check('statement_state_known', `state IN ('draft', 'sent', 'confirmed', 'disputed', 'void')`)
@Check('statement_to_itself', 'holder_organisation_id <> customer_organisation_id')
@Check('statement_month_has_days', 'extract(day FROM month) = 1')
@Check('statement_end_without_reason', `state NOT IN ('disputed', 'void') OR reason IS NOT NULL`)
@Check('statement_sent_without_moment', `state NOT IN ('sent', 'confirmed') OR sent_at IS NOT NULL`)
@Check(
  'statement_confirmed_is_frozen',
  `state <> 'confirmed' OR (fee_fen IS NOT NULL AND own_fen IS NOT NULL AND confirmed_at IS NOT NULL)`,
)
@Index('statement_of_holder', ['holderOrganisationId', 'id'])
@Index('statement_of_customer', ['customerOrganisationId', 'id'])
@Index('statement_drafted_twice', ['holderOrganisationId', 'customerOrganisationId', 'month'], {
  unique: true,
  where: 'drafted_by IS NULL',
})
export class Statement {
  @PrimaryColumn('uuid') id: string;
  /** Feeds the number; gaps are harmless. */
  @Column('bigint') @Generated('increment') serial: string;
  /** Sayable on the phone: `JS26-000123-4`, the last character checks the digits before it. */
  @Column('text') number: string;
  @ForeignKey('Organisation', { name: 'statement_holder_exists' })
  @Column('uuid', { name: 'holder_organisation_id' })
  holderOrganisationId: string;
  @ForeignKey('Organisation', { name: 'statement_customer_exists' })
  @Column('uuid', { name: 'customer_organisation_id' })
  customerOrganisationId: string;
  /** First day of the calendar month in Shanghai. */
  @CivilDateColumn() month: string;
  @Column('text', { default: 'draft' }) state: StatementState;
  /** Fees of its orders; null until it is confirmed. */
  @FenColumn({ name: 'fee_fen', nullable: true }) feeFen: Fen | null;
  /** What the user organisation pays of them itself; null until it is confirmed. */
  @FenColumn({ name: 'own_fen', nullable: true }) ownFen: Fen | null;
  /** Civil day on which payment is due; null unless it was sent under terms that say so. */
  @CivilDateColumn({ name: 'due_on', nullable: true }) dueOn: string | null;
  /** Why it is disputed or void. */
  @Column('text', { nullable: true }) reason: string | null;
  /** Null when the worker drafted it. */
  @ForeignKey('AppUser', { name: 'statement_author_exists' })
  @Column('uuid', { name: 'drafted_by', nullable: true })
  draftedBy: string | null;
  @InstantColumn({ name: 'sent_at', nullable: true }) sentAt: DateTime | null;
  @InstantColumn({ name: 'confirmed_at', nullable: true }) confirmedAt: DateTime | null;
  @ForeignKey('AppUser', { name: 'statement_confirmer_exists' })
  @Column('uuid', { name: 'confirmed_by', nullable: true })
  confirmedBy: string | null;
  @Column('integer', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
}
