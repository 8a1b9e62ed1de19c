import type { DateTime } from 'luxon';
import { civilDateOf, type Interval, ZONE } from '@app/common';
import type { Quota } from '@app/instruments';
import { type BookingReason, reason } from './booking-reason';

/** The time one limit is for, half-open; without an end for `future`. */
export interface QuotaPeriod {
  startsAt: DateTime;
  endsAt: DateTime | null;
}

/** What counts against one quota in one of its periods already, without the reservation being changed. */
export interface QuotaUse {
  quota: Quota;
  within: QuotaPeriod;
  /** Reservations that start in the period; those not over yet for `future`. */
  count: number;
  /** Of every reservation only its part inside the period. */
  minutes: number;
}

const PER: Record<Quota['per'], { zh: string; en: string }> = {
  day: { zh: '每日', en: 'a day' },
  week: { zh: '每周', en: 'a week' },
  month: { zh: '每月', en: 'a month' },
  year: { zh: '每年', en: 'a year' },
  future: { zh: '未来', en: 'ahead' },
};

const WHO: Record<Quota['scope'], { zh: string; en: string }> = {
  user: { zh: '本人', en: 'you' },
  organisation: { zh: '本单位', en: 'your organisation' },
};

/** The local day, week (from Monday), month or year an instant lies in; for `future` everything from now on. */
export function quotaPeriod(per: Quota['per'], instant: DateTime, now: DateTime): QuotaPeriod {
  if (per === 'future') return { startsAt: now, endsAt: null };
  const startsAt = instant.setZone(ZONE).startOf(per);
  return { startsAt: startsAt.toUTC(), endsAt: startsAt.plus({ [per]: 1 }).toUTC() };
}

/** Every period of the quota that a booking touches, the first is the one it starts in. */
export function quotaPeriods(per: Quota['per'], booking: Interval, now: DateTime): QuotaPeriod[] {
  const periods = [quotaPeriod(per, booking.startsAt, now)];
  let next = periods[0]?.endsAt ?? null;
  while (next !== null && next < booking.endsAt) {
    const period = quotaPeriod(per, next, now);
    periods.push(period);
    next = period.endsAt;
  }
  return periods;
}

/**
 * The quotas that the new period would break, each with the day, week, month or year that is full. Minutes are split at
 * the borders of those; as a booking it counts where it starts.
 */
export function quotaReasons(uses: readonly QuotaUse[], booking: Interval): BookingReason[] {
  return uses.flatMap((use) => [...countReasons(use, booking), ...minuteReasons(use, booking)]);
}

const startsInside = ({ quota, within }: QuotaUse, { startsAt }: Interval): boolean =>
  quota.per === 'future' ||
  (startsAt >= within.startsAt && (within.endsAt === null || startsAt < within.endsAt));

function countReasons(use: QuotaUse, booking: Interval): BookingReason[] {
  const { quota, count } = use;
  if (quota.count == null || !startsInside(use, booking) || count + 1 <= quota.count) return [];
  const [who, per, when] = [WHO[quota.scope], PER[quota.per], named(use)];
  return [
    reason(
      'quota-count',
      `${who.zh}${per.zh}最多 ${quota.count} 次，${when.zh}已用 ${count} 次`,
      `${who.en} may book ${quota.count} times ${per.en}, ${count} are used${when.en}`,
      { ...quota, ...periodValues(use), used: count },
    ),
  ];
}

function minuteReasons(use: QuotaUse, booking: Interval): BookingReason[] {
  const { quota, within, minutes } = use;
  const asked = minutesInside(booking, within);
  if (quota.minutes == null || asked === 0 || minutes + asked <= quota.minutes) return [];
  const [who, per, when] = [WHO[quota.scope], PER[quota.per], named(use)];
  return [
    reason(
      'quota-minutes',
      `${who.zh}${per.zh}最多 ${quota.minutes} 分钟，${when.zh}已用 ${minutes} 分钟，本次占 ${asked} 分钟`,
      `${who.en} may book ${quota.minutes} minutes ${per.en}, ${minutes} are used${when.en} and this takes ${asked}`,
      { ...quota, ...periodValues(use), used: minutes, asked },
    ),
  ];
}

/** How much of a booking lies inside a period, in minutes. */
function minutesInside({ startsAt, endsAt }: Interval, within: QuotaPeriod): number {
  const from = Math.max(startsAt.toMillis(), within.startsAt.toMillis());
  const to = Math.min(endsAt.toMillis(), within.endsAt?.toMillis() ?? Infinity);
  return Math.max(0, to - from) / 60_000;
}

/** Which period it is, as a person says it; nothing for `future`, which is one only. */
function named({ quota: { per }, within }: QuotaUse): { zh: string; en: string } {
  const date = civilDateOf(within.startsAt);
  switch (per) {
    case 'future':
      return { zh: '', en: '' };
    case 'week':
      return { zh: `${date} 起的一周`, en: ` in the week from ${date}` };
    case 'day':
      return { zh: `${date} `, en: ` on ${date}` };
    case 'month':
      return { zh: `${date.slice(0, 7)} `, en: ` in ${date.slice(0, 7)}` };
    case 'year':
      return { zh: `${date.slice(0, 4)} 年`, en: ` in ${date.slice(0, 4)}` };
  }
}

/** First and last civil date of the period, for those who show the reason in their own words. */
const periodValues = ({ quota, within }: QuotaUse): object =>
  quota.per === 'future' || within.endsAt === null
    ? {}
    : {
        from: civilDateOf(within.startsAt),
        until: civilDateOf(within.endsAt.minus({ milliseconds: 1 })),
      };
