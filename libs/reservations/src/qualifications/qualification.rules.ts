import { civilDateOf, type Interval } from '@app/common';
import type { BookableInstrument } from '@app/instruments';
import { type BookingReason, reason } from '../booking/booking-reason';

/** What somebody was granted for an instrument and nobody revoked. */
export interface LiveQualification {
  /** Last civil day of service that it is good for; null is without an end. */
  validUntil: string | null;
}

/** What stands against a person's service that ends on a civil day, where the policy wants training; empty when nothing. */
export function trainingReasons(
  { policy, holderNameZh }: Pick<BookableInstrument, 'policy' | 'holderNameZh'>,
  qualification: LiveQualification | null,
  lastDay: string,
): BookingReason[] {
  if (!policy.trainingRequired) return [];
  if (!qualification) {
    return [
      reason(
        'training-required',
        `须先取得该仪器的上机资格，请联系${holderNameZh}参加培训，由实验室授予资格后再预约`,
        `needs a qualification for this instrument: ask ${holderNameZh} for training; once the laboratory has granted it, book again`,
        { holderNameZh },
      ),
    ];
  }
  const { validUntil } = qualification;
  if (validUntil === null || lastDay <= validUntil) return [];
  return [
    reason(
      'qualification-expired',
      `上机资格有效期至 ${validUntil}，请选择该日及以前的时间，或联系${holderNameZh}延期`,
      `your qualification is valid until ${validUntil}; choose a time up to that day, or ask ${holderNameZh} to renew it`,
      { validUntil, holderNameZh },
    ),
  ];
}

/** The last civil day of a period; one that ends at midnight belongs to the day before. */
export const lastServiceDay = ({ endsAt }: Interval): string =>
  civilDateOf(endsAt.minus({ milliseconds: 1 }));
