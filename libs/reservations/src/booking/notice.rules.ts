import type { BookingPolicy } from '@app/instruments';

/**
 * How long before its start the user side may still change or cancel a reservation, in minutes: the notice of the
 * policy, or its lock window where that is longer.
 */
export const noticeOf = (
  policy: BookingPolicy,
  which: 'changeNoticeMinutes' | 'cancelNoticeMinutes',
): number => Math.max(policy[which] ?? 0, policy.lockWindowMinutes ?? 0);
