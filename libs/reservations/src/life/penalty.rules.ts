import type { DateTime } from 'luxon';
import { civilMinuteOf, isoInZone } from '@app/common';
import type { BookingPolicy } from '@app/instruments';
import { type BookingReason, reason } from '../booking/booking-reason';

/** Points that count: given and not forgiven. */
export interface GivenPoints {
  points: number;
  givenAt: DateTime;
}

/** A person may not book before `until`, because of so many points. */
export interface Ban {
  until: DateTime;
  points: number;
}

/** Points of so long ago add to no new ones. */
const LIVE_DAYS = 365;

/**
 * The ban a person is under. Points add up in their order; those that reach the threshold cost the ban and are used up by
 * it, so that the next one needs as many new ones.
 */
export function banOf(
  given: readonly GivenPoints[],
  { banThreshold, banDays }: Pick<BookingPolicy, 'banThreshold' | 'banDays'>,
  now: DateTime,
): Ban | null {
  if (banThreshold === null || banDays === null) return null;
  let ban: Ban | null = null;
  let live: GivenPoints[] = [];
  for (const one of [...given].sort((left, right) => +left.givenAt - +right.givenAt)) {
    live = [...live.filter(({ givenAt }) => givenAt.plus({ days: LIVE_DAYS }) > one.givenAt), one];
    const points = live.reduce((sum, each) => sum + each.points, 0);
    if (points < banThreshold) continue;
    ban = { until: one.givenAt.plus({ days: banDays }), points };
    live = [];
  }
  return ban && now < ban.until ? ban : null;
}

/** What a ban says to who wants to book. */
export function banReasons(ban: Ban | null): BookingReason[] {
  if (!ban) return [];
  const minute = civilMinuteOf(ban.until);
  return [
    reason(
      'banned-until',
      `因未到场或临时取消已记 ${ban.points} 分，${minute} 起方可再预约；有正当理由可请持有单位免除记分`,
      `has ${ban.points} points for times not kept and may book again from ${minute}; the holder may forgive points for a good reason`,
      { points: ban.points, until: isoInZone(ban.until) },
    ),
  ];
}
