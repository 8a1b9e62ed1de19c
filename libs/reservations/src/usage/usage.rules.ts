import { type FieldError, type Interval, minutesOf } from '@app/common';
import { fieldError } from '@app/http';
import { MAX_USE_DAYS } from './usage.words';

/** What a person says of one use, before it is known whose unit it is. */
export interface DescribedUse extends Interval {
  machineMinutes: number | undefined;
}

/** Everything that is wrong with a use by itself; `now` is the database's, since nothing has been used in the future. */
export function useFaults(
  { startsAt, endsAt, machineMinutes }: DescribedUse,
  now: Interval['startsAt'],
): FieldError[] {
  const faults: FieldError[] = [];
  const minutes = minutesOf({ startsAt, endsAt });
  if (minutes <= 0)
    faults.push(
      fieldError('/endsAt', 'order', endsAt.toISO(), {
        zh: '结束时间须晚于开始时间',
        en: 'must be after the start',
      }),
    );
  if (minutes > MAX_USE_DAYS * 1440)
    faults.push(
      fieldError('/endsAt', 'too-long', endsAt.toISO(), {
        zh: `一条记录最长 ${MAX_USE_DAYS} 天，请分段填写`,
        en: `one record covers at most ${MAX_USE_DAYS} days; enter it in parts`,
      }),
    );
  if (endsAt > now)
    faults.push(
      fieldError('/endsAt', 'in-future', endsAt.toISO(), {
        zh: '尚未发生的使用不能登记，请在结束后填写',
        en: 'lies in the future; enter the use once it has ended',
      }),
    );
  if (machineMinutes !== undefined && minutes > 0 && machineMinutes > Math.ceil(minutes))
    faults.push(
      fieldError('/machineMinutes', 'beyond-period', machineMinutes, {
        zh: `机时 ${machineMinutes} 分钟超过了起止时间之间的 ${Math.ceil(minutes)} 分钟`,
        en: `${machineMinutes} minutes are more than the ${Math.ceil(minutes)} between start and end`,
      }),
    );
  return faults;
}
