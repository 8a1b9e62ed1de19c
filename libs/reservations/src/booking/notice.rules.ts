import type { DateTime } from 'luxon';
import { civilDateAtMillis, millisOfCivilDate, type Text } from '@app/common';
import type { BookingPolicy } from '@app/instruments';

const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 1_440;

type ChangeNotice = 'changeNoticeMinutes' | 'cancelNoticeMinutes';
type Notices = Pick<BookingPolicy, ChangeNotice | 'noticeInDays' | 'lockWindowMinutes'>;

/**
 * The first start that a notice leaves, in epoch milliseconds. A notice in days counts civil days in Shanghai: from the
 * midnight of the day that many days ahead, whatever the hour is now.
 */
export const earliestStart = (
  now: number,
  { noticeMinutes, noticeInDays }: Pick<BookingPolicy, 'noticeMinutes' | 'noticeInDays'>,
): number => {
  const counted = noticeInDays && noticeMinutes > 0;
  return (counted ? millisOfCivilDate(civilDateAtMillis(now)) : now) + noticeMinutes * MINUTE_MS;
};

/**
 * Whether the user side is too late to change or cancel a reservation: its start is nearer than the notice of the policy
 * or than its lock window. Exactly the notice is early enough.
 */
export function isTooLate(
  policy: Notices,
  which: ChangeNotice,
  startsAt: DateTime,
  now: DateTime,
): boolean {
  const { noticeInDays } = policy;
  const notice = earliestStart(now.toMillis(), { noticeMinutes: policy[which] ?? 0, noticeInDays });
  const lock = now.toMillis() + (policy.lockWindowMinutes ?? 0) * MINUTE_MS;
  return startsAt.toMillis() < Math.max(notice, lock);
}

/** The notice in minutes: that of the policy, or its lock window where that is longer. */
export const noticeOf = (policy: Notices, which: ChangeNotice): number =>
  Math.max(policy[which] ?? 0, policy.lockWindowMinutes ?? 0);

/** A notice as a person says it: in days where the policy counts days. */
export function noticeSaid(
  { noticeInDays }: Pick<BookingPolicy, 'noticeInDays'>,
  minutes: number,
): Text {
  if (!noticeInDays || minutes % MINUTES_PER_DAY !== 0)
    return { zh: `${minutes} 分钟`, en: `${minutes} minutes` };
  const days = minutes / MINUTES_PER_DAY;
  return { zh: `${days} 天`, en: days === 1 ? '1 day' : `${days} days` };
}
