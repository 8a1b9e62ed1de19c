import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { inTransaction } from '@app/database';
import { Outbox } from '@app/messaging';
import { OrderConfirmations } from '../confirmation/order-confirmations.service';
import { chaseDue } from './offline.rules';
import { OrderCompletions } from './order-completions.service';

/** A filed service whose provider has not answered. */
interface SilentOrder {
  order_id: string;
  contact_email: string | null;
  reminders: number;
  is_escalated: boolean;
  days: number;
}

/** Chases providers that stay silent (催办), and tells the bureau of those that do all the same. */
@Injectable()
export class OfflineReminders {
  constructor(
    private readonly db: DataSource,
    private readonly confirmations: OrderConfirmations,
    private readonly completions: OrderCompletions,
    private readonly outbox: Outbox,
    private readonly audit: AuditService,
  ) {}

  /** One step for each order, in a transaction of its own. @returns how many were taken */
  async chase(): Promise<number> {
    const silent: { order_id: string }[] = await this.db.query(
      `SELECT f.order_id FROM offline_order f JOIN service_order o ON o.id = f.order_id
        WHERE o.state = 'submitted' AND f.escalated_at IS NULL ORDER BY f.order_id`,
    );
    let taken = 0;
    for (const { order_id: id } of silent)
      if (await inTransaction(this.db, (tx) => this.chaseOne(tx, id))) taken += 1;
    return taken;
  }

  /** Asks each provider without an account by a link, once, when the planned period of its service is over. @returns how many */
  async askCompletion(): Promise<number> {
    return inTransaction(this.db, async (tx) => {
      const over: { order_id: string; contact_email: string }[] = await tx.query(
        `SELECT f.order_id, f.contact_email FROM offline_order f JOIN service_order o ON o.id = f.order_id
          WHERE o.state = 'open' AND f.contact_email IS NOT NULL AND f.ends_at <= app_now()
            AND NOT EXISTS (SELECT FROM signed_link l WHERE l.object_id = o.id AND l.purpose = 'order-completion')
          ORDER BY o.id FOR UPDATE OF o SKIP LOCKED`,
      );
      for (const { order_id: id, contact_email: email } of over)
        await this.completions.send(tx, null, id, email);
      return over.length;
    });
  }

  /** @returns whether anything was due */
  private async chaseOne(tx: EntityManager, id: string): Promise<boolean> {
    const found = await lockSilent(tx, id);
    if (!found) return false;
    const due = chaseDue({ ...found, isEscalated: found.is_escalated });
    if (due === null) return false;
    if (due === 'remind') await this.remind(tx, found);
    else await this.escalate(tx, found);
    await this.audit.record(tx, {
      ...{ actor: null, action: `order.${due}-provider` },
      ...{ objectType: 'service_order', objectId: id },
    });
    return true;
  }

  private async remind(
    tx: EntityManager,
    { order_id: id, contact_email: email }: SilentOrder,
  ): Promise<void> {
    await tx.query('UPDATE offline_order SET reminders = reminders + 1 WHERE order_id = $1', [id]);
    if (email !== null) await this.confirmations.send(tx, null, id, email, 'offline-reminder');
    else await this.outbox.add(tx, 'mail-requested', { mail: 'offline-asked', objectId: id });
  }

  private async escalate(tx: EntityManager, { order_id: id }: SilentOrder): Promise<void> {
    await tx.query('UPDATE offline_order SET escalated_at = app_now() WHERE order_id = $1', [id]);
    await this.outbox.add(tx, 'mail-requested', { mail: 'offline-silent', objectId: id });
  }
}

/** The order when its provider still owes an answer, locked; whoever answers at this moment goes first. */
async function lockSilent(tx: EntityManager, id: string): Promise<SilentOrder | undefined> {
  const [row]: SilentOrder[] = await tx.query(
    `SELECT f.order_id, f.contact_email, f.reminders, f.escalated_at IS NOT NULL AS is_escalated,
            extract(epoch FROM app_now() - o.created_at)::float / 86400 AS days
       FROM service_order o JOIN offline_order f ON f.order_id = o.id
      WHERE o.id = $1 AND o.state = 'submitted' FOR UPDATE OF o SKIP LOCKED`,
    [id],
  );
  return row;
}
