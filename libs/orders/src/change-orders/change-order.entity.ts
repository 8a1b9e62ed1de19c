import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import type { Fen } from '@app/common';
import { CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';
import type { ChangeLine } from './change-order.rules';
import type { ChangeState } from './change-order.words';

/**
 * What the lab proposes to charge more or less than was quoted (变更单), and what the user organisation says to it. One is
 * open per order; only an accepted one changes what the order may cost.
 */
@Entity('change_order')
@Check(
  'change_order_state_known',
  `state IN ('proposed', 'offered', 'accepted', 'declined', 'withdrawn', 'lapsed')`,
)
@Check(
  'change_order_fee_adds_up',
  'fee_after_fen >= 0 AND fee_before_fen + amount_fen = fee_after_fen',
)
@Check('change_order_approved_by_proposer', 'approved_by <> proposed_by')
@Check(
  'change_order_reduction_without_approval',
  `NOT is_reduction OR approved_by IS NOT NULL OR state NOT IN ('offered', 'accepted', 'declined')`,
)
@Check('change_order_answer_without_person', `(answered_by IS NULL) = (answered_at IS NULL)`)
@Index('change_order_open_twice', ['orderId'], {
  unique: true,
  where: `state IN ('proposed', 'offered')`,
})
export class ChangeOrder {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_change_order' }) id: string;
  @Index('change_order_of_order')
  @ForeignKey('ServiceOrder', { name: 'change_order_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @Column('text') state: ChangeState;
  @Column('jsonb') lines: ChangeLine[];
  /** What it adds to the fee, all lines together; negative for a reduction. */
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  @FenColumn({ name: 'fee_before_fen' }) feeBeforeFen: Fen;
  @FenColumn({ name: 'fee_after_fen' }) feeAfterFen: Fen;
  @Column('boolean', { name: 'is_reduction' }) isReduction: boolean;
  @Column('text') reason: string;
  @ForeignKey('AppUser', { name: 'change_order_proposer_exists' })
  @Column('uuid', { name: 'proposed_by' })
  proposedBy: string;
  /** The second person of the lab, for a reduction. */
  @ForeignKey('AppUser', { name: 'change_order_approver_exists' })
  @Column('uuid', { name: 'approved_by', nullable: true })
  approvedBy: string | null;
  /** Who accepted, declined or withdrew it. */
  @ForeignKey('AppUser', { name: 'change_order_answerer_exists' })
  @Column('uuid', { name: 'answered_by', nullable: true })
  answeredBy: string | null;
  @InstantColumn({ name: 'answered_at', nullable: true }) answeredAt: DateTime | null;
  @Column('text', { name: 'answer_reason', nullable: true }) answerReason: string | null;
  @CreatedAtColumn() createdAt: DateTime;
}
