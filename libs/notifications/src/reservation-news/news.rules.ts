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
}

/** What became of a reservation, by the state that it came to. */
const OUTCOMES: Readonly<Record<string, ReservationNews>> = {
  confirmed: 'reservation-confirmed',
  rejected: 'reservation-rejected',
  expired: 'reservation-expired',
  no_show: 'reservation-missed',
};

/** Which mail tells of a step, if any: nobody is told what they did themselves, but for what was made of a wish. */
export function newsOf(change: Change): ReservationNews | null {
  const { from, to, by, isVerified } = change;
  if (to === 'requested')
    return isVerified && (from === null || by === 'owner') ? 'reservation-asked' : null;
  if (from === to) return inPlace(change);
  if (to === 'cancelled') return cancelled(change);
  return OUTCOMES[to] ?? null;
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
