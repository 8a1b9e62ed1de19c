import { DateTime } from 'luxon';
import { startOfCivilDate, civilDateOf } from '@app/common';
import type { ReservationState } from '@app/reservations';
import type { Slot } from './booking';
import { isAsked } from './booking-life';
import type { Chance } from './chance';

/** How far back labs have named the fee of everything. */
const SETTLED_HOURS = 72;

/** What a reservation has come to by now. */
export function stateOf(slot: Slot, now: DateTime, chance: Chance): ReservationState {
  const { startsAt, endsAt } = slot;
  if (endsAt <= now) return pastState(slot, now, chance);
  if (startsAt <= now) return 'in_use';
  if (chance.happens(0.05)) return 'cancelled';
  const { approval } = slot.instrument.terms.policy;
  const waits = isAsked(slot) && chance.happens(approval === 'each' ? 0.3 : 0.1);
  return waits ? 'requested' : 'confirmed';
}

function pastState(slot: Slot, now: DateTime, chance: Chance): ReservationState {
  const lot = chance.whole(1, 100);
  if (lot <= 5) return 'cancelled';
  if (lot <= 8) return 'no_show';
  if (isAsked(slot) && lot <= 10) return 'rejected';
  if (isAsked(slot) && lot <= 11) return 'expired';
  const hours = now.diff(slot.endsAt, 'hours').hours;
  if (hours < 3) return 'used';
  return hours < SETTLED_HOURS && chance.happens(0.35) ? 'used' : 'completed';
}

/** When it was booked: in office hours some days ahead, a request in the last day and a half, and always before now. */
export function bookedAt(
  { startsAt, instrument }: Slot,
  state: ReservationState,
  now: DateTime,
  chance: Chance,
): DateTime {
  if (state === 'requested') {
    const { noticeMinutes } = instrument.terms.policy;
    const inTime = DateTime.min(now, startsAt.minus({ minutes: noticeMinutes }));
    return inTime.minus({ minutes: chance.whole(25, 36 * 60) });
  }
  const day = startOfCivilDate(civilDateOf(startsAt)).minus({ days: chance.whole(1, 12) });
  const planned = day.plus({ minutes: chance.whole(8 * 60, 19 * 60) });
  const latest = DateTime.min(now, startsAt).minus({ hours: chance.whole(3, 200) });
  return planned < now.minus({ hours: 3 }) ? planned : latest;
}
