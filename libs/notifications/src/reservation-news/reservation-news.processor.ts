import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '@app/database';
import { type JobContext, type JobPayloads, type JobProcessor, Outbox } from '@app/messaging';
import { findReservationChange, planDeliveries } from '../webhooks/webhook.queries';
import { type Change, newsOf } from './news.rules';

/** Decides who is told of a step in the life of a reservation; mails and messages themselves go their own way. */
@Injectable()
export class ReservationNewsProcessor implements JobProcessor<'tell-reservation-change'> {
  readonly job = 'tell-reservation-change';

  constructor(
    private readonly db: DataSource,
    private readonly outbox: Outbox,
  ) {}

  async process(
    { changeId }: JobPayloads['tell-reservation-change'],
    context: JobContext,
  ): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const change = await findChange(tx, changeId);
      for (const mail of change ? newsOf(change) : [])
        await this.outbox.add(tx, 'mail-requested', { mail, objectId: changeId });
      const told = await findReservationChange(tx, changeId);
      for (const deliveryId of told ? await planDeliveries(tx, changeId, told) : [])
        await this.outbox.add(tx, 'webhook-due', { deliveryId });
      await context.done(tx);
    });
  }
}

async function findChange(tx: EntityManager, id: string): Promise<Change | undefined> {
  const [change]: Change[] = await tx.query(
    `SELECT c.action, c.from_state AS from, c.to_state AS to,
            CASE WHEN c.actor_id IS NULL THEN 'system' WHEN c.actor_id = r.reserved_by THEN 'owner' ELSE 'other' END AS by,
            (g.verification = 'verified' OR g.id = i.holder_id) AS "isVerified",
            r.second_approval IS NOT NULL AS "isSecond"
       FROM reservation_history c JOIN reservation r ON r.id = c.reservation_id
       JOIN instrument i ON i.id = r.instrument_id
       JOIN organisation g ON g.id = r.user_organisation_id
      WHERE c.id = $1`,
    [id],
  );
  return change;
}
