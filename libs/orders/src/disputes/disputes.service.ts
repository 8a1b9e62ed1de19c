import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { fen, type Fen, newId, subtractFen, ZERO_FEN } from '@app/common';
import { acrossOrganisations, inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { VouchersService } from '@app/vouchers';
import { findCircumstances } from '../circumstances.queries';
import { type OrderResponse, toOrderResponse } from '../order.dto';
import { type OrderStepTaken, OrderSteps } from '../order-steps';
import type { OrderAction } from '../order.words';
import { captureOf } from '../price.rules';
import type { ServiceOrder } from '../service-order.entity';
import {
  type DecideDisputeRequest,
  type DisputeResponse,
  type OfferAdjustmentRequest,
  toDisputeResponse,
} from './dispute.dto';
import { DisputeNeedsAnother, OfferChanged, SettlementFeeRefused } from './dispute.errors';
import type { DisputeDecision } from './dispute.words';
import { OrderDispute } from './order-dispute.entity';

/** How a dispute ends. */
interface Resolution {
  action: OrderAction;
  decision: DisputeDecision;
  feeFen: Fen;
  reason?: string;
  /** Whose word the decider agrees to: maker and checker of the voucher money that returns. */
  makerId: string;
}

/** A disputed order with its dispute, both locked. */
interface Disputed {
  tx: EntityManager;
  order: ServiceOrder;
  dispute: OrderDispute;
}

/**
 * Objections to completed orders. While one stands the order is not accepted, so that nothing is claimed or paid for it; its
 * end is the order's acceptance at the fee that was decided.
 */
@Injectable()
export class Disputes {
  constructor(
    private readonly db: DataSource,
    private readonly steps: OrderSteps,
    private readonly vouchers: VouchersService,
    private readonly outbox: Outbox,
  ) {}

  /** The user organisation objects. @throws OrderStateConflict unless the order waits for its answer (409) */
  open(
    actor: Actor,
    id: string,
    reason: string,
    { ifMatch, call }: CommandCall,
  ): Promise<OrderResponse> {
    return inCommand(this.db, call, async (tx) => {
      const order = await this.steps.lock(tx, id);
      requireVersion(ifMatch, order.version);
      const taken = await this.steps.take(tx, actor, order, {
        ...{ action: 'dispute', change: { disputeReason: reason } },
      });
      await tx.getRepository(OrderDispute).insert({
        ...{ id: newId(), orderId: id, openedBy: actor.userId },
        feeBeforeFen: order.actualFen ?? ZERO_FEN,
      });
      return answerOf(tx, actor, taken);
    });
  }

  /** The lab names a lower fee it would settle for, in place of the one before. @throws SettlementFeeRefused (422) */
  offer(
    actor: Actor,
    id: string,
    { feeFen, reason }: OfferAdjustmentRequest,
    how: CommandCall,
  ): Promise<OrderResponse> {
    return this.inDispute(actor, id, how, 'propose-adjustment', async ({ tx, order, dispute }) => {
      requireLower(feeFen, dispute.feeBeforeFen);
      const offered = { offeredFen: fen(feeFen), offeredBy: actor.userId, offerReason: reason };
      await tx.getRepository(OrderDispute).update({ id: dispute.id }, offered);
      return this.takeStep(tx, actor, order, {
        ...{ action: 'propose-adjustment', detail: { offeredFen: feeFen } },
      });
    });
  }

  /**
   * The user organisation takes the offer it saw.
   *
   * @throws OfferChanged when the lab has made another one (409), DisputeNeedsAnother for who made it (403)
   */
  acceptOffer(actor: Actor, id: string, feeFen: number, how: CommandCall): Promise<OrderResponse> {
    return this.inDispute(actor, id, how, 'accept-adjustment', (disputed) => {
      const { offeredFen, offeredBy } = disputed.dispute;
      if (offeredFen === null || offeredBy === null) throw new Error('an offer without its parts');
      if (offeredBy === actor.userId) throw new DisputeNeedsAnother();
      if (offeredFen !== feeFen) throw new OfferChanged(offeredFen);
      return this.resolve(actor, disputed, {
        ...{ action: 'accept-adjustment', feeFen: offeredFen, makerId: offeredBy },
        decision: offeredFen === 0 ? 'cancelled' : 'reduced',
      });
    });
  }

  /** The user organisation no longer objects: the fee stands. */
  withdraw(actor: Actor, id: string, how: CommandCall): Promise<OrderResponse> {
    return this.inDispute(actor, id, how, 'withdraw-dispute', (disputed) => {
      const { feeBeforeFen, openedBy } = disputed.dispute;
      return this.resolve(actor, disputed, {
        ...{ action: 'withdraw-dispute', decision: 'withdrawn' },
        ...{ feeFen: feeBeforeFen, makerId: openedBy },
      });
    });
  }

  /** The office decides where the sides do not agree. @throws DisputeNeedsAnother for anybody of a side (403) */
  decide(
    actor: Actor,
    id: string,
    { decision, feeFen, reason }: DecideDisputeRequest,
    how: CommandCall,
  ): Promise<OrderResponse> {
    return this.inDispute(actor, id, how, 'decide-dispute', (disputed) => {
      const { order, dispute } = disputed;
      if ([order.userOrganisationId, order.providerOrganisationId].includes(actor.organisationId))
        throw new DisputeNeedsAnother();
      return this.resolve(actor, disputed, {
        ...{ action: 'decide-dispute', decision, reason, makerId: dispute.openedBy },
        feeFen: decidedFee(decision, feeFen, dispute.feeBeforeFen),
      });
    });
  }

  /** The dispute of an order; null when there never was one. */
  async findFor(orderId: string): Promise<DisputeResponse | null> {
    const dispute = await this.db.getRepository(OrderDispute).findOneBy({ orderId });
    return dispute && toDisputeResponse(dispute);
  }

  private inDispute(
    actor: Actor,
    id: string,
    { ifMatch, call }: CommandCall,
    action: OrderAction,
    work: (disputed: Disputed) => Promise<OrderResponse>,
  ): Promise<OrderResponse> {
    return inCommand(this.db, call, async (tx) => {
      const order = await this.steps.lock(tx, id);
      requireVersion(ifMatch, order.version);
      await this.steps.require(tx, actor, order, action);
      const dispute = await tx.getRepository(OrderDispute).findOneByOrFail({ orderId: id });
      return work({ tx, order, dispute });
    });
  }

  /** Ends the dispute: what the lower fee does not need of the voucher returns, and the order is accepted. */
  private async resolve(
    actor: Actor,
    { tx, order, dispute }: Disputed,
    { action, decision, feeFen, reason, makerId }: Resolution,
  ): Promise<OrderResponse> {
    const capturedFen = captureOf(order.capturedFen, dispute.feeBeforeFen, feeFen);
    const amountFen = subtractFen(order.capturedFen, capturedFen);
    if (amountFen > 0)
      await acrossOrganisations(tx, () =>
        this.vouchers.refund(tx, { orderId: order.id, amountFen, makerId, actor }),
      );
    await tx.getRepository(OrderDispute).update(
      { id: dispute.id },
      {
        ...{ decision, decidedBy: actor.userId, feeAfterFen: feeFen },
        ...{ decidedAt: () => 'app_now()', decisionReason: reason ?? null },
      },
    );
    const isAnswer = action !== 'decide-dispute';
    const answer = await this.takeStep(tx, actor, order, {
      action,
      change: { actualFen: feeFen, capturedFen, acceptedBy: isAnswer ? actor.userId : null },
      detail: { decision, actualFen: feeFen, capturedFen },
    });
    // The platform is sent the record as it stands now.
    if (feeFen !== dispute.feeBeforeFen)
      await this.outbox.add(tx, 'service-completed', { orderId: order.id });
    return answer;
  }

  private async takeStep(
    tx: EntityManager,
    actor: Actor,
    order: ServiceOrder,
    step: OrderStepTaken,
  ): Promise<OrderResponse> {
    const taken = await this.steps.take(tx, actor, order, { ...step, required: true });
    return answerOf(tx, actor, taken);
  }
}

async function answerOf(
  tx: EntityManager,
  actor: Actor,
  order: ServiceOrder,
): Promise<OrderResponse> {
  return toOrderResponse(order, actor, (await findCircumstances(tx, [order.id]))(order.id));
}

/** The fee a decision of the office comes to. @throws SettlementFeeRefused (422) */
function decidedFee(
  decision: DecideDisputeRequest['decision'],
  feeFen: number | undefined,
  chargedFen: Fen,
): Fen {
  if (decision === 'reduced') return requireLower(feeFen || undefined, chargedFen);
  if (feeFen !== undefined) throw new SettlementFeeRefused(feeFen, chargedFen, 'none');
  return decision === 'cancelled' ? ZERO_FEN : chargedFen;
}

/** @throws SettlementFeeRefused unless the fee is lower than the one in dispute (422) */
function requireLower(feeFen: number | undefined, chargedFen: Fen): Fen {
  if (feeFen === undefined || feeFen >= chargedFen)
    throw new SettlementFeeRefused(feeFen, chargedFen, 'lower');
  return fen(feeFen);
}
