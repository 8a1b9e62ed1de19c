import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Fen } from '@app/common';
import { CreatedAtColumn, FenColumn } from '@app/database';
import type { SettlementMode } from './settlement-terms.words';

/**
 * How a holder is paid, as it was set once: by all user organisations, or by one of them. An order keeps the terms that
 * held when it was placed; the function `settlement_terms_at` of the database finds them.
 */
@Entity('settlement_terms')
@Check('settlement_terms_mode_known', `mode IN ('prepaid', 'after_service', 'monthly', 'deposit')`)
@Check(
  'settlement_terms_days_out_of_range',
  'days_to_pay BETWEEN 0 AND 365 AND arrears_limit_days BETWEEN 0 AND 365 AND arrears_limit_fen >= 0',
)
@Check(
  'settlement_terms_default_withdrawn',
  'customer_organisation_id IS NOT NULL OR NOT withdrawn',
)
@Check('settlement_terms_with_itself', 'customer_organisation_id <> holder_organisation_id')
@Index('settlement_terms_default_version_taken', ['holderOrganisationId', 'version'], {
  unique: true,
  where: 'customer_organisation_id IS NULL',
})
@Index(
  'settlement_terms_version_taken',
  ['holderOrganisationId', 'customerOrganisationId', 'version'],
  { unique: true, where: 'customer_organisation_id IS NOT NULL' },
)
export class SettlementTerms {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Organisation', { name: 'settlement_terms_holder_exists' })
  @Column('uuid', { name: 'holder_organisation_id' })
  holderOrganisationId: string;
  /** Null for the terms of everybody who has none of its own. */
  @Index('settlement_terms_of_customer')
  @ForeignKey('Organisation', { name: 'settlement_terms_customer_exists' })
  @Column('uuid', { name: 'customer_organisation_id', nullable: true })
  customerOrganisationId: string | null;
  /** Counts from 1 for each holder, and for each of its customers with terms of their own. */
  @Column('integer') version: number;
  /** The customer follows the holder's default again. */
  @Column('boolean', { default: false }) withdrawn: boolean;
  @Column('text') mode: SettlementMode;
  /** Civil days from invoice, statement or acceptance to the day on which payment is due, 0–365. */
  @Column('integer', { name: 'days_to_pay' }) daysToPay: number;
  /** More overdue than this, and nothing more is booked or ordered; null for no limit. */
  @FenColumn({ name: 'arrears_limit_fen', nullable: true }) arrearsLimitFen: Fen | null;
  /** Anything overdue for more days than this, and nothing more is booked or ordered; null for no limit. */
  @Column('integer', { name: 'arrears_limit_days', nullable: true })
  arrearsLimitDays: number | null;
  /** Reports are handed over once the order is paid. */
  @Column('boolean', { name: 'report_after_payment', default: false }) reportAfterPayment: boolean;
  @ForeignKey('AppUser', { name: 'settlement_terms_author_exists' })
  @Column('uuid', { name: 'set_by' })
  setBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}
