import type { DateTime } from 'luxon';
import type { Interval } from '@app/common';
import { type Actor, mayCall, type ObjectOperation } from '@app/identity';
import type { OrderState } from '@app/orders';
import { barFromSecond, type SecondQuestion } from './life/approval.rules';
import { type Parties, subjectOf } from './reservation.subjects';
import {
  RESERVATION_ACTIONS,
  type ReservationAction,
  type ReservationState,
} from './reservation.words';

/** From which states each command may start. */
export const ACTION_STATES = {
  approve: ['requested'],
  'approve-second': ['requested'],
  reject: ['requested'],
  move: ['requested', 'confirmed', 'displaced'],
  'hand-over': ['requested', 'confirmed', 'displaced'],
  cancel: ['requested', 'confirmed', 'displaced'],
  'check-in': ['confirmed'],
  'check-out': ['in_use'],
  extend: ['in_use'],
  /** From confirmed only once the period is over: a check-in that was forgotten. */
  complete: ['used', 'confirmed'],
  /** Only where there are points to forgive. */
  forgive: ['no_show', 'cancelled'],
  /** Once. */
  rate: ['completed'],
} as const satisfies Partial<Record<ReservationAction, readonly ReservationState[]>>;

/** A command that the reservation's own state allows or not. */
export type StateAction = keyof typeof ACTION_STATES;

/** Whether a command may start from a state, whatever the time. */
export const mayStart = (action: StateAction, state: ReservationState): boolean =>
  (ACTION_STATES[action] as readonly ReservationState[]).includes(state);

/** The operation behind each button; the last two are the order's, whose sides are those of its reservation. */
const OPERATIONS = {
  approve: 'reservations.approve',
  'approve-second': 'reservations.approveSecond',
  reject: 'reservations.reject',
  move: 'reservations.move',
  'hand-over': 'reservations.handOver',
  cancel: 'reservations.cancel',
  'check-in': 'reservations.checkIn',
  'check-out': 'reservations.checkOut',
  extend: 'reservations.extend',
  complete: 'reservations.complete',
  forgive: 'reservations.forgive',
  rate: 'reservations.rate',
  accept: 'orders.accept',
  dispute: 'orders.dispute',
} as const satisfies Record<ReservationAction, ObjectOperation>;

/** True for who decides about bookings of the instrument: notices and approvals do not bind them. */
export const decides = (actor: Actor, parties: Parties): boolean =>
  mayCall(actor, OPERATIONS.approve, subjectOf(parties));

const isCheckInOpen = (
  { startsAt, endsAt, checkInWindowMinutes }: Interval & { checkInWindowMinutes: number | null },
  now: DateTime,
): boolean =>
  now < endsAt &&
  (checkInWindowMinutes === null || now >= startsAt.minus({ minutes: checkInWindowMinutes }));

interface Actionable extends Parties, SecondQuestion, Interval {
  state: ReservationState;
  orderState: OrderState;
  /** Not so while its organisation waits to be verified: then nobody can approve it. */
  isVerified: boolean;
  checkInWindowMinutes: number | null;
  /** Points that are not forgiven. */
  hasPoints: boolean;
  isRated: boolean;
}

/** Whether state and time allow an action, whoever asks. */
function isPossible(action: ReservationAction, reservation: Actionable, now: DateTime): boolean {
  if (action === 'accept' || action === 'dispute') return reservation.orderState === 'completed';
  const { state, startsAt, endsAt } = reservation;
  if (!mayStart(action, state)) return false;
  const isSecond = reservation.secondApproval !== null;
  if (action === 'approve' || action === 'approve-second')
    return reservation.isVerified && isSecond === (action === 'approve-second') && now < startsAt;
  if (action === 'forgive') return reservation.hasPoints;
  if (action === 'rate') return !reservation.isRated;
  if (action === 'check-in') return isCheckInOpen(reservation, now);
  return action !== 'complete' || state === 'used' || endsAt <= now;
}

/** Whether it is this person's turn: the lab may reject at every step, who comes second at the second one only. */
function isTurnOf(actor: Actor, action: ReservationAction, reservation: Actionable): boolean {
  const givesSecond = reservation.isVerified && barFromSecond(actor, reservation) === null;
  if (action === 'reject') return givesSecond || decides(actor, reservation);
  return action !== 'approve-second' || givesSecond;
}

/** What this person may do next, for the buttons of the pages; guard and commands check again. */
export function allowedActions(
  actor: Actor,
  reservation: Actionable,
  now: DateTime,
): ReservationAction[] {
  const subject = subjectOf(reservation);
  const isLate = reservation.state !== 'displaced' && reservation.startsAt < now;
  return RESERVATION_ACTIONS.filter(
    (action) =>
      isPossible(action, reservation, now) &&
      mayCall(actor, OPERATIONS[action], subject) &&
      isTurnOf(actor, action, reservation) &&
      ((action !== 'cancel' && action !== 'move') || !isLate || decides(actor, reservation)),
  );
}
