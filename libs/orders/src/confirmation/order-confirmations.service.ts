import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { fen, instantOf, isoInZone, newId } from '@app/common';
import { acrossOrganisations, inCommand, inTransaction, onConstraint } from '@app/database';
import type { CommandCall } from '@app/http';
import { type Actor, SignedLinks } from '@app/identity';
import { Outbox } from '@app/messaging';
import { OfflineAnswers } from '../offline/offline-answers.service';
import { OfflineOrder } from '../offline/offline-order.entity';
import { OrderNotFound } from '../order.errors';
import { OrderSteps } from '../order-steps';
import type { OrderKind, OrderState } from '../order.words';
import type {
  AnswerConfirmationRequest,
  ConfirmationAnswerResponse,
  ConfirmationLinkResponse,
  ConfirmationPreviewResponse,
  ProviderConfirmation,
} from './order-confirmation.dto';
import { toProviderConfirmation } from './order-confirmation.dto';
import { OrderConfirmation } from './order-confirmation.entity';
import { OrderNotToConfirm } from './order-confirmation.errors';
import { requireFewLinks } from './link-limit';
import { ServicePeriods } from './service-periods';

const PURPOSE = 'order-confirmation';

/**
 * Confirmation of a single order by a provider that has no account here: a link is sent, and answered once. A service that
 * was filed becomes binding by it; for every other order it is evidence beside the order.
 */
@Injectable()
export class OrderConfirmations {
  constructor(
    private readonly db: DataSource,
    private readonly links: SignedLinks,
    private readonly periods: ServicePeriods,
    private readonly outbox: Outbox,
    private readonly audit: AuditService,
    private readonly steps: OrderSteps,
    private readonly offline: OfflineAnswers,
  ) {}

  /**
   * Sends a link to the provider; an earlier one stops working.
   *
   * @throws OrderNotToConfirm once the provider has answered (409), TooManyConfirmationLinks (429)
   * @throws ProviderAnswersHere, FieldsRefused for an address of one's own, where a service was filed (422)
   */
  ask(
    actor: Actor,
    orderId: string,
    email: string,
    { call }: CommandCall,
  ): Promise<ConfirmationLinkResponse> {
    return inCommand(this.db, call, async (tx) => {
      const order = await lockUnanswered(tx, orderId);
      await requireFewLinks(tx, PURPOSE, orderId);
      if (order.kind === 'offline') {
        await this.offline.requireLinkTo(tx, order, email, '/email');
        await tx.getRepository(OfflineOrder).update({ orderId }, { contactEmail: email });
      }
      const linkId = await this.send(tx, actor.userId, orderId, email);
      await this.record(tx, actor, 'ask-confirmation', orderId);
      const [link]: { expires_at: Date }[] = await tx.query(
        'SELECT expires_at FROM signed_link WHERE id = $1',
        [linkId],
      );
      if (!link) throw new Error('the link just issued is gone');
      return { expiresAt: isoInZone(instantOf(link.expires_at)) };
    });
  }

  /**
   * Sends a link inside another command; an earlier one stops working.
   *
   * @param sentBy null for the system's own jobs
   * @returns the link's id
   */
  async send(
    tx: EntityManager,
    sentBy: string | null,
    orderId: string,
    email: string,
    mail: 'order-confirmation' | 'offline-reminder' = PURPOSE,
  ): Promise<string> {
    const linkId = await this.links.issue(tx, PURPOSE, orderId, sentBy, email);
    await this.outbox.add(tx, 'mail-requested', { mail, objectId: orderId, linkId });
    return linkId;
  }

  /** What the link asks to confirm. @throws LinkRefused (403), OrderNotToConfirm (409) */
  preview(token: string): Promise<ConfirmationPreviewResponse> {
    return inTransaction(this.db, async (tx) => {
      const orderId = await this.links.peek(tx, PURPOSE, token);
      return acrossOrganisations(tx, async () => {
        await requireUnanswered(tx, orderId);
        return this.describe(tx, orderId);
      });
    });
  }

  /** Keeps the provider's answer; the link is spent. @throws LinkRefused (403), OrderNotToConfirm (409) */
  answer(input: AnswerConfirmationRequest): Promise<ConfirmationAnswerResponse> {
    const { token, decision } = input;
    return inTransaction(this.db, async (tx) => {
      const orderId = await this.links.peek(tx, PURPOSE, token);
      return acrossOrganisations(tx, async () => {
        // The order before the link, as whoever sends another one takes them.
        const { number, kind } = await lockUnanswered(tx, orderId);
        await this.links.use(tx, PURPOSE, token);
        await insertAnswer(tx, orderId, input);
        if (kind === 'offline') await this.answerFiled(tx, orderId, input);
        else
          await this.record(
            tx,
            null,
            decision === 'confirmed' ? 'confirm-by-link' : 'decline-by-link',
            orderId,
          );
        return { orderNumber: number, decision };
      });
    });
  }

  /** A filed service binds by the answer, or ends. */
  private async answerFiled(
    tx: EntityManager,
    orderId: string,
    { decision, note }: AnswerConfirmationRequest,
  ): Promise<void> {
    const order = await this.steps.lock(tx, orderId);
    const action = decision === 'confirmed' ? 'confirm' : 'reject';
    await this.steps.require(tx, null, order, action, 'offline');
    if (action === 'confirm') await this.offline.confirm(tx, null, order, 'link');
    else await this.offline.decline(tx, null, order, note ?? null);
  }

  /** The provider's latest answer for an order; null before there is one. */
  async findFor(orderId: string): Promise<ProviderConfirmation | null> {
    const answer = await this.db
      .getRepository(OrderConfirmation)
      .findOne({ where: { orderId }, order: { id: 'DESC' } });
    return answer && toProviderConfirmation(answer);
  }

  /** What a provider is told of an order that it is asked about. @throws OrderNotFound */
  async describe(tx: EntityManager, orderId: string): Promise<ConfirmationPreviewResponse> {
    const [row]: {
      number: string;
      user_name_zh: string;
      provider_name_zh: string;
      instrument_name_zh: string | null;
      list_fen: string;
      description: string | null;
      place: string | null;
    }[] = await tx.query(
      `SELECT o.number, o.list_fen, u.name_zh AS user_name_zh, p.name_zh AS provider_name_zh, i.name_zh AS instrument_name_zh,
              f.description, f.place
         FROM service_order o
         JOIN organisation u ON u.id = o.user_organisation_id
         JOIN organisation p ON p.id = o.provider_organisation_id
         LEFT JOIN instrument i ON i.id = o.instrument_id
         LEFT JOIN offline_order f ON f.order_id = o.id
        WHERE o.id = $1`,
      [orderId],
    );
    if (!row) throw new OrderNotFound();
    const period = await this.periods.find(tx, orderId);
    return {
      orderNumber: row.number,
      userOrganisationNameZh: row.user_name_zh,
      providerNameZh: row.provider_name_zh,
      instrumentNameZh: row.instrument_name_zh,
      description: row.description,
      place: row.place,
      startsAt: period && isoInZone(period.startsAt),
      endsAt: period && isoInZone(period.endsAt),
      listFen: fen(row.list_fen),
    };
  }

  private record(
    tx: EntityManager,
    actor: Actor | null,
    action: string,
    objectId: string,
  ): Promise<void> {
    return this.audit.record(tx, {
      actor,
      action: `order.${action}`,
      objectType: 'service_order',
      objectId,
    });
  }
}

/** As {@link requireUnanswered}, with the order locked against other commands. */
async function lockUnanswered(tx: EntityManager, orderId: string): Promise<AskedOrder> {
  await tx.query('SELECT id FROM service_order WHERE id = $1 FOR UPDATE', [orderId]);
  return requireUnanswered(tx, orderId);
}

/** An order whose provider is asked by a link. */
interface AskedOrder {
  number: string;
  kind: OrderKind;
  state: OrderState;
  userOrganisationId: string;
  providerOrganisationId: string;
}

/** The state in which an order waits for its provider: a filed service before it binds, any other one before it is rendered. */
const waitsIn = (kind: OrderKind): OrderState => (kind === 'offline' ? 'submitted' : 'open');

/** An order that its provider has neither answered signed in nor confirmed by a link. @throws OrderNotToConfirm */
async function requireUnanswered(tx: EntityManager, orderId: string): Promise<AskedOrder> {
  const [order]: AskedOrder[] = await tx.query(
    `SELECT number, kind, state, user_organisation_id AS "userOrganisationId",
            provider_organisation_id AS "providerOrganisationId"
       FROM service_order WHERE id = $1`,
    [orderId],
  );
  if (!order) throw new OrderNotFound();
  if (order.state !== waitsIn(order.kind)) throw new OrderNotToConfirm(order.state);
  const [row]: { confirmed: boolean }[] = await tx.query(
    `SELECT EXISTS (SELECT FROM order_confirmation WHERE order_id = $1 AND decision = 'confirmed') AS confirmed`,
    [orderId],
  );
  if (row?.confirmed) throw new OrderNotToConfirm('confirmed-by-link');
  return order;
}

/**
 * With address and sender of the link that was just used, the order's last one; a reminder asks for whoever placed the
 * order.
 */
async function insertAnswer(
  tx: EntityManager,
  orderId: string,
  { decision, name, position, note }: AnswerConfirmationRequest,
): Promise<void> {
  try {
    await tx.query(
      `INSERT INTO order_confirmation (id, order_id, decision, name, position, note, sent_to, asked_by)
       SELECT $1, $2, $3, $4, $5, $6, l.email, coalesce(l.created_by, o.placed_by)
         FROM signed_link l JOIN service_order o ON o.id = l.object_id
        WHERE l.object_id = $2 AND l.purpose = $7 AND l.used_at IS NOT NULL ORDER BY l.used_at DESC LIMIT 1`,
      [newId(), orderId, decision, name, position ?? null, note ?? null, PURPOSE],
    );
  } catch (error) {
    onConstraint(error, {
      order_confirmation_confirmed_twice: () => new OrderNotToConfirm('confirmed-by-link'),
    });
  }
}
