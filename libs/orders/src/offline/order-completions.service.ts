import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, instantOf, isoInZone } from '@app/common';
import { acrossOrganisations, inCommand, inTransaction } from '@app/database';
import type { CommandCall } from '@app/http';
import { type Actor, SignedLinks } from '@app/identity';
import { Outbox } from '@app/messaging';
import { requireFewLinks } from '../confirmation/link-limit';
import type {
  ConfirmationLinkResponse,
  ConfirmationPreviewResponse,
} from '../confirmation/order-confirmation.dto';
import { OrderConfirmations } from '../confirmation/order-confirmations.service';
import { OrderSteps } from '../order-steps';
import { feeOf, type ServiceOrder } from '../service-order.entity';
import { OfflineAnswers } from './offline-answers.service';
import type { AnswerCompletionRequest, CompletionAnswerResponse } from './offline.dto';
import { contactMissing } from './offline.errors';
import { OfflineOrder } from './offline-order.entity';

const PURPOSE = 'order-completion';

/** A provider that has no account here says by a link what a filed service cost, once it is rendered. */
@Injectable()
export class OrderCompletions {
  constructor(
    private readonly db: DataSource,
    private readonly links: SignedLinks,
    private readonly steps: OrderSteps,
    private readonly answers: OfflineAnswers,
    private readonly confirmations: OrderConfirmations,
    private readonly outbox: Outbox,
    private readonly audit: AuditService,
  ) {}

  /**
   * Sends a link to the provider; an earlier one stops working.
   *
   * @param email where to; to the address that was filed when absent
   * @throws OrderStateConflict unless the service is binding and not completed (409), TooManyConfirmationLinks (429)
   * @throws ProviderAnswersHere, FieldsRefused for an address of one's own, or none (422)
   */
  ask(
    actor: Actor,
    orderId: string,
    email: string | null | undefined,
    { call }: CommandCall,
  ): Promise<ConfirmationLinkResponse> {
    return inCommand(this.db, call, async (tx) => {
      const order = await this.lockOpen(tx, actor, orderId);
      await requireFewLinks(tx, PURPOSE, orderId);
      const filed = await tx.getRepository(OfflineOrder).findOneByOrFail({ orderId });
      const address = email ?? filed.contactEmail;
      if (address === null) throw new FieldsRefused([contactMissing('/email')]);
      await this.answers.requireLinkTo(tx, order, address, '/email');
      const linkId = await this.send(tx, actor.userId, orderId, address);
      await this.audit.record(tx, {
        ...{ actor, action: 'order.ask-completion' },
        ...{ objectType: 'service_order', objectId: orderId },
      });
      const [link]: { expires_at: Date }[] = await tx.query(
        'SELECT expires_at FROM signed_link WHERE id = $1',
        [linkId],
      );
      if (!link) throw new Error('the link just issued is gone');
      return { expiresAt: isoInZone(instantOf(link.expires_at)) };
    });
  }

  /** Sends a link inside another command. @param sentBy null for the system's own jobs @returns the link's id */
  async send(
    tx: EntityManager,
    sentBy: string | null,
    orderId: string,
    email: string,
  ): Promise<string> {
    const linkId = await this.links.issue(tx, PURPOSE, orderId, sentBy, email);
    await this.outbox.add(tx, 'mail-requested', { mail: PURPOSE, objectId: orderId, linkId });
    return linkId;
  }

  /** What the link asks about. @throws LinkRefused (403), OrderStateConflict (409) */
  preview(token: string): Promise<ConfirmationPreviewResponse> {
    return inTransaction(this.db, async (tx) => {
      const orderId = await this.links.peek(tx, PURPOSE, token);
      return acrossOrganisations(tx, async () => {
        const order = await this.lockOpen(tx, null, orderId);
        // What changes were agreed on counts; the link asks for what may be charged now.
        return { ...(await this.confirmations.describe(tx, orderId)), listFen: feeOf(order) };
      });
    });
  }

  /** Completes the order as the provider says; the link is spent. @throws LinkRefused (403), FeeAboveQuote (422) */
  answer({ token, name, actualFen }: AnswerCompletionRequest): Promise<CompletionAnswerResponse> {
    return inTransaction(this.db, async (tx) => {
      const orderId = await this.links.peek(tx, PURPOSE, token);
      return acrossOrganisations(tx, async () => {
        // The order before the link, as whoever sends another one takes them.
        await this.lockOpen(tx, null, orderId);
        await this.links.use(tx, PURPOSE, token);
        const completed = await this.answers.complete(tx, null, orderId, {
          ...{ how: 'link', actualFen, name },
        });
        return {
          orderNumber: completed.number,
          actualFen: completed.actualFen ?? feeOf(completed),
        };
      });
    });
  }

  private async lockOpen(
    tx: EntityManager,
    actor: Actor | null,
    orderId: string,
  ): Promise<ServiceOrder> {
    const order = await this.steps.lock(tx, orderId);
    await this.steps.require(tx, actor, order, 'complete', 'offline');
    return order;
  }
}
