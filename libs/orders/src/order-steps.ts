import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import type { Actor } from '@app/identity';
import { type Circumstances, findCircumstances } from './circumstances.queries';
import { allowedActions, obstacleTo } from './order.actions';
import { OrderNotFound, OrderStateConflict } from './order.errors';
import { stepOf } from './order.life';
import type { OrderAction, OrderKind, OrderState } from './order.words';
import { ServiceOrder } from './service-order.entity';

/** Columns that a step sets beside the state, which follows from the kind's life. */
export type OrderChange = Partial<
  Omit<ServiceOrder, 'id' | 'serial' | 'number' | 'kind' | 'state' | 'version'>
>;

/** A step to take. */
export interface OrderStepTaken {
  action: OrderAction;
  change?: OrderChange;
  /** For history and audit: ids and amounts only. */
  detail?: object;
  /** What the trail calls it, where several ways lead to one action. */
  auditedAs?: string;
  /** The caller has called {@link OrderSteps.require} before it changed what decides about the step. */
  required?: true;
}

/** Takes the steps of orders of every kind: each is one compare-and-set with its history and audit. */
@Injectable()
export class OrderSteps {
  constructor(private readonly audit: AuditService) {}

  /** The order, locked against other commands. @throws OrderNotFound */
  async lock(tx: EntityManager, id: string): Promise<ServiceOrder> {
    const order = await tx
      .getRepository(ServiceOrder)
      .findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!order) throw new OrderNotFound();
    return order;
  }

  /**
   * Takes a step with an order that the transaction has locked; `actor` is null for the system's own jobs.
   *
   * @throws OrderStateConflict from a state that does not allow it, with what the asker may do instead (409)
   */
  async take(
    tx: EntityManager,
    actor: Actor | null,
    order: ServiceOrder,
    { action, change, detail = {}, auditedAs = action, required }: OrderStepTaken,
  ): Promise<ServiceOrder> {
    if (!required) await this.require(tx, actor, order, action);
    const { id, state, version } = order;
    const to = stepOf(order.kind, action)?.to ?? state;
    const moments = {
      ...(to === 'completed' && state !== to && { completedAt: () => 'app_now()' }),
      ...(to === 'accepted' && state !== to && { acceptedAt: () => 'app_now()' }),
    };
    const { affected } = await tx
      .getRepository(ServiceOrder)
      .update({ id, state, version }, { ...change, ...moments, state: to, version: version + 1 });
    if (affected !== 1) throw new Error(`order ${id} changed while it was locked`);
    if (!stepOf(order.kind, 'propose-change')?.from.includes(to)) await lapseChanges(tx, id);
    await recordStep(tx, { orderId: id, actor, action: auditedAs, from: state, to, detail });
    await this.audit.record(tx, {
      actor,
      action: `order.${auditedAs}`,
      objectType: 'service_order',
      objectId: id,
      detail,
    });
    return tx.getRepository(ServiceOrder).findOneByOrFail({ id });
  }

  /**
   * @param kind of orders that the command is for; the same action on one of another kind is a command of its own
   * @throws OrderStateConflict unless the order's state and its change order allow the action (409)
   */
  async require(
    tx: EntityManager,
    actor: Actor | null,
    order: ServiceOrder,
    action: OrderAction,
    kind: OrderKind = order.kind,
  ): Promise<void> {
    const circumstances = (await findCircumstances(tx, [order.id]))(order.id);
    const obstacle = order.kind === kind ? obstacleTo(order, circumstances, action) : 'kind';
    if (obstacle)
      throw new OrderStateConflict(
        action,
        order.state,
        obstacle,
        allowed(actor, order, circumstances),
      );
  }

  /** What somebody may do with the order as it is, for refusals to tell. */
  async findAllowed(tx: EntityManager, actor: Actor, order: ServiceOrder): Promise<OrderAction[]> {
    return allowedActions(actor, order, (await findCircumstances(tx, [order.id]))(order.id));
  }
}

const allowed = (
  actor: Actor | null,
  order: ServiceOrder,
  circumstances: Circumstances,
): OrderAction[] => (actor ? allowedActions(actor, order, circumstances) : []);

/** An order that is over takes its open change order with it. */
async function lapseChanges(tx: EntityManager, orderId: string): Promise<void> {
  await tx.query(
    `UPDATE change_order SET state = 'lapsed' WHERE order_id = $1 AND state IN ('proposed', 'offered')`,
    [orderId],
  );
}

/** A step as the history keeps it. */
interface RecordedStep {
  orderId: string;
  actor: Actor | null;
  action: string;
  from: OrderState;
  to: OrderState;
  detail: object;
}

/** Writes the history row of a step; nothing changes an order's state without one. */
async function recordStep(tx: EntityManager, step: RecordedStep): Promise<void> {
  const { orderId, actor, action, from, to, detail } = step;
  await tx.query(
    `INSERT INTO order_history (id, order_id, actor_id, organisation_id, action, from_state, to_state, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[newId(), orderId, actor?.userId ?? null, actor?.organisationId ?? null],
      ...[action, from, to, detail],
    ],
  );
}
