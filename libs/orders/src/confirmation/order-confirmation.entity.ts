import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn } from '@app/database';

/** What a provider says of an order it was sent a link to. */
export const CONFIRMATION_DECISIONS = ['confirmed', 'declined'] as const;
export type ConfirmationDecision = (typeof CONFIRMATION_DECISIONS)[number];

/**
 * What a provider without an account answered by a signed link (一次性确认). Name, position and address are personal
 * data, kept as evidence for as long as the order is.
 */
@Entity('order_confirmation')
@Check('order_confirmation_decision_known', `decision IN ('confirmed', 'declined')`)
@Index('order_confirmation_confirmed_twice', ['orderId'], {
  unique: true,
  where: `decision = 'confirmed'`,
})
export class OrderConfirmation {
  @PrimaryColumn('uuid') id: string;
  @Index('order_confirmation_order')
  @ForeignKey('ServiceOrder')
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @Column('text') decision: ConfirmationDecision;
  /** Who answered for the provider, as they wrote it. */
  @Column('text') name: string;
  @Column('text', { nullable: true }) position: string | null;
  @Column('text', { nullable: true }) note: string | null;
  /** The address the link was sent to: whether it is the provider's is for the reviewer to judge. */
  @Column('text', { name: 'sent_to' }) sentTo: string;
  /** Who asked for the confirmation. */
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'asked_by' })
  askedBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}
