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

/** What can stand in the way of an action: the order's kind, its state, its change order, its evidence, or that nothing was offered. */
export type Obstacle = 'kind' | 'state' | 'change' | 'evidence' | 'offer';

/** What keeps an action from starting; undefined for nothing. */
export function obstacleTo(
  { kind, state }: Actionable,
  { openChange, isOffered, evidenceBy }: Circumstances,
  action: OrderAction,
): Obstacle | undefined {
  const step = stepOf(kind, action);
  if (!step?.from.includes(state)) return 'state';
  if (step.change && !step.change.includes(openChange)) return 'change';
  if (step.evidence && (step.evidence === 'pending') !== (evidenceBy !== null)) return 'evidence';
  return step.needsOffer && !isOffered ? 'offer' : undefined;
}

const DECIDES_EVIDENCE: readonly OrderAction[] = ['accept-evidence', 'return-evidence'];

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
    // So are those who hand in evidence and judge it.
    if (DECIDES_EVIDENCE.includes(action) && circumstances.evidenceBy === actor.userId)
      return false;
    return mayCall(actor, by, subject);
  });
}
