import type { DateTime } from 'luxon';
import type { Booking } from './booking';
import type { Cast } from './cast';
import { Chance } from './chance';
import type { Row, Tables } from './rows';
import { seedId } from './seed-id';
import { dateOf, type Story } from './story';

/** How long before their first booking people were trained, and how long from today it counts, in days. */
const TRAINED_BEFORE: readonly [number, number] = [2, 20];
const COUNTS_FOR: readonly [number, number] = [60, 300];

/** Whoever booked an instrument that wants training was granted its use before. */
export function qualificationTables(
  story: Story,
  cast: Cast,
  bookings: readonly Booking[],
): Tables {
  const firsts = new Map<string, Booking>();
  for (const booking of bookings) {
    const { instrument, userOrganisation } = booking;
    if (!instrument.terms.policy.trainingRequired) continue;
    const key = `${instrument.assetNumber} ${userOrganisation}`;
    const known = firsts.get(key);
    if (!known || booking.madeAt < known.madeAt) firsts.set(key, booking);
  }
  return [['qualification', [...firsts].map(([key, first]) => rowOf(story, cast, key, first))]];
}

function rowOf(story: Story, cast: Cast, key: string, first: Booking): Row {
  const { instrument, userOrganisation, madeAt } = first;
  const chance = new Chance(`qualification ${key}`);
  const grantedAt: DateTime = madeAt.minus({ days: chance.whole(...TRAINED_BEFORE) });
  return {
    id: seedId(grantedAt, `qualification ${key}`),
    instrument_id: instrument.id,
    user_id: cast.actingFor(userOrganisation),
    granted_by: cast.actingFor(instrument.holder),
    granted_at: grantedAt,
    valid_until: dateOf(story, chance.whole(...COUNTS_FOR)),
  };
}
