import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { instantOf, isoInZone, maskPhone } from '@app/common';
import { inTransaction, onConstraint } from '@app/database';
import { decodeCursor, DEFAULT_PAGE, page, type Page, type PageQuery } from '@app/http';
import type { Actor } from '@app/identity';
import type { MailKind } from '@app/messaging';
import { type ChannelName, CHANNELS, type ProvedChannel } from './channel';
import { Channels } from './channels';
import { notProved } from './channels.errors';
import type {
  ChooseChannelsRequest,
  NotificationChannelsResponse,
  NotificationDeliveryResponse,
} from './notification-channel.dto';
import type { Language } from './notification-choice.entity';
import type { DeliveryState } from './notification-delivery.entity';

interface ChoiceRow {
  channels: ChannelName[];
  language: Language;
  phone: string | null;
  wecom_user_id: string | null;
}

interface DeliveryRow {
  id: string;
  channel: ProvedChannel;
  kind: MailKind;
  state: DeliveryState;
  attempts: number;
  last_error: string | null;
  next_at: Date | null;
  created_at: Date;
}

const UNTOLD: ChoiceRow = { channels: ['mail'], language: 'zh', phone: null, wecom_user_id: null };

/** How a person wants to be told, and what was sent to them. */
@Injectable()
export class NotificationChannels {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly channels: Channels,
  ) {}

  async get({ userId }: Actor): Promise<NotificationChannelsResponse> {
    const [row = UNTOLD]: ChoiceRow[] = await this.db.query(
      'SELECT channels, language, phone, wecom_user_id FROM notification_choice WHERE id = $1',
      [userId],
    );
    return {
      language: row.language,
      channels: CHANNELS.map((channel) => ({
        channel,
        available: channel === 'mail' || this.channels.has(channel),
        chosen: row.channels.includes(channel),
        address: addressIn(row, channel),
      })),
    };
  }

  /** Chooses among the channels whose addresses are proved. @throws FieldsRefused for another one (422) */
  async choose(
    actor: Actor,
    { channels, language }: ChooseChannelsRequest,
  ): Promise<NotificationChannelsResponse> {
    const chosen = CHANNELS.filter((one) => channels.includes(one));
    await inTransaction(this.db, async (tx) => {
      await tx.query(
        `INSERT INTO notification_choice (id, channels) VALUES ($1, '{mail}') ON CONFLICT DO NOTHING`,
        [actor.userId],
      );
      await tx
        .query(
          `UPDATE notification_choice SET channels = $2, language = coalesce($3, language),
                  phone = CASE WHEN 'sms' = ANY ($2) THEN phone END,
                  wecom_user_id = CASE WHEN 'wecom' = ANY ($2) THEN wecom_user_id END
            WHERE id = $1`,
          [actor.userId, chosen, language ?? null],
        )
        .catch((error: unknown) =>
          onConstraint(error, {
            notification_choice_phone_in_use: () => notProved('sms'),
            notification_choice_wecom_in_use: () => notProved('wecom'),
          }),
        );
      await this.audit.record(tx, {
        ...{ actor, action: 'notification-choice.choose', detail: { channels: chosen } },
        ...{ objectType: 'notification_choice', objectId: actor.userId },
      });
    });
    return this.get(actor);
  }

  /** What was sent to the person by other ways than mail, the newest first. */
  async deliveries(
    { userId }: Actor,
    query: PageQuery,
  ): Promise<Page<NotificationDeliveryResponse>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const before = decodeCursor(query.cursor, 1)?.[0] ?? null;
    const rows: DeliveryRow[] = await this.db.query(
      `SELECT * FROM notification_delivery WHERE user_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [userId, before, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toDeliveryResponse);
  }
}

function addressIn(row: ChoiceRow, channel: ChannelName): string | null {
  if (channel === 'mail') return null;
  return channel === 'sms' ? row.phone && maskPhone(row.phone) : row.wecom_user_id;
}

const toDeliveryResponse = (row: DeliveryRow): NotificationDeliveryResponse => ({
  ...{ id: row.id, channel: row.channel, kind: row.kind, state: row.state },
  ...{ attempts: row.attempts, lastError: row.last_error },
  nextAt: row.next_at && isoInZone(instantOf(row.next_at)),
  createdAt: isoInZone(instantOf(row.created_at)),
});
