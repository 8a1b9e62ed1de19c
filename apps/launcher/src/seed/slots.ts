import type { DateTime } from 'luxon';
import { type Interval, overlaps } from '@app/common';
import type { Slot } from './booking';
import type { OrganisationKey } from './cast';
import { Chance } from './chance';
import type { SeedInstrument } from './instruments';
import type { Story } from './story';

/** Who books from outside; each holder uses its own instruments too. */
const USERS: readonly OrganisationKey[] = [
  ...(['materials', 'photovoltaics', 'knitting', 'optics'] as const),
  ...(['composites', 'fasteners', 'hospital'] as const),
];

/** Idle minutes between two users. */
const PAUSES: readonly [number, ...number[]] = [0, 0, 60, 60, 120, 240];
const GRID_MINUTES = 60;
/** Share of the possible times that are booked, behind and far ahead. */
const BUSY = { behind: 0.28, ahead: 0.2, farAhead: 0.08 };
const FAR_DAYS = 14;

/** Free of clashes and inside the opening hours: the times people booked on one instrument. */
export function slotsOf(
  story: Story,
  instrument: SeedInstrument,
  taken: readonly Interval[],
): Slot[] {
  return instrument.unitIds.flatMap((unitId, position) => {
    const name = `${instrument.assetNumber}/${position + 1}`;
    const chance = new Chance(`slots ${name}`);
    const users = chance.shuffled([...USERS, instrument.holder]);
    return bookedTimes(story, instrument, chance)
      .filter((time) => !taken.some((other) => overlaps(time, other)))
      .map((time, index) => ({
        ...time,
        instrument,
        unitId,
        userOrganisation: users[index % users.length] ?? 'materials',
        name: `${name}/${index + 1}`,
      }));
  });
}

function bookedTimes(story: Story, { terms }: SeedInstrument, chance: Chance): Interval[] {
  return terms.windows.flatMap((window) => {
    const times: Interval[] = [];
    let startsAt = window.startsAt;
    for (;;) {
      startsAt = startsAt.plus({ minutes: chance.pick(PAUSES) });
      const endsAt = startsAt.plus({ minutes: chance.pick(terms.lengths) });
      if (endsAt > window.endsAt) return times;
      if (chance.happens(busyness(story, startsAt))) times.push({ startsAt, endsAt });
      startsAt = endsAt.plus({ minutes: bufferMinutes(terms.policy) });
    }
  });
}

function busyness(story: Story, startsAt: DateTime): number {
  if (startsAt < story.now) return BUSY.behind;
  return startsAt < story.now.plus({ days: FAR_DAYS }) ? BUSY.ahead : BUSY.farAhead;
}

/** Set-up and clean-up between two users, so that the next start lies on the grid again. */
function bufferMinutes(policy: SeedInstrument['terms']['policy']): number {
  const buffer = policy.setUpMinutes + policy.cleanUpMinutes;
  return Math.ceil(buffer / GRID_MINUTES) * GRID_MINUTES;
}
