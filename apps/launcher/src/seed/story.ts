import type { DateTime } from 'luxon';
import { civilDateOf, startOfCivilDate } from '@app/common';
import type { WorkCalendar } from '@app/work-calendar';

/** Days of reservations behind and ahead of the day the demonstration is told around. */
export const DAYS_AROUND = 30;

/** The moment everything is told around. */
export interface Story {
  /** By the database's clock, in UTC, on the whole minute. */
  now: DateTime;
  calendar: WorkCalendar;
}

/** Midnight in Shanghai of the day so many days after today; negative for the past. */
export const dayOf = (story: Story, days: number): DateTime =>
  startOfCivilDate(civilDateOf(story.now)).plus({ days });

/** The civil date so many days after today. */
export const dateOf = (story: Story, days: number): string => civilDateOf(dayOf(story, days));

/** The moment at this share (0 to 1) of the way from one to another, on the whole second. */
export const between = (from: DateTime, to: DateTime, share: number): DateTime =>
  from.plus({ seconds: Math.round(to.diff(from, 'seconds').seconds * share) });
