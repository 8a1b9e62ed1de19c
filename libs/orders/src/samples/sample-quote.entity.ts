import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import type { Fen } from '@app/common';
import { CivilDateColumn, CreatedAtColumn, FenColumn } from '@app/database';
import type { PricedLine } from './sample-quote.rules';

/** One quote of an order of samples as it was made; the highest version is the one to accept, and none is overwritten. */
@Entity('sample_quote')
@Check('sample_quote_revised_without_reason', 'version = 1 OR reason IS NOT NULL')
export class SampleQuote {
  @ForeignKey('ServiceOrder', { name: 'sample_quote_order_exists' })
  @PrimaryColumn('uuid', {
    name: 'order_id',
    primaryKeyConstraintName: 'sample_quote_version_taken',
  })
  orderId: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'sample_quote_version_taken' })
  version: number;
  @Column('jsonb') lines: PricedLine[];
  @FenColumn({ name: 'list_fen' }) listFen: Fen;
  /** Civil dates in Asia/Shanghai. */
  @CivilDateColumn({ name: 'promised_on' }) promisedOn: string;
  @CivilDateColumn({ name: 'valid_until' }) validUntil: string;
  /** Why the one before was revised; null for the first. */
  @Column('text', { nullable: true }) reason: string | null;
  @ForeignKey('AppUser', { name: 'sample_quote_author_exists' })
  @Column('uuid', { name: 'priced_by' })
  pricedBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}
