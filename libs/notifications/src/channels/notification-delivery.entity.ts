import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import type { MailKind } from '@app/messaging';
import type { ProvedChannel } from './channel';

/** What can become of a message; `over`: what it tells was no longer so, or the person no longer wants it there. */
export const DELIVERY_STATES = ['pending', 'sent', 'failed', 'over'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One message to one person by a way beside mail, and how it went. Text and address are made when it is sent. */
@Entity('notification_delivery')
@Check('notification_delivery_channel_known', `channel IN ('sms', 'wecom')`)
@Check('notification_delivery_state_known', `state IN ('pending', 'sent', 'failed', 'over')`)
@Unique('notification_delivery_once', ['messageId', 'userId', 'channel'])
@Index('notification_delivery_of_person', ['userId', 'id'])
export class NotificationDelivery {
  @PrimaryColumn('uuid') id: string;
  /** The outbox row that asked for the news. */
  @Column('uuid', { name: 'message_id' }) messageId: string;
  @ForeignKey('AppUser', { name: 'notification_delivery_person_exists' })
  @Column('uuid', { name: 'user_id' })
  userId: string;
  @Column('text') channel: ProvedChannel;
  @Column('text') kind: MailKind;
  @Column('uuid', { name: 'object_id' }) objectId: string;
  @Column('uuid', { name: 'link_id', nullable: true }) linkId: string | null;
  @Column('text', { default: 'pending' }) state: DeliveryState;
  @Column('integer', { default: 0 }) attempts: number;
  /** What went wrong last, as a code: nothing that the other side said. */
  @Column('text', { name: 'last_error', nullable: true }) lastError: string | null;
  @InstantColumn({ name: 'next_at', nullable: true }) nextAt: DateTime | null;
  @CreatedAtColumn() createdAt: DateTime;
}
