import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { newId } from '@app/common';
import { inTransaction } from '@app/database';
import type { JobContext, JobPayloads, JobProcessor } from '@app/messaging';
import { MailTransport } from '../mail-transport';
import { MailWriter, type Told } from '../mail-writer';
import { ChannelFailed } from './channel';
import { Channels } from './channels';
import { type DueMessage, findDueMessage, waitAfter } from './message-plan';

/** What became of one try. */
type Outcome =
  { state: 'sent' | 'over' } | { state: 'failed'; error: string; waitSeconds: number | undefined };

/**
 * Sends one message by another way than mail and writes down how it went; what failed is tried again later, and goes
 * by mail when it never arrives and mail is not chosen. A crash between the two sends it again under the same id.
 */
@Injectable()
export class DeliverMessageProcessor implements JobProcessor<'deliver-message'> {
  readonly job = 'deliver-message';

  constructor(
    private readonly db: DataSource,
    private readonly writer: MailWriter,
    private readonly channels: Channels,
    private readonly mail: MailTransport,
  ) {}

  async process(
    { deliveryId }: JobPayloads['deliver-message'],
    context: JobContext,
  ): Promise<void> {
    const due = await findDueMessage(this.db.manager, deliveryId);
    // Nobody waits at the other side of a lock while a gateway takes its time.
    const outcome = due && (await this.try(due));
    await inTransaction(this.db, async (tx) => {
      const still = await findDueMessage(tx, deliveryId);
      if (outcome && still && still.attempts === due.attempts) await settle(tx, still, outcome);
      await context.done(tx);
    });
  }

  private async try(due: DueMessage): Promise<Outcome> {
    const { channel, kind: mail, object_id: objectId, link_id: linkId } = due;
    const request = { mail, objectId, ...(linkId !== null && { linkId }) };
    const told = (await this.writer.tell(request)).find(({ userId }) => userId === due.user_id);
    const to = told?.addresses[channel];
    const way = this.channels.find(channel);
    // A channel that is no longer chosen has no address any more.
    if (!told || !to || !way) return { state: 'over' };
    const text = channel === 'sms' ? told.short : told.text;
    try {
      await way.send({ id: due.id, to, subject: told.subject, text });
      return { state: 'sent' };
    } catch (error) {
      if (!(error instanceof ChannelFailed)) throw error;
      const waitSeconds = error.isFinal ? undefined : waitAfter(due.attempts + 1);
      if (waitSeconds === undefined) await this.sendInstead(due.id, told);
      return { state: 'failed', error: error.code, waitSeconds };
    }
  }

  /** Before the failure is written down: a crash in between costs a second mail, and none is lost. */
  private async sendInstead(id: string, { ways, email, subject, text }: Told): Promise<void> {
    if (email !== null && !ways.includes('mail'))
      await this.mail.send({ id, to: email, subject, text });
  }
}

async function settle(tx: EntityManager, { id }: DueMessage, outcome: Outcome): Promise<void> {
  const { error, waitSeconds } = outcome.state === 'failed' ? outcome : {};
  await tx.query(
    `UPDATE notification_delivery SET attempts = attempts + 1, state = $2, last_error = $3,
            next_at = app_now() + make_interval(secs => $4)
      WHERE id = $1`,
    [id, waitSeconds === undefined ? outcome.state : 'pending', error ?? null, waitSeconds ?? null],
  );
  if (waitSeconds === undefined) return;
  await tx.query(
    `INSERT INTO outbox_message (id, job, payload, next_at)
     VALUES ($1, 'deliver-message', $2, app_now() + make_interval(secs => $3))`,
    [newId(), { deliveryId: id }, waitSeconds],
  );
}
