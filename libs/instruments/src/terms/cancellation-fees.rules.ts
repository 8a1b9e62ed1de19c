import type { FieldError, Text } from '@app/common';
import { fieldError } from '@app/http';
import type { BookingPolicy, CancellationStep } from './terms';

/** What is wrong with the fees for cancelling, each at the field to change. */
export function cancellationFaults({
  cancellationFee,
  cancellationFees: steps,
}: Pick<BookingPolicy, 'cancellationFee' | 'cancellationFees'>): FieldError[] {
  if (cancellationFee !== null && steps.length > 0) {
    const must = {
      zh: '已填写 cancellationFee，请只保留其一',
      en: 'goes with no cancellationFee; keep one of the two',
    };
    return [fieldError('/cancellationFees', 'named-twice', undefined, must)];
  }
  return steps.flatMap((step, index) => stepFaults(steps, step, index));
}

function stepFaults(
  steps: readonly CancellationStep[],
  step: CancellationStep,
  index: number,
): FieldError[] {
  const fault = (field: string, code: string, value: unknown, must: Text): FieldError =>
    fieldError(`/cancellationFees/${index}${field}`, code, value, must);
  if ((step.amountFen == null) === (step.percent == null)) {
    return [
      fault('', 'amount-or-percent', undefined, {
        zh: '须填写 amountFen 或 percent 其中之一',
        en: 'needs either amountFen or percent',
      }),
    ];
  }
  if (steps.findIndex(({ withinMinutes }) => withinMinutes === step.withinMinutes) !== index) {
    return [
      fault('/withinMinutes', 'repeated-step', step.withinMinutes, {
        zh: '与前面的档位相同，请合并',
        en: 'repeats an earlier step; merge them',
      }),
    ];
  }
  const earlier = steps.find(
    (other) => other.withinMinutes > step.withinMinutes && isDearer(other, step),
  );
  if (!earlier) return [];
  return [
    fault('', 'cheaper-when-later', undefined, {
      zh: `低于提前 ${earlier.withinMinutes} 分钟的档位，越晚取消不应越便宜`,
      en: `costs less than the step of ${earlier.withinMinutes} minutes; cancelling later cannot be cheaper`,
    }),
  ];
}

/** As far as it can be said without the price: an amount and a share cannot be compared. */
const isDearer = (one: CancellationStep, other: CancellationStep): boolean =>
  one.percent == null
    ? other.amountFen != null && (one.amountFen ?? 0) > other.amountFen
    : other.percent != null && one.percent > other.percent;
