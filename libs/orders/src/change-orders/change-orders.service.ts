import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { addFen, newId } from '@app/common';
import { inCommand, onConstraint } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { OrderSteps } from '../order-steps';
import type { OrderAction } from '../order.words';
import { feeOf, type ServiceOrder } from '../service-order.entity';
import { VoucherParts } from '../voucher-parts';
import {
  type ChangeOrderResponse,
  type ProposeChangeRequest,
  toChangeOrderResponse,
} from './change-order.dto';
import { ChangeOrder } from './change-order.entity';
import {
  ChangeOrderNotFound,
  ChangeOrderStateConflict,
  ChangeRefused,
  ReductionNeedsAnother,
} from './change-order.errors';
import { changeProblems, priceChange, type ProposedLine } from './change-order.rules';
import type { ChangeState } from './change-order.words';

/** An open change order with its order, both locked. */
interface OpenPair {
  order: ServiceOrder;
  change: ChangeOrder;
}

/** What the lab wants to charge more or less than was quoted, and what the user organisation says to it. */
@Injectable()
export class ChangeOrders {
  constructor(
    private readonly db: DataSource,
    private readonly steps: OrderSteps,
    private readonly voucherParts: VoucherParts,
  ) {}

  /**
   * Proposes a change; a reduction waits for a second person of the lab, anything else for the user organisation.
   *
   * @throws ChangeRefused for lines that make no change (422)
   * @throws OrderStateConflict once the order is completed or another change is open (409)
   */
  propose(
    actor: Actor,
    orderId: string,
    { lines, reason }: ProposeChangeRequest,
    { ifMatch, call }: CommandCall,
  ): Promise<ChangeOrderResponse> {
    return inCommand(this.db, call, async (tx) => {
      const order = await this.steps.lock(tx, orderId);
      requireVersion(ifMatch, order.version);
      await this.steps.require(tx, actor, order, 'propose-change');
      const id = newId();
      const priced = priced422(lines, order);
      const { isReduction, amountFen } = priced;
      await insertChange(tx, {
        ...{ id, orderId, reason, ...priced, proposedBy: actor.userId },
        state: isReduction ? 'proposed' : 'offered',
      });
      await this.steps.take(tx, actor, order, {
        ...{ action: 'propose-change', required: true },
        detail: { changeOrderId: id, amountFen },
      });
      return getChange(tx, id);
    });
  }

  /** A second person of the lab agrees to a reduction. @throws ReductionNeedsAnother for its proposer (403) */
  approve(actor: Actor, id: string, how: CommandCall): Promise<ChangeOrderResponse> {
    return this.step(actor, id, how, 'approve-change', async (tx, { change }) => {
      if (change.proposedBy === actor.userId) throw new ReductionNeedsAnother();
      await tx
        .getRepository(ChangeOrder)
        .update({ id }, { state: 'offered', approvedBy: actor.userId });
      return {};
    });
  }

  /** The user organisation agrees: from now on the order may cost so much, and its voucher pays part of that. */
  accept(actor: Actor, id: string, how: CommandCall): Promise<ChangeOrderResponse> {
    return this.step(actor, id, how, 'accept-change', async (tx, { order, change }) => {
      // An agreed price is the whole fee, whatever it has become since it was proposed.
      const priced = priced422(change.lines, order);
      await this.end(tx, actor, id, 'accepted', null);
      await tx.getRepository(ChangeOrder).update({ id }, priced);
      const changeFen = addFen(order.changeFen, priced.amountFen);
      const parts = await this.voucherParts.follow(tx, actor, order, priced.feeAfterFen);
      return { changeFen, ...parts };
    });
  }

  decline(
    actor: Actor,
    id: string,
    why: string | undefined,
    how: CommandCall,
  ): Promise<ChangeOrderResponse> {
    return this.step(actor, id, how, 'decline-change', async (tx) => {
      await this.end(tx, actor, id, 'declined', why ?? null);
      return {};
    });
  }

  withdraw(actor: Actor, id: string, how: CommandCall): Promise<ChangeOrderResponse> {
    return this.step(actor, id, how, 'withdraw-change', async (tx) => {
      await this.end(tx, actor, id, 'withdrawn', null);
      return {};
    });
  }

  /** The change orders of an order, the first one first. */
  async findFor(orderId: string): Promise<ChangeOrderResponse[]> {
    const found = await this.db
      .getRepository(ChangeOrder)
      .find({ where: { orderId }, order: { id: 'ASC' } });
    return found.map(toChangeOrderResponse);
  }

  /** One step of an open change order; `effect` gives what it sets on the order. */
  private step(
    actor: Actor,
    id: string,
    { call }: CommandCall,
    action: OrderAction,
    effect: (tx: EntityManager, pair: OpenPair) => Promise<Partial<ServiceOrder>>,
  ): Promise<ChangeOrderResponse> {
    return inCommand(this.db, call, async (tx) => {
      const pair = await this.lockPair(tx, actor, id);
      await this.steps.require(tx, actor, pair.order, action);
      const { amountFen } = pair.change;
      const change = await effect(tx, pair);
      await this.steps.take(tx, actor, pair.order, {
        ...{ action, change, required: true },
        detail: { changeOrderId: id, amountFen },
      });
      return getChange(tx, id);
    });
  }

  /** The order first, as every command takes them. @throws ChangeOrderStateConflict for one that is not open (409) */
  private async lockPair(tx: EntityManager, actor: Actor, id: string): Promise<OpenPair> {
    const found = await tx.getRepository(ChangeOrder).findOneBy({ id });
    if (!found) throw new ChangeOrderNotFound();
    const order = await this.steps.lock(tx, found.orderId);
    const change = await tx.getRepository(ChangeOrder).findOneByOrFail({ id });
    if (change.state !== 'proposed' && change.state !== 'offered')
      throw new ChangeOrderStateConflict(
        change.state,
        await this.steps.findAllowed(tx, actor, order),
      );
    return { order, change };
  }

  private async end(
    tx: EntityManager,
    actor: Actor,
    id: string,
    state: ChangeState,
    answerReason: string | null,
  ): Promise<void> {
    await tx.getRepository(ChangeOrder).update(
      { id },
      {
        ...{ state, answerReason, answeredBy: actor.userId },
        answeredAt: () => 'app_now()',
      },
    );
  }
}

/** What lines make of the order's present fee. @throws ChangeRefused */
function priced422(lines: readonly ProposedLine[], order: ServiceOrder) {
  const feeBeforeFen = feeOf(order);
  const problems = changeProblems(lines, feeBeforeFen);
  if (problems.length > 0) throw new ChangeRefused(problems);
  const priced = priceChange(lines, feeBeforeFen);
  return { ...priced, feeBeforeFen, feeAfterFen: addFen(feeBeforeFen, priced.amountFen) };
}

async function insertChange(tx: EntityManager, change: Partial<ChangeOrder>): Promise<void> {
  try {
    await tx.getRepository(ChangeOrder).insert(change);
  } catch (error) {
    onConstraint(error, {
      change_order_open_twice: () => new ChangeOrderStateConflict('offered', []),
    });
  }
}

const getChange = async (tx: EntityManager, id: string): Promise<ChangeOrderResponse> =>
  toChangeOrderResponse(await tx.getRepository(ChangeOrder).findOneByOrFail({ id }));
