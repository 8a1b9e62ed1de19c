import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '@app/database';
import type { OrderState } from './order.words';

/**
 * One step in the life of an order, written in the transaction that takes it. That it was placed is told by the order
 * itself, so that no booking pays for another row.
 */
@Entity('order_history')
export class OrderHistory {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_order_history' }) id: string;
  @Index('order_history_of_order')
  @ForeignKey('ServiceOrder', { name: 'order_history_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @InstantColumn({ default: () => 'app_now()' }) at: DateTime;
  /** Null for the system's own jobs. */
  @Column('uuid', { name: 'actor_id', nullable: true }) actorId: string | null;
  /** For whom the person acted. */
  @Column('uuid', { name: 'organisation_id', nullable: true }) organisationId: string | null;
  @Column('text') action: string;
  @Column('text', { name: 'from_state' }) fromState: OrderState;
  @Column('text', { name: 'to_state' }) toState: OrderState;
  /** Ids and amounts in fen only. */
  @Column('jsonb') detail: object;
}
