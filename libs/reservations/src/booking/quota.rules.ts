import type { DateTime } from 'luxon';
import { type Interval, minutesOf, ZONE } from '@app/common';
import type { Quota } from '@app/instruments';
import { type BookingReason, reason } from './booking-reason';

/** What counts against one quota already, without the reservation being changed. */
export interface QuotaUse {
  quota: Quota;
  count: number;
  minutes: number;
}

const PER: Record<Quota['per'], { zh: string; en: string }> = {
  day: { zh: '每日', en: 'a day' },
  week: { zh: '每周', en: 'a week' },
  month: { zh: '每月', en: 'a month' },
  year: { zh: '每年', en: 'a year' },
  future: { zh: '未来', en: 'ahead' },
};

/** The local day, week (from Monday), month or year an instant lies in; for `future` everything from now on. */
export function quotaPeriod(
  per: Quota['per'],
  instant: DateTime,
  now: DateTime,
): { startsAt: DateTime; endsAt: DateTime | null } {
  if (per === 'future') return { startsAt: now, endsAt: null };
  const startsAt = instant.setZone(ZONE).startOf(per);
  return { startsAt: startsAt.toUTC(), endsAt: startsAt.plus({ [per]: 1 }).toUTC() };
}

/** The quotas that the new period would break. */
export function quotaReasons(uses: readonly QuotaUse[], period: Interval): BookingReason[] {
  return uses.flatMap(({ quota, count, minutes }) => {
    const found: BookingReason[] = [];
    const who =
      quota.scope === 'user'
        ? { zh: '本人', en: 'you' }
        : { zh: '本单位', en: 'your organisation' };
    const { zh, en } = PER[quota.per];
    if (quota.count != null && count + 1 > quota.count) {
      found.push(
        reason(
          'quota-count',
          `${who.zh}${zh}最多 ${quota.count} 次，已用 ${count} 次`,
          `${who.en} may book ${quota.count} times ${en}, ${count} are used`,
          {
            ...quota,
            used: count,
          },
        ),
      );
    }
    if (quota.minutes != null && minutes + minutesOf(period) > quota.minutes) {
      found.push(
        reason(
          'quota-minutes',
          `${who.zh}${zh}最多 ${quota.minutes} 分钟，已用 ${minutes} 分钟`,
          `${who.en} may book ${quota.minutes} minutes ${en}, ${minutes} are used`,
          { ...quota, used: minutes },
        ),
      );
    }
    return found;
  });
}
