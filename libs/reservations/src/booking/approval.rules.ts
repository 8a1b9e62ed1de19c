import type { DateTime } from 'luxon';
import type { BookingPolicy } from '@app/instruments';

/** What an approval is asked about: the price by the list, before a voucher, and the length. */
export interface Extent {
  listFen: number;
  minutes: number;
}

/** Whether a booking costs or lasts more than goes without the lab's approval; the very limit still does. */
export const isAboveLimits = (
  { approvalAboveFen, approvalAboveMinutes }: BookingPolicy,
  { listFen, minutes }: Extent,
): boolean =>
  (approvalAboveFen !== null && listFen > approvalAboveFen) ||
  (approvalAboveMinutes !== null && minutes > approvalAboveMinutes);

/** Until when the lab promises to answer what it is asked now; null where it promises nothing. */
export const respondBy = (
  { responseMinutes }: Pick<BookingPolicy, 'responseMinutes'>,
  now: DateTime,
): DateTime | null => (responseMinutes === null ? null : now.plus({ minutes: responseMinutes }));
