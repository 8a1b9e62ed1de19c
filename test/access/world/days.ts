import { DateTime } from 'luxon';
import { ZONE } from '@app/common';

/** Of the whole run: what is asked after a midnight is about the same days as what was sown before it. */
const TODAY = DateTime.now().setZone(ZONE).startOf('day') as DateTime<true>;

/** Midnight in Shanghai so many days from now. */
export const dayAhead = (days: number): DateTime<true> => TODAY.plus({ days });

/** An hour of a day of which nothing in the world takes time. */
export const freeHour = (days = 20): { startsAt: string; endsAt: string } => ({
  startsAt: dayAhead(days).plus({ hours: 9 }).toISO(),
  endsAt: dayAhead(days).plus({ hours: 10 }).toISO(),
});

/** The hour that a person's hold keeps. */
export const heldHour = (holder: 'enterprise' | 'enterprise2' | 'university') => {
  const hour = 9 + ['enterprise', 'enterprise2', 'university'].indexOf(holder);
  return {
    startsAt: dayAhead(3).plus({ hours: hour }).toISO(),
    endsAt: dayAhead(3)
      .plus({ hours: hour + 1 })
      .toISO(),
  };
};
