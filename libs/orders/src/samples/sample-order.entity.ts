import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CivilDateColumn, InstantColumn } from '@app/database';
import type { PricedLine } from './sample-quote.rules';
import {
  LEFT_OVERS,
  type LeftOver,
  REPORT_KINDS,
  type ReportKind,
  URGENCIES,
  type Urgency,
} from './sample.words';

/** One test that is asked for (检测项目). */
export interface TestItem {
  name: string;
  /** Such as GB/T 3923.1-2013; null leaves the method to the lab. */
  standard: string | null;
  conditions: string | null;
  /** Of the provider's service list; absent or null for a test in words. */
  serviceItemId?: string | null;
  /** How often it is done, over all samples. */
  quantity: number;
}

const oneOf = (column: string, words: readonly string[]): string =>
  `${column} IN (${words.map((word) => `'${word}'`).join(', ')})`;

/** What an order of kind `sample` (送样委托单) tells beside its price: the request, the quote, the way of the samples, the report. */
@Entity('sample_order')
@Check('sample_order_urgency_known', oneOf('urgency', URGENCIES))
@Check('sample_order_report_known', oneOf('report_kind', REPORT_KINDS))
@Check('sample_order_left_over_known', oneOf('left_over', LEFT_OVERS))
@Check(
  'sample_order_quote_in_parts',
  '(quote_lines IS NULL) = (promised_on IS NULL) AND (quote_lines IS NULL) = (quote_valid_until IS NULL)',
)
@Check(
  'sample_order_report_in_parts',
  '(report_number IS NULL) = (report_issued_on IS NULL) AND (report_number IS NULL) = (report_sha256 IS NULL)',
)
@Check('sample_order_report_hash_malformed', `report_sha256 ~ '^[0-9a-f]{64}$'`)
export class SampleOrder {
  @ForeignKey('ServiceOrder', { name: 'sample_order_order_exists' })
  @PrimaryColumn('uuid', { name: 'order_id', primaryKeyConstraintName: 'PK_sample_order' })
  orderId: string;
  @Column('jsonb') items: TestItem[];
  @Column('text') urgency: Urgency;
  @Column('text', { name: 'report_kind' }) reportKind: ReportKind;
  @Column('text', { name: 'left_over' }) leftOver: LeftOver;
  /** Civil date by which the user organisation would like it. */
  @CivilDateColumn({ name: 'wished_by', nullable: true }) wishedBy: string | null;
  /** Null until the lab has priced it. */
  @Column('jsonb', { name: 'quote_lines', nullable: true }) quoteLines: PricedLine[] | null;
  /** Last civil date (Asia/Shanghai) on which the quote can be accepted. */
  @CivilDateColumn({ name: 'quote_valid_until', nullable: true }) quoteValidUntil: string | null;
  /** Civil date by which the lab has promised to be done; past it the order is late. */
  @Index('sample_order_promised', { where: 'promised_on IS NOT NULL' })
  @CivilDateColumn({ name: 'promised_on', nullable: true })
  promisedOn: string | null;
  /** Of {@link SampleQuote}; 0 before the first one. */
  @Column('integer', { name: 'quote_version', default: 0 }) quoteVersion: number;
  /** Machine time of the tests that were priced by the service list. */
  @Column('integer', { name: 'machine_minutes', default: 0 }) machineMinutes: number;
  @Column('text', { nullable: true }) carrier: string | null;
  @Column('text', { name: 'tracking_number', nullable: true }) trackingNumber: string | null;
  @InstantColumn({ name: 'received_at', nullable: true }) receivedAt: DateTime | null;
  @Column('text', { name: 'report_number', nullable: true }) reportNumber: string | null;
  @CivilDateColumn({ name: 'report_issued_on', nullable: true }) reportIssuedOn: string | null;
  /** Of the report's file, in lower case. */
  @Column('text', { name: 'report_sha256', nullable: true }) reportSha256: string | null;
  /** Why it was rejected or cancelled, where somebody said so. */
  @Column('text', { name: 'ended_reason', nullable: true }) endedReason: string | null;
}
