import type { DataSource, EntityManager } from 'typeorm';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { findCircumstances } from './circumstances.queries';
import { type OrderResponse, toOrderResponse } from './order.dto';
import type { OrderSteps } from './order-steps';
import type { OrderAction, OrderKind } from './order.words';
import type { ServiceOrder } from './service-order.entity';

/** What somebody wants to be done with one order. */
export interface OrderCommand {
  actor: Actor;
  id: string;
  how: CommandCall;
  action: OrderAction;
  /** Of orders that the command is for. */
  kind: OrderKind;
}

/**
 * Runs a command on one order: locked, as its caller read it, and in a state that allows the action. The effect takes
 * the step and gives the order as it is then.
 *
 * @throws OrderNotFound (404), VersionConflict (412), OrderStateConflict with what may be done instead (409)
 */
export const commandOrder = (
  db: DataSource,
  steps: OrderSteps,
  { actor, id, how: { ifMatch, call }, action, kind }: OrderCommand,
  effect: (tx: EntityManager, order: ServiceOrder) => Promise<ServiceOrder>,
): Promise<OrderResponse> =>
  inCommand(db, call, async (tx) => {
    const order = await steps.lock(tx, id);
    requireVersion(ifMatch, order.version);
    await steps.require(tx, actor, order, action, kind);
    const taken = await effect(tx, order);
    return toOrderResponse(taken, actor, (await findCircumstances(tx, [id]))(id));
  });
