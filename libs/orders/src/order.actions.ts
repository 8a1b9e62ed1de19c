import { type Actor, mayCall, type Subject } from '@app/identity';
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

/** Whether an action may start from the order's state, whoever asks. */
export const mayStart = ({ kind, state }: Actionable, action: OrderAction): boolean =>
  stepOf(kind, action)?.from.includes(state) ?? false;

/** What this person may do with the order next, for the buttons of the pages; guard and commands check again. */
export function allowedActions(actor: Actor, order: Actionable): OrderAction[] {
  const subject = subjectOf(order);
  return ORDER_ACTIONS.filter((action) => {
    const by = stepOf(order.kind, action)?.by ?? null;
    return by !== null && mayStart(order, action) && mayCall(actor, by, subject);
  });
}
