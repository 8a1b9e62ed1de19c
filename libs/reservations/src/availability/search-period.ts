import { FieldsRefused, type Interval } from '@app/common';
import { fieldError } from '@app/http';
import { periodOf } from '@app/orders';

/** The period that a question is about. @throws FieldsRefused for one that is longer than it may be (422) */
export function searchPeriod(
  { from, to }: { from: string; to: string },
  maxDays: number,
): Interval {
  const period = periodOf(from, to, '/to');
  if (period.endsAt.diff(period.startsAt, 'days').days <= maxDays) return period;
  throw new FieldsRefused([
    fieldError('/to', 'period-too-long', to, {
      zh: `距 from 不能超过 ${maxDays} 天，请缩短范围`,
      en: `must be at most ${maxDays} days after from; ask for a shorter period`,
    }),
  ]);
}
