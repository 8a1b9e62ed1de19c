import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Fen } from '@app/common';
import { CreatedAtColumn, FenColumn } from '@app/database';

/** An order is charged to a card, or that is taken back as a whole. */
export const TRANSFER_KINDS = ['charge', 'reversal'] as const;
export type TransferKind = (typeof TRANSFER_KINDS)[number];

/**
 * An internal transfer (内部转账) from a project card to an in-house order, append-only. Its insert posts it: a trigger
 * moves the counters of card and order, each under its lock.
 */
@Entity('card_transfer')
@Unique('card_transfer_reversed_twice', ['reversesId'])
@Check('card_transfer_amount_not_positive', 'amount_fen > 0')
@Check(
  'card_transfer_reversal_incomplete',
  `kind IN ('charge', 'reversal') AND (kind = 'reversal') = (reverses_id IS NOT NULL) AND (kind = 'reversal') = (reason IS NOT NULL)`,
)
@Index('card_transfer_of_card', ['cardId', 'id'])
export class CardTransfer {
  @PrimaryColumn('uuid') id: string;
  @Column('text') kind: TransferKind;
  @ForeignKey('ProjectCard', { name: 'card_transfer_card_exists' })
  @Column('uuid', { name: 'card_id' })
  cardId: string;
  @Index('card_transfer_of_order')
  @ForeignKey('OrderAccount', { name: 'card_transfer_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  /** The transfer that a reversal takes back. */
  @ForeignKey('CardTransfer', { name: 'card_transfer_reversed_exists' })
  @Column('uuid', { name: 'reverses_id', nullable: true })
  reversesId: string | null;
  @Column('text', { nullable: true }) reason: string | null;
  @ForeignKey('AppUser', { name: 'card_transfer_actor_exists' })
  @Column('uuid', { name: 'actor_id' })
  actorId: string;
  @CreatedAtColumn() createdAt: DateTime;
}
