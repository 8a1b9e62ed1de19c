import { Check, Column, Entity, Exclusion, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CivilDateColumn, CreatedAtColumn, InstantColumn } from '@app/database';
import type { AgreedLine } from '@app/instruments';

/** Life of an agreed price: one person proposes it, another approves it, and either may end it. */
export const AGREED_PRICE_STATES = ['proposed', 'approved', 'withdrawn'] as const;
export type AgreedPriceState = (typeof AGREED_PRICE_STATES)[number];

/**
 * What a holder and a customer have agreed to pay (协议价) between two civil dates, for all instruments or for one. It is
 * never edited: a trigger keeps its terms, and whoever agrees anew withdraws it first.
 */
@Entity('agreed_price')
@Check('agreed_price_state_known', `state IN ('proposed', 'approved', 'withdrawn')`)
@Check('agreed_price_percent_range', 'percent BETWEEN 0 AND 99')
@Check('agreed_price_percent_or_lines', 'num_nonnulls(percent, lines) = 1')
@Check('agreed_price_period_backwards', 'valid_from <= valid_until')
@Check('agreed_price_with_oneself', 'customer_organisation_id <> holder_id')
@Check('agreed_price_approved_by_proposer', 'approved_by <> proposed_by')
@Check(
  'agreed_price_without_approval',
  `(approved_by IS NULL) = (approved_at IS NULL) AND (state <> 'proposed' OR approved_by IS NULL) AND (state <> 'approved' OR approved_by IS NOT NULL)`,
)
@Check(
  'agreed_price_withdrawal_in_parts',
  `(state = 'withdrawn') = (withdrawn_by IS NOT NULL) AND (withdrawn_by IS NULL) = (withdrawn_at IS NULL) AND (withdrawn_by IS NULL) = (withdraw_reason IS NULL)`,
)
@Exclusion(
  'agreed_price_no_overlap',
  `USING gist (holder_id WITH =, customer_organisation_id WITH =, coalesce(instrument_id, '00000000-0000-0000-0000-000000000000') WITH =, daterange(valid_from, valid_until, '[]') WITH &&) WHERE (state = 'approved')`,
)
@Index('agreed_price_of_pair', ['holderId', 'customerOrganisationId'])
export class AgreedPrice {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_agreed_price' }) id: string;
  @ForeignKey('Organisation', { name: 'agreed_price_holder_exists' })
  @Column('uuid', { name: 'holder_id' })
  holderId: string;
  @Index('agreed_price_of_customer')
  @ForeignKey('Organisation', { name: 'agreed_price_customer_exists' })
  @Column('uuid', { name: 'customer_organisation_id' })
  customerOrganisationId: string;
  /** Null for all instruments of the holder; one that names an instrument goes before. */
  @Index('agreed_price_of_instrument', { where: 'instrument_id IS NOT NULL' })
  @ForeignKey('Instrument', { name: 'agreed_price_instrument_exists' })
  @Column('uuid', { name: 'instrument_id', nullable: true })
  instrumentId: string | null;
  /** Of the list price; null where lines of its own are agreed. */
  @Column('integer', { nullable: true }) percent: number | null;
  @Column('jsonb', { nullable: true }) lines: AgreedLine[] | null;
  /** First and last civil service date (Asia/Shanghai), both included. */
  @CivilDateColumn({ name: 'valid_from' }) validFrom: string;
  @CivilDateColumn({ name: 'valid_until' }) validUntil: string;
  @Column('text') reason: string;
  @Column('text', { default: 'proposed' }) state: AgreedPriceState;
  @ForeignKey('AppUser', { name: 'agreed_price_maker_exists' })
  @Column('uuid', { name: 'proposed_by' })
  proposedBy: string;
  @ForeignKey('AppUser', { name: 'agreed_price_checker_exists' })
  @Column('uuid', { name: 'approved_by', nullable: true })
  approvedBy: string | null;
  @InstantColumn({ name: 'approved_at', nullable: true }) approvedAt: DateTime | null;
  @ForeignKey('AppUser', { name: 'agreed_price_withdrawer_exists' })
  @Column('uuid', { name: 'withdrawn_by', nullable: true })
  withdrawnBy: string | null;
  @InstantColumn({ name: 'withdrawn_at', nullable: true }) withdrawnAt: DateTime | null;
  @Column('text', { name: 'withdraw_reason', nullable: true }) withdrawReason: string | null;
  @CreatedAtColumn() createdAt: DateTime;
}
