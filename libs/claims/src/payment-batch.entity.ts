import type { Fen } from '@app/common';
import { CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';
import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** `instructed` until the treasury's or the bank's receipt confirms it. */
export const BATCH_STATES = ['instructed', 'confirmed'] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/** One payment instruction (拨付批次) for approved claims of one programme. */
@Entity('payment_batch')
@Check('payment_batch_state_unknown', `state IN ('instructed', 'confirmed')`)
@Check('payment_batch_total_not_positive', 'total_fen > 0')
@Check('payment_batch_confirmed_by_maker', 'confirmed_by <> made_by')
@Check(
  'payment_batch_confirmation_incomplete',
  `(state = 'confirmed') = (confirmed_by IS NOT NULL) AND (state = 'confirmed') = (reference IS NOT NULL) AND (state = 'confirmed') = (confirmed_at IS NOT NULL)`,
)
@Unique('payment_batch_number_taken', ['number'])
@Unique('payment_batch_reference_used_twice', ['reference'])
export class PaymentBatch {
  @PrimaryColumn('uuid') id: string;
  /** `BF2026-0007`: the year and a running number without gaps. */
  @Column('text') number: string;
  @ForeignKey('VoucherProgramme')
  @Column('uuid', { name: 'programme_id' })
  programmeId: string;
  @FenColumn({ name: 'total_fen' }) totalFen: Fen;
  @Column('text', { default: 'instructed' }) state: BatchState;
  @Column('uuid', { name: 'made_by' }) madeBy: string;
  @Column('uuid', { name: 'confirmed_by', nullable: true }) confirmedBy: string | null;
  @InstantColumn({ name: 'confirmed_at', nullable: true }) confirmedAt: DateTime | null;
  /** Number of the bank's or the treasury's receipt (回单), once in the whole system. */
  @Column('text', { nullable: true }) reference: string | null;
  /** Number of the minutes that decided the payment (会议纪要号). */
  @Column('text', { name: 'minutes_number', nullable: true }) minutesNumber: string | null;
  /** Number of the document that made the funds available (资金下达文号). */
  @Column('text', { name: 'fund_document_number', nullable: true }) fundDocumentNumber:
    string | null;
  @Column('int', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
}
