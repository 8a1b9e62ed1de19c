import type { FieldError } from '@app/common';
import { fieldError } from '@app/http';
import type { FeeLine } from './terms';

/** Everything contradictory in the lines of a price list; empty when it can be published. */
export function feeFaults(lines: readonly FeeLine[]): FieldError[] {
  const keyOf = ({ kind, tier }: FeeLine): string => `${kind}/${tier ?? ''}`;
  const repeated = lines.flatMap((line, index) =>
    lines.findIndex((other) => keyOf(other) === keyOf(line)) === index
      ? []
      : [
          fieldError(`/lines/${index}`, 'repeated-line', undefined, {
            zh: '与前面一行的计费方式和档次相同，请只保留一行',
            en: 'repeats the kind and tier of an earlier line; keep one',
          }),
        ],
  );
  if (lines.some(({ kind }) => kind !== 'minimum')) return repeated;
  const onlyMinimum = fieldError('/lines', 'only-minimum', undefined, {
    zh: '只有最低收费，还须有按小时、按样品或按次的价格',
    en: 'has minimum charges only; add a price per hour, sample or use',
  });
  return [...repeated, onlyMinimum];
}
