import type { FieldError, Text } from '@app/common';
import { fieldError } from '@app/http';
import { windowFaults } from './opening-hours.rules';
import { FEE_TIERS, type FeeKind, type FeeLine, type FeeTier, type OffPeakWindow } from './terms';

/** The price of a kind for a tier: its own line, or else the one for everybody. */
export const feeFor = (
  lines: readonly FeeLine[],
  kind: FeeKind,
  tier: FeeTier,
): FeeLine | undefined =>
  lines.find((line) => line.kind === kind && line.tier === tier) ??
  lines.find((line) => line.kind === kind && !line.tier);

/** Everything contradictory in the lines of a price list, each at its line; empty when it can be published. */
export function feeFaults(lines: readonly FeeLine[]): FieldError[] {
  return [
    ...repetitions(lines),
    ...lines.flatMap((line, index) => offPeakFaults(line, `/lines/${index}`)),
    ...unpricedTiers(lines),
  ];
}

function repetitions(lines: readonly FeeLine[]): FieldError[] {
  const keyOf = ({ kind, tier }: FeeLine): string => `${kind}/${tier ?? ''}`;
  return lines.flatMap((line, index) => {
    if (lines.findIndex((other) => keyOf(other) === keyOf(line)) === index) return [];
    const must = {
      zh: '与前面一行的计费方式和档次相同，请只保留一行',
      en: 'repeats the kind and tier of an earlier line; keep one',
    };
    return [fieldError(`/lines/${index}`, 'repeated-line', keyOf(line), must)];
  });
}

/** Without a price of use of its own or for everybody a tier would use the instrument for nothing. */
function unpricedTiers(lines: readonly FeeLine[]): FieldError[] {
  const uses = ['per_hour', 'per_sample', 'per_use'] as const;
  const hasNone = (tier: FeeTier): boolean => uses.every((kind) => !feeFor(lines, kind, tier));
  const unpriced = FEE_TIERS.filter(hasNone);
  if (unpriced.length === FEE_TIERS.length) {
    const must = {
      zh: '只有最低收费或操作费，还须有按小时、按样品或按次的价格',
      en: 'has minimum charges and surcharges only; add a price per hour, sample or use',
    };
    return [fieldError('/lines', 'only-minimum', undefined, must)];
  }
  return unpriced.map((tier) =>
    fieldError('/lines', 'tier-without-price', tier, {
      zh: '该档用户没有任何使用价格，请补一行该档或不分档的价格',
      en: 'has no price of use; add a line of this tier or one for everybody',
    }),
  );
}

function offPeakFaults({ kind, amountFen, offPeak }: FeeLine, pointer: string): FieldError[] {
  if (!offPeak || offPeak.length === 0) return [];
  if (kind !== 'per_hour') {
    const must = {
      zh: '只有按小时（per_hour）的价格可以设低谷时段，请删除',
      en: 'is for prices per hour only; take it away',
    };
    return [fieldError(`${pointer}/offPeak`, 'off-peak-not-per-hour', kind, must)];
  }
  return offPeak.flatMap((window, index) => {
    const at = `${pointer}/offPeak/${index}`;
    return [
      ...windowFaults(window, at),
      ...priceFaults(window, amountFen, at),
      ...clashes(window, offPeak.slice(0, index), at),
    ];
  });
}

function priceFaults(
  { percent, amountFen }: OffPeakWindow,
  usualFen: number,
  at: string,
): FieldError[] {
  if (typeof percent === 'number' && typeof amountFen !== 'number') return [];
  if (typeof percent === 'number' || typeof amountFen !== 'number') {
    return [
      fieldError(at, 'percent-or-amount', undefined, {
        zh: '须二选一：percent（百分比）或 amountFen（每小时金额）',
        en: 'must have either percent or amountFen',
      }),
    ];
  }
  if (amountFen <= usualFen) return [];
  return [
    fieldError(`${at}/amountFen`, 'above-usual', amountFen, {
      zh: `低谷价高于平时的 ${usualFen} 分；请把较高的价格写为平时价`,
      en: `is above the usual ${usualFen} fen; make the higher price the usual one`,
    }),
  ];
}

function clashes(
  { weekday, from, to }: OffPeakWindow,
  before: readonly OffPeakWindow[],
  at: string,
): FieldError[] {
  const other = before.find((one) => one.weekday === weekday && one.from < to && from < one.to);
  if (!other) return [];
  const must: Text = {
    zh: `与同一天的 ${other.from}–${other.to} 重叠，请错开`,
    en: `overlaps ${other.from}–${other.to} of the same day; move one of them`,
  };
  return [fieldError(at, 'overlapping-off-peak', `${from}–${to}`, must)];
}

/** A later list may not change what past days cost; the first one may say since when its prices have held. */
export function backdatingFaults(
  validFrom: string,
  { today, isFirst }: { today: string; isFirst: boolean },
): FieldError[] {
  if (isFirst || validFrom >= today) return [];
  return [
    fieldError('/validFrom', 'backdated', validFrom, {
      zh: `早于今天 ${today}；已有收费标准，新标准只能从今天或以后起执行`,
      en: `is before today, ${today}; there are prices already, so new ones can hold from today on at the earliest`,
    }),
  ];
}
