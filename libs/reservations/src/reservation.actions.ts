import type { DateTime } from 'luxon';
import type { Interval } from '@app/common';
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
  /** From confirmed only once the period is over: a check-in that was forgotten. */
  complete: ['used', 'confirmed'],
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

/** A lab manager of the holder, whom notices do not bind. */
export const isManagerOf = (actor: Actor, holderId: string): boolean =>
  actor.organisationId === holderId && hasRole(actor, 'lab_manager');

const isCheckInOpen = (
  { startsAt, endsAt, checkInWindowMinutes }: Interval & { checkInWindowMinutes: number | null },
  now: DateTime,
): boolean =>
  now < endsAt &&
  (checkInWindowMinutes === null || now >= startsAt.minus({ minutes: checkInWindowMinutes }));

/** What this person may do next, for the buttons of the pages; the commands check again. */
export function allowedActions(
  actor: Actor,
  reservation: Parties &
    Interval & {
      state: ReservationState;
      orderState: OrderState;
      checkInWindowMinutes: number | null;
    },
  now: DateTime,
): ReservationAction[] {
  const { state, orderState, startsAt, endsAt } = reservation;
  const manager = isManagerOf(actor, reservation.holderId);
  const either = isUserSide(actor, reservation) || isLabSide(actor, reservation);
  const may = (action: keyof typeof ACTION_STATES): boolean =>
    (ACTION_STATES[action] as readonly string[]).includes(state);
  const actions: ReservationAction[] = [];
  if (manager && may('approve')) actions.push('approve', 'reject');
  if (either && may('move')) actions.push('move');
  if (either && may('cancel') && (manager || startsAt > now)) actions.push('cancel');
  if (either && may('check-in') && isCheckInOpen(reservation, now)) actions.push('check-in');
  if (either && may('check-out')) actions.push('check-out');
  if (manager && may('complete') && (state === 'used' || endsAt <= now)) actions.push('complete');
  if (isUserSide(actor, reservation) && orderState === 'completed')
    actions.push('accept', 'dispute');
  return actions;
}
