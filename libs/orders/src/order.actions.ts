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
  { openChange, offeredBy, evidenceBy }: Circumstances,
  action: OrderAction,
): Obstacle | undefined {
  const step = stepOf(kind, action);
  if (!step?.from.includes(state)) return 'state';
  if (step.change && !step.change.includes(openChange)) return 'change';
  if (step.evidence && (step.evidence === 'pending') !== (evidenceBy !== null)) return 'evidence';
  return step.needsOffer && offeredBy === null ? 'offer' : undefined;
}

const DECIDES_EVIDENCE: readonly OrderAction[] = ['accept-evidence', 'return-evidence'];
/** What nobody of either side decides. */
const FOR_OTHERS: readonly OrderAction[] = [...DECIDES_EVIDENCE, 'decide-dispute'];

/** Whether an action needs another person or organisation than this one: maker and checker are two. */
function needsAnother(
  { userId, organisationId }: Actor,
  { userOrganisationId, providerOrganisationId }: OrderParties,
  { changeProposedBy, offeredBy, evidenceBy }: Circumstances,
  action: OrderAction,
): boolean {
  const isOfSide = [userOrganisationId, providerOrganisationId].includes(organisationId);
  if (FOR_OTHERS.includes(action) && isOfSide) return true;
  if (DECIDES_EVIDENCE.includes(action)) return evidenceBy === userId;
  if (action === 'approve-change') return changeProposedBy === userId;
  return action === 'accept-adjustment' && offeredBy === userId;
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
    return !needsAnother(actor, order, circumstances, action) && mayCall(actor, by, subject);
  });
}
