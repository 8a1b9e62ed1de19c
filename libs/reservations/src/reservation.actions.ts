import type { DateTime } from 'luxon';
import { type Actor, hasRole } from '@app/identity';
import type { OrderState } from '@app/orders';
import type { ReservationAction, ReservationState } from './reservation.words';

/** From which states each command may start. */
export const ACTION_STATES = {
  approve: ['requested'],
  reject: ['requested'],
  move: ['requested', 'confirmed', 'displaced'],
  cancel: ['requested', 'confirmed', 'displaced'],
  'check-in': ['confirmed'],
  'check-out': ['in_use'],
  complete: ['used'],
} as const satisfies Partial<Record<ReservationAction, readonly ReservationState[]>>;

/** The two sides of a reservation. */
interface Parties {
  userOrganisationId: string;
  holderId: string;
}

export const isUserSide = (actor: Actor, { userOrganisationId }: Parties): boolean =>
  actor.organisationId === userOrganisationId &&
  hasRole(actor, 'enterprise_member', 'enterprise_admin', 'lab_manager', 'instrument_operator');

export const isLabSide = (actor: Actor, { holderId }: Parties): boolean =>
  actor.organisationId === holderId && hasRole(actor, 'lab_manager', 'instrument_operator');

/** What this person may do next, for the buttons of the pages; the commands check again. */
export function allowedActions(
  actor: Actor,
  reservation: Parties & { state: ReservationState; orderState: OrderState; startsAt: DateTime },
  now: DateTime,
): ReservationAction[] {
  const { state, orderState, startsAt } = reservation;
  const manager = isLabSide(actor, reservation) && hasRole(actor, 'lab_manager');
  const either = isUserSide(actor, reservation) || isLabSide(actor, reservation);
  const may = (action: keyof typeof ACTION_STATES): boolean =>
    (ACTION_STATES[action] as readonly string[]).includes(state);
  const actions: ReservationAction[] = [];
  if (manager && may('approve')) actions.push('approve', 'reject');
  if (either && may('move')) actions.push('move');
  if (either && may('cancel') && (manager || startsAt > now)) actions.push('cancel');
  if (either && may('check-in')) actions.push('check-in');
  if (either && may('check-out')) actions.push('check-out');
  if (manager && may('complete')) actions.push('complete');
  if (isUserSide(actor, reservation) && orderState === 'completed')
    actions.push('accept', 'dispute');
  return actions;
}
