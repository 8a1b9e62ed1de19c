import type { Interval } from '@app/common';
import {
  type BookingPolicy,
  DEFAULT_BOOKING_POLICY,
  type OpeningHours,
  type WeeklyWindow,
} from '@app/instruments';
import { openWindows } from '@app/reservations';
import { dateOf, dayOf, DAYS_AROUND, type Story } from './story';

/** A kind of laboratory: when it is open, how it is booked, how long people stay. */
interface Rhythm {
  weekly: readonly WeeklyWindow[];
  onHolidays: OpeningHours['onHolidays'];
  policy: Partial<BookingPolicy>;
  /** Lengths people book, in minutes; all keep the policy. */
  lengths: readonly [number, ...number[]];
}

/** Hours and rules of an instrument. */
export interface Terms {
  hours: OpeningHours;
  policy: BookingPolicy;
  lengths: readonly [number, ...number[]];
  /** When it is open on the days told of. */
  windows: readonly Interval[];
}

const WORKDAYS = [1, 2, 3, 4, 5];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

const on = (weekdays: readonly number[], ...windows: [from: string, to: string][]) =>
  weekdays.flatMap((weekday) => windows.map(([from, to]) => ({ weekday, from, to })));

const HALF_HOURS = { startGridMinutes: 30, lengthGridMinutes: 30 };

const RHYTHMS = {
  office: {
    weekly: on(WORKDAYS, ['08:30', '17:30']),
    onHolidays: 'closed',
    policy: { ...HALF_HOURS, maxMinutes: 480 },
    lengths: [60, 120, 120, 180, 240],
  },
  reviewed: {
    weekly: on(WORKDAYS, ['09:00', '17:00']),
    onHolidays: 'closed',
    policy: {
      ...HALF_HOURS,
      approval: 'each',
      noticeMinutes: 120,
      cancelNoticeMinutes: 720,
      setUpMinutes: 30,
      cleanUpMinutes: 30,
      maxMinutes: 480,
    },
    lengths: [120, 180, 180, 240],
  },
  evening: {
    weekly: on([1, 2, 3, 4, 5, 6], ['08:00', '22:00']),
    onHolidays: 'closed',
    policy: { ...HALF_HOURS, approval: 'first', cleanUpMinutes: 15, maxMinutes: 600 },
    lengths: [60, 90, 120, 180, 240],
  },
  halfDays: {
    weekly: on(WORKDAYS, ['08:30', '11:30'], ['13:30', '17:00']),
    onHolidays: 'closed',
    policy: {
      ...HALF_HOURS,
      minMinutes: 60,
      maxMinutes: 210,
      quotas: [
        { scope: 'organisation', per: 'day', of: 'instrument', count: 3, minutes: null },
        { scope: 'user', per: 'week', of: 'instrument', count: null, minutes: 2_400 },
      ],
    },
    lengths: [60, 90, 120, 180],
  },
  trained: {
    weekly: on(WORKDAYS, ['09:00', '20:00']),
    onHolidays: 'closed',
    policy: {
      ...HALF_HOURS,
      approval: 'first',
      trainingRequired: true,
      checkInWindowMinutes: 30,
      setUpMinutes: 15,
      cleanUpMinutes: 15,
      maxMinutes: 480,
    },
    lengths: [120, 180, 240, 300],
  },
  nonstop: {
    weekly: on(EVERY_DAY, ['00:00', '24:00']),
    onHolidays: 'open',
    policy: {
      startGridMinutes: 60,
      lengthGridMinutes: 60,
      minMinutes: 60,
      maxMinutes: 2_880,
      multiDay: true,
      approval: 'each',
      checkInWindowMinutes: 60,
    },
    lengths: [120, 240, 480, 720],
  },
} as const satisfies Record<string, Rhythm>;
export type RhythmKey = keyof typeof RHYTHMS;

/** Days ahead on which the laboratories that open on Saturdays close to have their instruments verified. */
const VERIFICATION_IN_DAYS = 20;

/** The terms of every rhythm, every choice made, in their first version. */
export function planTerms(story: Story): Record<RhythmKey, Terms> {
  const entries = Object.entries(RHYTHMS).map(([key, rhythm]) => [key, termsOf(rhythm, story)]);
  return Object.fromEntries(entries) as Record<RhythmKey, Terms>;
}

function termsOf({ weekly, onHolidays, policy, lengths }: Rhythm, story: Story): Terms {
  const closed = { date: dateOf(story, VERIFICATION_IN_DAYS), closed: true as const };
  const opensOnSaturdays = weekly.some(({ weekday }) => weekday === 6);
  const exceptions = opensOnSaturdays && onHolidays === 'closed' ? [closed] : [];
  const hours = { version: 1, weekly: [...weekly], exceptions, onHolidays };
  const told = { startsAt: dayOf(story, -DAYS_AROUND), endsAt: dayOf(story, DAYS_AROUND + 1) };
  return {
    hours,
    policy: { ...DEFAULT_BOOKING_POLICY, ...policy, version: 1 },
    lengths,
    windows: openWindows(hours, story.calendar, told),
  };
}
