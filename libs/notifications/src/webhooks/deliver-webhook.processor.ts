import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { instantOf, isoInZone, newId } from '@app/common';
import { inTransaction } from '@app/database';
import type { JobContext, JobPayloads, JobProcessor } from '@app/messaging';
import { waitAfter } from './webhook-events';
import { WebhookSender, type WebhookAnswer } from './webhook-sender';
import { type DueDelivery, findDue } from './webhook.queries';

/** The address says that it is gone for good. */
const GONE = 410;
/** An address that took no message for so long is switched off. */
const FAILING_DAYS = 5;

/**
 * Sends one message and writes down how it went; what failed is tried again later. A crash between the two sends it
 * again under the same `webhook-id`, by which the other side knows it.
 */
@Injectable()
export class DeliverWebhookProcessor implements JobProcessor<'deliver-webhook'> {
  readonly job = 'deliver-webhook';

  constructor(
    private readonly db: DataSource,
    private readonly sender: WebhookSender,
    private readonly audit: AuditService,
  ) {}

  async process(
    { deliveryId }: JobPayloads['deliver-webhook'],
    context: JobContext,
  ): Promise<void> {
    const due = await findDue(this.db.manager, deliveryId);
    // Nobody waits at the other side of a lock while a stranger's server takes its time.
    const answer = due && (await this.sender.send(this.messageOf(due)));
    await inTransaction(this.db, async (tx) => {
      const still = await findDue(tx, deliveryId);
      if (answer && still && still.attempts === due.attempts) await this.settle(tx, still, answer);
      await context.done(tx);
    });
  }

  private messageOf(due: DueDelivery) {
    const secrets = [due.secret, due.former_secret].filter((sealed) => sealed !== null);
    const { event, object_id: id } = due;
    const data = id && { id, url: this.sender.addressOf(event, id) };
    return {
      ...{ id: due.id, url: due.url },
      secrets: secrets.map((sealed) => this.sender.open(sealed, due.endpoint_id)),
      body: JSON.stringify({
        type: due.event,
        timestamp: isoInZone(instantOf(due.occurred_at)),
        data: data ?? {},
      }),
    };
  }

  private async settle(
    tx: EntityManager,
    { id, endpoint_id: endpointId, attempts }: DueDelivery,
    answer: WebhookAnswer,
  ): Promise<void> {
    const { status } = answer;
    const isTaken = status !== null && status >= 200 && status < 300;
    const error = status === null ? answer.error : 'status';
    const wait = isTaken || status === GONE ? undefined : waitAfter(attempts + 1);
    const failed = wait === undefined ? 'failed' : 'pending';
    await tx.query(
      `UPDATE webhook_delivery
        SET attempts = attempts + 1, state = $2, last_status = $3, last_error = $4,
            next_at = app_now() + make_interval(secs => $5)
      WHERE id = $1`,
      [id, isTaken ? 'delivered' : failed, status, isTaken ? null : error, wait ?? null],
    );
    if (wait !== undefined)
      await tx.query(
        `INSERT INTO outbox_message (id, job, payload, next_at)
       VALUES ($1, 'deliver-webhook', $2, app_now() + make_interval(secs => $3))`,
        [newId(), { deliveryId: id }, wait],
      );
    else if (!isTaken) await this.switchOff(tx, endpointId, status === GONE);
  }

  /** Switches an address off that is gone, or that has taken nothing for days. */
  private async switchOff(tx: EntityManager, endpointId: string, isGone: boolean): Promise<void> {
    const [off]: [unknown[], number] = await tx.query(
      `UPDATE webhook_endpoint e SET state = 'off', off_reason = $2
      WHERE e.id = $1 AND e.state = 'active'
        AND ($3 OR NOT EXISTS (SELECT FROM webhook_delivery d WHERE d.endpoint_id = e.id AND d.state = 'delivered'
                                AND d.created_at > app_now() - make_interval(days => $4)))
      RETURNING e.id`,
      [endpointId, isGone ? 'gone' : 'failing', isGone, FAILING_DAYS],
    );
    if (off.length === 0) return;
    await this.audit.record(tx, {
      ...{
        actor: null,
        action: 'webhook.switchOff',
        objectType: 'webhook_endpoint',
        objectId: endpointId,
      },
    });
  }
}
