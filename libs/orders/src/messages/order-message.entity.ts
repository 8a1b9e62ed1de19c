import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import type { OrderSide } from '../order.words';

/** Who writes on an order: its two sides, and the office while it settles a dispute. */
export const MESSAGE_SIDES = ['user', 'provider', 'office'] as const;
export type MessageSide = (typeof MESSAGE_SIDES)[number];

/** Characters of one message. */
export const MESSAGE_LENGTH = 2_000;

/** What somebody wrote on an order, in plain text; kept with the order and never changed. */
@Entity('order_message')
@Index('order_message_of_order', ['orderId', 'id'])
@Check('order_message_side_known', `side IN ('user', 'provider', 'office')`)
@Check('order_message_text_length', `char_length(text) BETWEEN 1 AND ${MESSAGE_LENGTH}`)
export class OrderMessage {
  /** Ids are in the order of time. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_order_message' }) id: string;
  @ForeignKey('ServiceOrder', { name: 'order_message_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @Column('text') side: MessageSide;
  @Index('order_message_author')
  @ForeignKey('AppUser', { name: 'order_message_author_exists' })
  @Column('uuid', { name: 'author_id' })
  authorId: string;
  /** For whom the author wrote. */
  @ForeignKey('Organisation', { name: 'order_message_organisation_exists' })
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  @Column('text') text: string;
  @CreatedAtColumn() createdAt: DateTime;
}

/** How far one side of an order has read, and when it is told next of what it has not. */
@Entity('order_message_mark')
@Unique('order_message_mark_side_taken', ['orderId', 'side'])
@Check('order_message_mark_side_known', `side IN ('user', 'provider')`)
export class OrderMessageMark {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_order_message_mark' }) id: string;
  @ForeignKey('ServiceOrder', { name: 'order_message_mark_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @Column('text') side: OrderSide;
  /** The last message that was read; null for none. */
  @Index('order_message_mark_read')
  @ForeignKey('OrderMessage', { name: 'order_message_mark_message_exists' })
  @Column('uuid', { name: 'read_until', nullable: true })
  readUntil: string | null;
  /** What was written before is told at this moment; what is written after asks for another one. */
  @InstantColumn({ name: 'notice_at', nullable: true }) noticeAt: DateTime | null;
}
