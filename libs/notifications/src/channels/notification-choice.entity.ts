import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import type { ChannelName, ProvedChannel } from './channel';

/** Languages of short texts. */
export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** How a person is told; who has no row is told by mail. An address is held for as long as it is used. */
@Entity('notification_choice')
@Check('notification_choice_channels_known', `channels <@ ARRAY['mail', 'sms', 'wecom']`)
@Check('notification_choice_language_known', `language IN ('zh', 'en')`)
@Check('notification_choice_phone_in_use', `('sms' = ANY (channels)) = (phone IS NOT NULL)`)
@Check(
  'notification_choice_wecom_in_use',
  `('wecom' = ANY (channels)) = (wecom_user_id IS NOT NULL)`,
)
export class NotificationChoice {
  /** The person. */
  @ForeignKey('AppUser', { name: 'notification_choice_person_exists' })
  @PrimaryColumn('uuid')
  id: string;
  @Column('text', { array: true }) channels: ChannelName[];
  @Column('text', { default: 'zh' }) language: Language;
  /** Proved by a code that was sent there. */
  @Column('text', { nullable: true }) phone: string | null;
  /** Proved by a code that was sent there. */
  @Column('text', { name: 'wecom_user_id', nullable: true }) weComUserId: string | null;
  @CreatedAtColumn() createdAt: DateTime;
}

/** A code that was sent to an address; whoever repeats it reads what is sent there. */
@Entity('channel_code')
@Check('channel_code_channel_known', `channel IN ('sms', 'wecom')`)
@Check('channel_code_attempts_limited', 'attempts BETWEEN 0 AND 5')
export class ChannelCode {
  @PrimaryColumn('uuid') id: string;
  @Index('channel_code_of_person')
  @ForeignKey('AppUser', { name: 'channel_code_person_exists' })
  @Column('uuid', { name: 'user_id' })
  userId: string;
  @Column('text') channel: ProvedChannel;
  @Index('channel_code_to_address') @Column('text') address: string;
  @Column('bytea', { name: 'code_hash' }) codeHash: Buffer;
  /** Tries to repeat it. */
  @Column('integer', { default: 0 }) attempts: number;
  @InstantColumn({ name: 'expires_at' }) expiresAt: DateTime;
  @InstantColumn({ name: 'used_at', nullable: true }) usedAt: DateTime | null;
  @CreatedAtColumn() createdAt: DateTime;
}
