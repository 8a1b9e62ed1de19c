import type { EntityManager } from 'typeorm';
import { instantOf, type Interval, minutesOf } from '@app/common';
import type { Actor } from '@app/identity';
import type { BookingPolicy, SecondApprover } from '@app/instruments';
import { findListPrice } from '../approval.queries';
import { isAboveLimits } from '../booking/approval.rules';
import { stateBeforeDisplacement } from '../downtime/downtime.queries';
import { decides } from '../reservation.actions';
import { partiesOf, type ReservationRow } from '../reservation.queries';
import type { ReservationState } from '../reservation.words';
import { wasApproved } from './approval-given.queries';

/** The state of a moved reservation, and whose words stand for its new time. */
export interface AfterMove {
  state: ReservationState;
  approvedBy: string | null;
  secondApproval: SecondApprover | null;
  secondApprovedBy: string | null;
}

/**
 * Words are given for a time, and stand while it only gets shorter. What the lab approves each time or has approved, it
 * approves again when the user side moves it; what the lab itself moves has the lab's word, and asks again for the second
 * one where that was asked for. A displaced reservation else is again what it was; and what an organisation moves that is
 * not verified any more waits like what it books.
 */
export async function afterMove(
  tx: EntityManager,
  actor: Actor,
  row: ReservationRow,
  policy: BookingPolicy,
  period: Interval,
): Promise<AfterMove> {
  const isShortened =
    period.startsAt >= instantOf(row.starts_at) && period.endsAt <= instantOf(row.ends_at);
  const isOfLab = decides(actor, partiesOf(row));
  if (isOfLab && !isShortened && row.second_approval !== null)
    return movedByLab(tx, actor, row, policy.secondApproval);
  const isAsked =
    !row.is_verified || (!isShortened && (await isAskedAgain(tx, row.id, policy, period)));
  if (isAsked && !isOfLab) return { state: 'requested', ...NO_WORDS };
  return {
    state: await stateBefore(tx, row),
    approvedBy: row.approved_by,
    secondApproval: row.second_approval,
    secondApprovedBy: row.second_approved_by,
  };
}

const NO_WORDS = { approvedBy: null, secondApproval: null, secondApprovedBy: null };

/** By the policy in force: whoever is asked second today, or nobody any more. */
async function movedByLab(
  tx: EntityManager,
  actor: Actor,
  row: ReservationRow,
  secondApproval: SecondApprover | null,
): Promise<AfterMove> {
  if (secondApproval === null) return { state: await stateBefore(tx, row), ...NO_WORDS };
  const words = { approvedBy: actor.userId, secondApproval, secondApprovedBy: null };
  return { state: 'requested', ...words };
}

/** What it was before it was displaced, if it was. */
const stateBefore = async (tx: EntityManager, row: ReservationRow): Promise<ReservationState> =>
  row.state === 'displaced' ? stateBeforeDisplacement(tx, row.id) : row.state;

/** By what the new time costs and how long it is. */
async function isAskedAgain(
  tx: EntityManager,
  reservationId: string,
  policy: BookingPolicy,
  period: Interval,
): Promise<boolean> {
  if (policy.approval === 'each') return true;
  const listFen = await findListPrice(tx, reservationId);
  if (isAboveLimits(policy, { listFen, minutes: minutesOf(period) })) return true;
  return wasApproved(tx, reservationId);
}
