import type { DateTime } from 'luxon';
import { type Fen, isoInZone, minFen, prorateHalfUp, ZERO_FEN } from '@app/common';
import type { BookingPolicy, CancellationStep } from '@app/instruments';
import type { ReservationState } from '../reservation.words';

/** What cancelling costs, and the last instant at which it costs no more. */
export interface CancellationCost {
  feeFen: Fen;
  /** Null when it stays so. */
  until: string | null;
}

interface Cancellable {
  state: ReservationState;
  /** Who asks acts for the holder, which owes itself nothing. */
  isOfHolder: boolean;
  /** Under which it was made. */
  policy: Pick<BookingPolicy, 'cancellationFee' | 'cancellationFees'>;
  startsAt: DateTime;
  listFen: Fen;
  now: DateTime;
}

/**
 * The price of a cancellation. Only what the lab has confirmed costs: a request may be withdrawn, and what a downtime
 * displaced be given up, for nothing.
 *
 * @returns null when it cannot be cancelled any more
 */
export function cancellationOf(reservation: Cancellable): CancellationCost | null {
  const { state, isOfHolder, startsAt, listFen, now } = reservation;
  if (!['requested', 'confirmed', 'displaced'].includes(state)) return null;
  if (state !== 'confirmed' || isOfHolder) return { feeFen: ZERO_FEN, until: null };
  const rungs = ladderOf(reservation.policy).map((step) => ({
    feeFen: feeOf(step, listFen),
    // At this very instant the notice is still kept.
    freeUntil: startsAt.minus({ minutes: step.withinMinutes }),
  }));
  const present = rungs.findLast(({ freeUntil }) => freeUntil < now);
  const feeFen = present?.feeFen ?? ZERO_FEN;
  const next = rungs.find((rung) => rung.freeUntil >= now && rung.feeFen > feeFen);
  return { feeFen, until: next ? isoInZone(next.freeUntil) : null };
}

/** The rungs of a policy, the earliest first. */
const ladderOf = ({
  cancellationFee,
  cancellationFees,
}: Cancellable['policy']): CancellationStep[] =>
  [...cancellationFees, ...(cancellationFee ? [cancellationFee] : [])].sort(
    (left, right) => right.withinMinutes - left.withinMinutes,
  );

/** Never more than the service would have cost. */
const feeOf = ({ amountFen, percent }: CancellationStep, listFen: Fen): Fen =>
  minFen(listFen, amountFen ?? prorateHalfUp(listFen, percent ?? 0, 100));
