import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';

/** One job that must happen because a transaction committed; the relay moves it to the queue and retries it. */
@Entity('outbox_message')
@Check('outbox_message_state_known', `state IN ('pending', 'queued', 'done', 'failed')`)
@Index('outbox_message_due', ['nextAt'], { where: `state IN ('pending', 'queued')` })
export class OutboxMessage {
  @PrimaryColumn('uuid') id: string;
  @Column('text') job: string;
  @Column('jsonb') payload: object;
  @Column('text', { default: 'pending' }) state: 'pending' | 'queued' | 'done' | 'failed';
  /** How often it was queued; a lost queue counts here, not among the failures. */
  @Column('integer', { default: 0 }) attempt: number;
  /** How often its processor threw. */
  @Column('integer', { default: 0 }) failures: number;
  /** Pending: when to queue it. Queued: when to believe the queue has lost it. */
  @InstantColumn({ name: 'next_at', default: () => 'app_now()' }) nextAt: DateTime;
  @Column('text', { name: 'last_error', nullable: true }) lastError: string | null;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'finished_at', nullable: true }) finishedAt: DateTime | null;
}
