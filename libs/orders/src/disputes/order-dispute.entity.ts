import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import type { Fen } from '@app/common';
import { CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';
import type { DisputeDecision } from './dispute.words';

/**
 * An objection of the user organisation to a completed order, what the lab offers to settle it, and how it ended. Why it
 * objects stands with the order.
 */
@Entity('order_dispute')
@Unique('order_dispute_opened_twice', ['orderId'])
@Check(
  'order_dispute_offer_incomplete',
  'num_nonnulls(offered_fen, offered_by, offer_reason) IN (0, 3) AND offered_fen >= 0 AND offered_fen < fee_before_fen',
)
@Check(
  'order_dispute_decision_incomplete',
  'num_nonnulls(decision, decided_by, decided_at, fee_after_fen) IN (0, 4)',
)
@Check(
  'order_dispute_fee_fits_decision',
  `decision IS NULL OR CASE decision WHEN 'reduced' THEN fee_after_fen > 0 AND fee_after_fen < fee_before_fen
     WHEN 'cancelled' THEN fee_after_fen = 0 WHEN 'upheld' THEN fee_after_fen = fee_before_fen
     WHEN 'withdrawn' THEN fee_after_fen = fee_before_fen ELSE false END`,
)
export class OrderDispute {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_order_dispute' }) id: string;
  @ForeignKey('ServiceOrder', { name: 'order_dispute_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @ForeignKey('AppUser', { name: 'order_dispute_opener_exists' })
  @Column('uuid', { name: 'opened_by' })
  openedBy: string;
  /** What the lab had charged. */
  @FenColumn({ name: 'fee_before_fen' }) feeBeforeFen: Fen;
  /** The fee the lab would settle for; nothing when it waives all of it. The last offer stands. */
  @FenColumn({ name: 'offered_fen', nullable: true }) offeredFen: Fen | null;
  @ForeignKey('AppUser', { name: 'order_dispute_offerer_exists' })
  @Column('uuid', { name: 'offered_by', nullable: true })
  offeredBy: string | null;
  @Column('text', { name: 'offer_reason', nullable: true }) offerReason: string | null;
  @Column('text', { nullable: true }) decision: DisputeDecision | null;
  @ForeignKey('AppUser', { name: 'order_dispute_decider_exists' })
  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy: string | null;
  @InstantColumn({ name: 'decided_at', nullable: true }) decidedAt: DateTime | null;
  /** Of the office, when it decided. */
  @Column('text', { name: 'decision_reason', nullable: true }) decisionReason: string | null;
  @FenColumn({ name: 'fee_after_fen', nullable: true }) feeAfterFen: Fen | null;
  @CreatedAtColumn() createdAt: DateTime;
}
