import { randomInt, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { type Environment, FieldCipher, instantOf, isoInZone, newId } from '@app/common';
import { inTransaction } from '@app/database';
import { TooManyRequests } from '@app/http';
import type { Actor } from '@app/identity';
import { ChannelFailed, type ProvedChannel } from './channel';
import { Channels } from './channels';
import { addressRefused, channelOff, ChannelUnavailable, CodeRefused } from './channels.errors';
import { mobileOf, weComUserOf } from './channels.rules';
import type {
  CodeSentResponse,
  ConfirmCodeRequest,
  RequestCodeRequest,
} from './notification-channel.dto';

/** A code can be entered for so long. */
const MINUTES = 10;
/** Tries to enter it; the table allows no more. */
const TRIES = 5;
/** Seconds between two codes of one person. */
const PAUSE_SECONDS = 60;
/** Codes in a day, for one person and to one address: more would only pester somebody. */
const A_DAY = 5;

/** Injection token of what the codes must know. */
export const CODE_SETTINGS = 'CODE_SETTINGS';

const ADDRESS_OF: Record<ProvedChannel, (text: string) => string | undefined> = {
  sms: mobileOf,
  wecom: weComUserOf,
};

const COLUMN_OF: Record<ProvedChannel, string> = { sms: 'phone', wecom: 'wecom_user_id' };

interface SentCode {
  id: string;
  address: string;
  code_hash: Buffer;
}

/** Proves that a person reads what is sent to an address, by a code of six digits that is sent there. */
@Injectable()
export class ChannelCodes {
  private readonly cipher: FieldCipher;

  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly channels: Channels,
    @Inject(CODE_SETTINGS) settings: Pick<Environment, 'secretKey'>,
  ) {
    this.cipher = new FieldCipher(settings.secretKey, 'channel-code');
  }

  /**
   * Sends a code; one that was sent before is over. It is sent here and not by the worker: nobody keeps it readable,
   * and who waits for it learns at once that it did not leave.
   *
   * @throws FieldsRefused for a channel or an address that is none (422), TooManyRequests (429)
   * @throws ChannelUnavailable when the other side does not answer (503)
   */
  async send(actor: Actor, { channel, address }: RequestCodeRequest): Promise<CodeSentResponse> {
    const way = this.channels.find(channel);
    if (!way) throw channelOff(channel);
    const to = ADDRESS_OF[channel](address);
    if (to === undefined) throw addressRefused(channel);
    const [id, code] = [newId(), String(randomInt(1_000_000)).padStart(6, '0')];
    const expiresAt = await inTransaction(this.db, async (tx) => {
      await requirePause(tx, actor.userId, channel, to);
      const at = await this.keep(tx, actor, { id, channel, to, code });
      await this.record(tx, actor, 'request-code', { channel });
      return at;
    });
    try {
      await way.send({ id, to, subject: '嘉仪验证码 Jiayi code', text: codeText(code) });
    } catch (error) {
      await this.db.query('UPDATE channel_code SET expires_at = app_now() WHERE id = $1', [id]);
      if (!(error instanceof ChannelFailed)) throw error;
      throw error.isFinal ? addressRefused(channel) : new ChannelUnavailable();
    }
    return { expiresAt: isoInZone(instantOf(expiresAt)) };
  }

  /** Takes an address whose code was repeated, and chooses its channel. @throws CodeRefused (422) */
  async confirm(actor: Actor, { channel, code }: ConfirmCodeRequest): Promise<void> {
    // Counted in a statement of its own, so that a try counts however it ends.
    const [[sent]]: [SentCode[], number] = await this.db.query(
      `UPDATE channel_code SET attempts = attempts + 1
        WHERE id = (SELECT id FROM channel_code
                     WHERE user_id = $1 AND channel = $2 AND used_at IS NULL AND expires_at > app_now() AND attempts < $3
                     ORDER BY id DESC LIMIT 1 FOR UPDATE)
        RETURNING id, address, code_hash`,
      [actor.userId, channel, TRIES],
    );
    if (!sent || !timingSafeEqual(sent.code_hash, this.hashOf(sent.id, code)))
      throw new CodeRefused();
    await inTransaction(this.db, async (tx) => {
      const [used]: [unknown[], number] = await tx.query(
        'UPDATE channel_code SET used_at = app_now() WHERE id = $1 AND used_at IS NULL RETURNING id',
        [sent.id],
      );
      if (used.length === 0) throw new CodeRefused();
      await takeAddress(tx, actor.userId, channel, sent.address);
      await this.record(tx, actor, 'confirm-code', { channel });
    });
  }

  private async keep(
    tx: EntityManager,
    { userId }: Actor,
    { id, channel, to, code }: { id: string; channel: ProvedChannel; to: string; code: string },
  ): Promise<Date> {
    await tx.query(
      `UPDATE channel_code SET expires_at = app_now()
        WHERE user_id = $1 AND channel = $2 AND used_at IS NULL AND expires_at > app_now()`,
      [userId, channel],
    );
    const [kept]: { expires_at: Date }[] = await tx.query(
      `INSERT INTO channel_code (id, user_id, channel, address, code_hash, expires_at)
       VALUES ($1, $2, $3, $4, $5, app_now() + make_interval(mins => $6)) RETURNING expires_at`,
      [id, userId, channel, to, this.hashOf(id, code), MINUTES],
    );
    if (!kept) throw new Error('a code that was kept has no end');
    return kept.expires_at;
  }

  private hashOf(id: string, code: string): Buffer {
    return this.cipher.blindIndex(`${id} ${code}`);
  }

  private record(tx: EntityManager, actor: Actor, action: string, detail: object): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `notification-choice.${action}`, detail },
      ...{ objectType: 'notification_choice', objectId: actor.userId },
    });
  }
}

/** One message in both languages: who reads it has not told which. */
const codeText = (code: string): string =>
  `验证码 ${code}，${MINUTES} 分钟内有效，用于接收嘉仪的通知。如非本人操作请忽略。Jiayi code: ${code}`;

/** Makes an address the one that its channel uses, and chooses the channel. */
async function takeAddress(
  tx: EntityManager,
  userId: string,
  channel: ProvedChannel,
  address: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO notification_choice (id, channels) VALUES ($1, '{mail}') ON CONFLICT DO NOTHING`,
    [userId],
  );
  await tx.query(
    `UPDATE notification_choice SET ${COLUMN_OF[channel]} = $3, channels = array_remove(channels, $2) || $2::text
      WHERE id = $1`,
    [userId, channel, address],
  );
}

/** The person and the address are the locks: rivals for the last code of a day pass one after the other. */
async function requirePause(
  tx: EntityManager,
  userId: string,
  channel: ProvedChannel,
  address: string,
): Promise<void> {
  await tx.query('SELECT FROM app_user WHERE id = $1 FOR NO KEY UPDATE', [userId]);
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `channel-code ${channel} ${address}`,
  ]);
  const [row]: { seconds: number }[] = await tx.query(
    `SELECT ceil(extract(epoch FROM greatest(
              max(created_at) FILTER (WHERE user_id = $1) + make_interval(secs => $4),
              CASE WHEN count(*) FILTER (WHERE user_id = $1) >= $5
                   THEN min(created_at) FILTER (WHERE user_id = $1) + interval '1 day' END,
              CASE WHEN count(*) FILTER (WHERE channel = $2 AND address = $3) >= $5
                   THEN min(created_at) FILTER (WHERE channel = $2 AND address = $3) + interval '1 day' END
            ) - app_now()))::int AS seconds
       FROM channel_code
      WHERE (user_id = $1 OR address = $3) AND created_at > app_now() - interval '1 day'`,
    [userId, channel, address, PAUSE_SECONDS, A_DAY],
  );
  if (row && row.seconds > 0) throw new TooManyRequests(row.seconds);
}
