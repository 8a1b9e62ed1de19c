import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '@app/database';
import { type JobContext, type JobPayloads, type JobProcessor, Outbox } from '@app/messaging';
import { orderEventOf } from '../webhooks/webhook-events';
import { planDeliveries, type ToldChange } from '../webhooks/webhook.queries';
import { orderNewsOf, type OrderStepTold } from './news.rules';

/** Decides who is told of a step in the life of an order; mails and messages themselves go their own way. */
@Injectable()
export class OrderNewsProcessor implements JobProcessor<'tell-order-change'> {
  readonly job = 'tell-order-change';

  constructor(
    private readonly db: DataSource,
    private readonly outbox: Outbox,
  ) {}

  async process(
    { changeId }: JobPayloads['tell-order-change'],
    context: JobContext,
  ): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const step = await findStep(tx, changeId);
      for (const mail of step ? orderNewsOf(step) : [])
        await this.outbox.add(tx, 'mail-requested', { mail, objectId: changeId });
      for (const deliveryId of step ? await planDeliveries(tx, changeId, changeOf(step)) : [])
        await this.outbox.add(tx, 'webhook-due', { deliveryId });
      await context.done(tx);
    });
  }
}

interface Step extends OrderStepTold {
  orderId: string;
  from: string | null;
  to: string;
  at: Date;
  sides: string[];
}

const changeOf = ({ orderId, from, to, at, sides }: Step): ToldChange => ({
  ...{ event: orderEventOf({ from, to }), objectId: orderId, at, sides },
});

/** The step, or that the order was placed, which has no row of its own: its id is that of the order. */
async function findStep(tx: EntityManager, changeId: string): Promise<Step | undefined> {
  const [step]: Step[] = await tx.query(
    `SELECT o.kind, c.action, o.id AS "orderId", c.from_state AS from, c.to_state AS to, c.at,
            ARRAY[o.user_organisation_id, o.provider_organisation_id] AS sides
       FROM order_history c JOIN service_order o ON o.id = c.order_id WHERE c.id = $1
     UNION ALL
     SELECT o.kind, 'submit', o.id, NULL, 'submitted', o.created_at, ARRAY[o.user_organisation_id, o.provider_organisation_id]
       FROM service_order o WHERE o.id = $1`,
    [changeId],
  );
  return step;
}
