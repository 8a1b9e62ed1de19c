import { type Actor, mayCall, type Subject } from '@app/identity';
import type { Circumstances } from './circumstances.queries';
import { stepOf } from './order.life';
import { ORDER_ACTIONS, type OrderAction, type OrderKind, type OrderState } from './order.words';

/** The two sides of an order and who placed it. */
export interface OrderParties {
  placedBy: string;
  userOrganisationId: string;
  providerOrganisationId: string;
}

/** What decides about the next actions on an order. */
export interface Actionable extends OrderParties {
  kind: OrderKind;
  state: OrderState;
}

/** Whose an order is, as the access policy asks. */
export const subjectOf = (order: OrderParties): Partial<Subject> => ({
  userId: order.placedBy,
  organisationIds: [order.userOrganisationId],
  counterpartyIds: [order.providerOrganisationId],
});

/** What keeps an action from starting: the order's state, or how its change order stands; undefined for nothing. */
export function obstacleTo(
  { kind, state }: Actionable,
  { openChange }: Circumstances,
  action: OrderAction,
): 'state' | 'change' | undefined {
  const step = stepOf(kind, action);
  if (!step?.from.includes(state)) return 'state';
  return step.change && !step.change.includes(openChange) ? 'change' : undefined;
}

/** What this person may do with the order next, for the buttons of the pages; guard and commands check again. */
export function allowedActions(
  actor: Actor,
  order: Actionable,
  circumstances: Circumstances,
): OrderAction[] {
  const subject = subjectOf(order);
  return ORDER_ACTIONS.filter((action) => {
    const by = stepOf(order.kind, action)?.by ?? null;
    if (by === null || obstacleTo(order, circumstances, action)) return false;
    // Maker and checker of a reduction are two persons.
    if (action === 'approve-change' && circumstances.changeProposedBy === actor.userId)
      return false;
    return mayCall(actor, by, subject);
  });
}
