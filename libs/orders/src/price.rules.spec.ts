import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { fen, type Interval } from '@app/common';
import type { FeeLine, OffPeakWindow } from '@app/instruments';
import { captureOf, type MeasuredService, priceOf } from './price.rules';

/** A Monday. */
const MONDAY = DateTime.fromISO('2026-11-23T00:00:00+08:00', { zone: 'utc' });
const during = (from: number, to: number): Interval => ({
  startsAt: MONDAY.plus({ minutes: from }),
  endsAt: MONDAY.plus({ minutes: to }),
});
const service = (changes: Partial<MeasuredService> = {}): MeasuredService => ({
  ...{ period: during(600, 660), samples: 0, tier: 'outside', withOperator: false },
  ...changes,
});

const hour: FeeLine = { kind: 'per_hour', amountFen: fen(60_000) };
const sample: FeeLine = { kind: 'per_sample', amountFen: fen(5_000) };
const use: FeeLine = { kind: 'per_use', amountFen: fen(10_000) };
const minimum: FeeLine = { kind: 'minimum', amountFen: fen(50_000) };
const operator: FeeLine = { kind: 'operator_per_hour', amountFen: fen(8_000) };
const internal: FeeLine = { ...hour, amountFen: fen(30_000), tier: 'internal' };
const night: OffPeakWindow = { weekday: 1, from: '20:00', to: '24:00', percent: 50 };
const early: OffPeakWindow = { weekday: 2, from: '00:00', to: '08:00', amountFen: fen(20_000) };

describe('priceOf', () => {
  it.each<[string, FeeLine[], number, number, number]>([
    ['nothing without lines', [], 120, 3, 0],
    ['hours by the minute', [hour], 90, 0, 90_000],
    ['half a fen up', [{ ...hour, amountFen: fen(90) }], 1, 0, 2],
    ['samples by count', [sample], 120, 3, 15_000],
    ['a use once', [use], 480, 7, 10_000],
    ['all lines together', [hour, sample, use], 120, 3, 145_000],
    ['no line of another tier', [hour, internal], 60, 0, 60_000],
    ['no operator unasked', [hour, operator], 60, 0, 60_000],
    ['the minimum when the rest is less', [sample, minimum], 60, 1, 50_000],
    [
      'the rest when it is exactly the minimum',
      [use, { ...minimum, amountFen: use.amountFen }],
      60,
      0,
      10_000,
    ],
    ['the rest when it is more than the minimum', [hour, minimum], 60, 0, 60_000],
    ['no minimum of another tier', [sample, { ...minimum, tier: 'jiaxing' }], 60, 1, 5_000],
  ])('charges %s', (_what, lines, minutes, samples, expected) => {
    const period = during(600, 600 + minutes);
    expect(priceOf(lines, service({ period, samples })).listFen).toBe(expected);
  });

  it('charges a tier its own price, and an operator on top', () => {
    const fees = [hour, internal, operator];
    const { listFen, lines } = priceOf(fees, service({ tier: 'internal', withOperator: true }));
    expect(listFen).toBe(38_000);
    expect(lines.map(({ kind, tier }) => [kind, tier])).toEqual([
      ['per_hour', 'internal'],
      ['operator_per_hour', undefined],
    ]);
  });

  it('charges off-peak hours their price, across midnight, and says which', () => {
    const fees = [{ ...hour, offPeak: [night, early] }];
    const { listFen, lines } = priceOf(fees, service({ period: during(1_170, 1_500) }));
    expect(lines.map(({ quantity, unitFen, amountFen }) => [quantity, unitFen, amountFen])).toEqual(
      [
        [30, 60_000, 30_000],
        [240, 30_000, 120_000],
        [60, 20_000, 20_000],
      ],
    );
    expect(listFen).toBe(170_000);
    expect(lines[1]?.text).toEqual({
      zh: '机时费 4 小时 × ¥300.00/小时（低谷时段 周一 20:00–24:00）',
      en: 'Instrument time 4 h × ¥300.00/hour (off-peak Mon 20:00–24:00)',
    });
  });

  it('says in both languages what every line is for', () => {
    const fees = [{ ...hour, tier: 'jiaxing' as const }, sample, use, minimum];
    const asked = service({ period: during(600, 690), samples: 3, tier: 'jiaxing' });
    expect(priceOf(fees, asked).lines.map(({ text }) => text.zh)).toEqual([
      '机时费 1 小时 30 分钟 × ¥600.00/小时（嘉兴用户价）',
      '样品费 3 个 × ¥50.00/个',
      '开机费 1 次 × ¥100.00/次',
    ]);
    expect(priceOf([sample, minimum], service({ samples: 1 })).lines[1]?.text).toEqual({
      zh: '最低收费 ¥500.00，补足 ¥450.00',
      en: 'Minimum charge ¥500.00, ¥450.00 added',
    });
  });
});

const price = fc.integer({ min: 0, max: 1_000_000 }).map(fen);
const time = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
/** Windows of one day after the other, so that none overlaps another. */
const windows = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 719 }), price), {
    maxLength: 7,
  })
  .map((all) =>
    [...new Map(all.map((one) => [one[0], one])).values()].map(
      ([weekday, from, amountFen]): OffPeakWindow => ({
        ...{ weekday, from: time(from), to: time(from + 720), amountFen },
      }),
    ),
  );
const minutes = fc.integer({ min: 0, max: 20_000 });

describe('a period and its parts', () => {
  it('take the same minutes of every price, and cost the same but for half a fen a line', () => {
    fc.assert(
      fc.property(price, windows, minutes, minutes, minutes, (amountFen, offPeak, ...cuts) => {
        const [from, middle, to] = cuts.sort((left, right) => left - right);
        const of = (period: Interval) =>
          priceOf([{ ...hour, amountFen, offPeak }], service({ period }));
        const [whole, parts] = [
          of(during(from, to)),
          [of(during(from, middle)), of(during(middle, to))],
        ];
        const lines = parts.flatMap((part) => part.lines);
        const sum = parts.reduce((all, { listFen }) => all + listFen, 0);
        for (const { unitFen, windows: at } of whole.lines) {
          const same = (one: (typeof lines)[number]) =>
            one.unitFen === unitFen && (one.windows === undefined) === (at === undefined);
          const total = (some: typeof lines) =>
            some.filter(same).reduce((all, { quantity }) => all + quantity, 0);
          expect(total(lines)).toBe(total(whole.lines));
        }
        const rounding = (lines.length + whole.lines.length) / 2;
        expect(Math.abs(sum - whole.listFen)).toBeLessThanOrEqual(rounding);
      }),
      { numRuns: 500 },
    );
  });

  it('cost what their lines add up to, to the fen', () => {
    fc.assert(
      fc.property(
        fc.record({
          lines: fc.tuple(price, price, price, price, price),
          offPeak: windows,
          samples: fc.integer({ min: 0, max: 50 }),
          from: minutes,
          length: fc.integer({ min: 1, max: 5_000 }),
          withOperator: fc.boolean(),
        }),
        ({ lines: [a, b, c, d, e], offPeak, samples, from, length, withOperator }) => {
          const fees: FeeLine[] = [
            { ...hour, amountFen: a, offPeak },
            { ...sample, amountFen: b },
            { ...use, amountFen: c },
            { ...minimum, amountFen: d },
            { ...operator, amountFen: e },
          ];
          const asked = service({ period: during(from, from + length), samples, withOperator });
          const { listFen, lines } = priceOf(fees, asked);
          expect(lines.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(listFen);
          expect(listFen).toBeGreaterThanOrEqual(d);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('captureOf', () => {
  it.each([
    ['nothing when nothing was held', 0, 120_000, 100_000, 0],
    ['what was held when the fee is the quoted one', 60_000, 120_000, 120_000, 60_000],
    ['not more when the fee is higher', 60_000, 120_000, 150_000, 60_000],
    ['in proportion when it is lower', 60_000, 120_000, 100_000, 50_000],
    ['half a fen up', 1, 2, 1, 1],
    ['nothing when the service was free', 60_000, 120_000, 0, 0],
  ])('takes %s', (_what, held, list, actual, expected) => {
    expect(captureOf(fen(held), fen(list), fen(actual))).toBe(expected);
  });
});
