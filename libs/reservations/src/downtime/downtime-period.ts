import { FieldsRefused, instantOf, type Interval, isoInZone } from '@app/common';
import { fieldError } from '@app/http';
import { periodOf } from '@app/orders';
import type { CreateDowntimeRequest } from './downtime.dto';

/** An end nobody knows is taken to be this far away until it is ended or prolonged. */
export const UNKNOWN_END_DAYS = 7;
/** A downtime longer than this is a suspension. */
const MAX_DAYS = 366;

/** The period that a downtime takes, to its expected end where nobody knows the real one. @throws FieldsRefused (422) */
export function downtimePeriod({
  startsAt,
  endsAt,
  expectedReturnAt,
}: Pick<CreateDowntimeRequest, 'startsAt' | 'endsAt' | 'expectedReturnAt'>): Interval {
  const guess = isoInZone(instantOf(startsAt).plus({ days: UNKNOWN_END_DAYS }));
  const end = endsAt ?? expectedReturnAt ?? guess;
  const period = { startsAt: instantOf(startsAt), endsAt: instantOf(end) };
  if (
    period.endsAt.diff(period.startsAt, 'days').days <= MAX_DAYS &&
    period.endsAt > period.startsAt
  )
    return period;
  if (period.endsAt <= period.startsAt) return periodOf(startsAt, end);
  throw new FieldsRefused([
    fieldError('/endsAt', 'period-too-long', end, {
      zh: `距开始时间不能超过 ${MAX_DAYS} 天，更长请暂停开放该仪器`,
      en: `must be at most ${MAX_DAYS} days after the start; suspend the instrument instead`,
    }),
  ]);
}
