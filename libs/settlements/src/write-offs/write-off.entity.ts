import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Fen } from '@app/common';
import { CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';

/** One person proposes to give up what is open, another decides. */
export const WRITE_OFF_STATES = ['proposed', 'approved', 'rejected'] as const;
export type WriteOffState = (typeof WRITE_OFF_STATES)[number];

/** What a holder gives up of an order (核销), by two persons; approval moves the order's account through a trigger. */
@Entity('write_off')
@Check('write_off_state_known', `state IN ('proposed', 'approved', 'rejected')`)
@Check('write_off_amount_not_positive', 'amount_fen > 0')
@Check(
  'write_off_decided_by_another',
  `(state = 'proposed') = (decided_by IS NULL) AND decided_by IS DISTINCT FROM proposed_by`,
)
@Index('write_off_proposed_twice', ['orderId'], { unique: true, where: `state = 'proposed'` })
export class WriteOff {
  @PrimaryColumn('uuid') id: string;
  @Index('write_off_of_order')
  @ForeignKey('OrderAccount', { name: 'write_off_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  @Column('text') reason: string;
  @Column('text', { default: 'proposed' }) state: WriteOffState;
  @ForeignKey('AppUser', { name: 'write_off_maker_exists' })
  @Column('uuid', { name: 'proposed_by' })
  proposedBy: string;
  @ForeignKey('AppUser', { name: 'write_off_checker_exists' })
  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy: string | null;
  @InstantColumn({ name: 'decided_at', nullable: true }) decidedAt: DateTime | null;
  @CreatedAtColumn() createdAt: DateTime;
}
