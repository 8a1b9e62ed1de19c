import { FieldsRefused, instantOf, type Interval } from '@app/common';
import { fieldError } from '@app/http';

/** Longest period one service may take; longer ones are several services. */
const MAX_DAYS = 92;

/** The half-open period of two ISO instants; `endPointer` names the field of the second one. @throws FieldsRefused when it is reversed, empty or endless (422) */
export function periodOf(startsAt: string, endsAt: string, endPointer = '/endsAt'): Interval {
  const period = { startsAt: instantOf(startsAt), endsAt: instantOf(endsAt) };
  if (period.endsAt <= period.startsAt) {
    throw new FieldsRefused([
      fieldError(endPointer, 'period-reversed', endsAt, {
        zh: `须晚于开始时间 ${startsAt}`,
        en: `must be later than the start ${startsAt}`,
      }),
    ]);
  }
  if (period.endsAt.diff(period.startsAt, 'days').days > MAX_DAYS) {
    throw new FieldsRefused([
      fieldError(endPointer, 'period-too-long', endsAt, {
        zh: `距开始时间不能超过 ${MAX_DAYS} 天，请分次预约`,
        en: `must be at most ${MAX_DAYS} days after the start; book several periods`,
      }),
    ]);
  }
  return period;
}
