import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import type { WebhookEvent } from './webhook-events';

/** An address of an organisation's own system that is told what happens to its reservations. */
@Entity('webhook_endpoint')
@Check('webhook_endpoint_state_known', `state IN ('active', 'off', 'removed')`)
export class WebhookEndpoint {
  @PrimaryColumn('uuid') id: string;
  @Index('webhook_endpoint_of_organisation')
  @ForeignKey('Organisation', { name: 'webhook_endpoint_organisation_exists' })
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  @Column('text') url: string;
  /** Empty is all. */
  @Column('text', { array: true }) events: WebhookEvent[];
  @Column('text', { default: 'active' }) state: 'active' | 'off' | 'removed';
  /** Why it was switched off by itself. */
  @Column('text', { name: 'off_reason', nullable: true }) offReason: string | null;
  /** What messages are signed with, sealed. */
  @Column('text') secret: string;
  /** The secret before the present one, with which messages are signed too for a while. */
  @Column('text', { name: 'former_secret', nullable: true }) formerSecret: string | null;
  @InstantColumn({ name: 'former_until', nullable: true }) formerUntil: DateTime | null;
  @ForeignKey('AppUser', { name: 'webhook_endpoint_author_exists' })
  @Column('uuid', { name: 'created_by' })
  createdBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}

/** One message to one address, and how it went. */
@Entity('webhook_delivery')
@Check('webhook_delivery_state_known', `state IN ('pending', 'delivered', 'failed')`)
@Unique('webhook_delivery_once', ['endpointId', 'changeId'])
export class WebhookDelivery {
  /** The id that travels as `webhook-id`: the same each time it is tried. */
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('WebhookEndpoint', { name: 'webhook_delivery_endpoint_exists' })
  @Column('uuid', { name: 'endpoint_id' })
  endpointId: string;
  @Column('text') event: string;
  /** The reservation; null for a test. */
  @Column('uuid', { name: 'object_id', nullable: true }) objectId: string | null;
  /** The step in its history that is told; a test is a step of its own. */
  @Column('uuid', { name: 'change_id' }) changeId: string;
  @InstantColumn({ name: 'occurred_at' }) occurredAt: DateTime;
  @Column('text', { default: 'pending' }) state: 'pending' | 'delivered' | 'failed';
  @Column('integer', { default: 0 }) attempts: number;
  @Column('integer', { name: 'last_status', nullable: true }) lastStatus: number | null;
  /** What went wrong, as a code: nothing that the other side said. */
  @Column('text', { name: 'last_error', nullable: true }) lastError: string | null;
  @InstantColumn({ name: 'next_at', nullable: true }) nextAt: DateTime | null;
  @CreatedAtColumn() createdAt: DateTime;
}
