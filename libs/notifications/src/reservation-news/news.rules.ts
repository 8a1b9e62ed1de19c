import type { ReservationNews } from '@app/messaging';

/** A step in the life of a reservation, as far as somebody is told of it. */
export interface Change {
  action: string;
  /** Null when it was made. */
  from: string | null;
  to: string;
  /** Who took the step: the person it belongs to, somebody else, or the system's own jobs. */
  by: 'owner' | 'other' | 'system';
  /** Its organisation has been verified, or needs not be. */
  isVerified: boolean;
  /** The laboratory has approved it, and another side is asked. */
  isSecond: boolean;
}

/** What became of a reservation, by the state that it came to. */
const OUTCOMES: Readonly<Record<string, ReservationNews>> = {
  confirmed: 'reservation-confirmed',
  rejected: 'reservation-rejected',
  expired: 'reservation-expired',
  no_show: 'reservation-missed',
};

/** Which mails tell of a step: nobody is told what they did themselves, but for what was made of a wish. */
export function newsOf(change: Change): readonly ReservationNews[] {
  if (change.to === 'requested') return waiting(change);
  const mail = settled(change);
  return mail === null ? [] : [mail];
}

/** Whom it waits for is told that it does, and its person what others made of it on the way. */
function waiting({ action, from, by, isVerified, isSecond }: Change): readonly ReservationNews[] {
  // The office is not told: it finds the organisations that wait for it on its own list.
  if (!isVerified) return [];
  if (action === 'remind') return ['reservation-unanswered'];
  if (action === 'approve') return ['reservation-asked-second', 'reservation-passed'];
  const isMovedByLab = action === 'move' && by !== 'owner';
  const isAsked = from === null || by === 'owner' || action === 'ask' || (isSecond && isMovedByLab);
  const asked = isSecond ? 'reservation-asked-second' : 'reservation-asked';
  const mails: ReservationNews[] = [];
  if (isAsked) mails.push(asked);
  if (isMovedByLab) mails.push('reservation-moved');
  return mails;
}

function settled(change: Change): ReservationNews | null {
  if (change.from === change.to) return inPlace(change);
  if (change.to === 'cancelled') return cancelled(change);
  return OUTCOMES[change.to] ?? null;
}

/** What happens to a reservation that stays what it is. */
function inPlace({ action, by }: Change): ReservationNews | null {
  if (action === 'overrun') return 'reservation-overrun';
  return action === 'move' && by !== 'owner' ? 'reservation-moved' : null;
}

/** The laboratory learns of time that was given back to it; a request that was withdrawn it need not look at any more. */
function cancelled({ from, by }: Change): ReservationNews | null {
  if (by !== 'owner') return 'reservation-cancelled';
  return from === 'displaced' ? null : 'reservation-withdrawn';
}
