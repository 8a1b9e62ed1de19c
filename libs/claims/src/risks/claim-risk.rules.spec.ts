import { fen } from '@app/common';
import fc from 'fast-check';
import {
  assessClaim,
  countTripped,
  type NeighbouringOrder,
  RISK_CODES,
  type RiskCode,
  type RiskFacts,
} from './claim-risk.rules';

const order = (days: number, feeFen: number): NeighbouringOrder => ({
  number: `JX${days}`,
  days,
  feeFen: fen(feeFen),
});

const together = (capFen: number | null, ...orders: NeighbouringOrder[]): Partial<RiskFacts> => ({
  splitting: { withinDays: 30, capFen: capFen === null ? null : fen(capFen), orders },
});

/** A claim that nothing is odd about, changed in what a case is about. */
const claim = (change: Partial<RiskFacts> = {}): RiskFacts => ({
  splitting: { withinDays: 30, capFen: fen(10_000), orders: [order(0, 6_000)] },
  fee: { chargedFen: fen(6_000), publishedFen: fen(6_000) },
  ordersOfReport: [],
  reusedInvoices: [],
  accountSharers: [],
  service: { filedAt: '2026-06-01T08:00:00.000+08:00', beganAt: '2026-06-01T08:00:00.000+08:00' },
  year: { month: 6, decemberFen: fen(0), totalFen: fen(3_000) },
  sameServices: [],
  ...change,
});

const verdicts = (facts: RiskFacts, passed: boolean | null): RiskCode[] =>
  assessClaim(facts)
    .filter((risk) => risk.passed === passed)
    .map(({ code }) => code);

describe('assessClaim', () => {
  it('shows every rule, and trips none for a claim that nothing is odd about', () => {
    expect(verdicts(claim(), true)).toEqual(RISK_CODES);
    for (const { sentence } of assessClaim(claim())) {
      expect(sentence.zh).not.toBe('');
      expect(sentence.en).not.toBe('');
    }
  });

  it.each<[RiskCode, string, Partial<RiskFacts>]>([
    ['order-splitting', 'JX-29、JX0', together(10_000, order(-29, 6_000), order(0, 6_000))],
    ['order-splitting', 'JX0、JX29', together(10_000, order(0, 6_000), order(29, 4_001))],
    [
      'above-published-fee',
      '¥60.01',
      { fee: { chargedFen: fen(6_001), publishedFen: fen(6_000) } },
    ],
    ['report-reused', 'JX9', { ordersOfReport: ['JX9'] }],
    ['invoice-number-reused', '00000001', { reusedInvoices: ['00000001'] }],
    ['payee-account-shared', '另一公司', { accountSharers: ['另一公司'] }],
    [
      'service-before-filing',
      '07:59:59.999',
      {
        service: {
          filedAt: '2026-06-01T08:00:00.000+08:00',
          beganAt: '2026-06-01T07:59:59.999+08:00',
        },
      },
    ],
    [
      'december-rush',
      '¥50.01',
      { year: { month: 12, decemberFen: fen(5_001), totalFen: fen(10_000) } },
    ],
    ['claimed-twice', 'JX9', { sameServices: ['JX9'] }],
  ])('trips %s alone and says %s', (code, said, change) => {
    expect(verdicts(claim(change), false)).toEqual([code]);
    const risks = assessClaim(claim(change));
    expect(countTripped(risks)).toBe(1);
    const sentence = risks.find((risk) => risk.code === code)?.sentence;
    expect(sentence?.zh).toContain(said);
  });

  it.each<[string, Partial<RiskFacts>]>([
    ['orders that reach the cap exactly', together(10_000, order(-1, 4_000), order(0, 6_000))],
    ['orders too far apart', together(10_000, order(-30, 6_000), order(0, 6_000))],
    [
      'orders on both sides, further apart than the days',
      together(10_000, order(-20, 4_500), order(0, 5_000), order(20, 4_500)),
    ],
    [
      'an order above the cap, which hides nothing',
      together(10_000, order(-1, 20_000), order(0, 6_000)),
    ],
    [
      'a claim that is itself above the cap',
      together(10_000, order(-1, 6_000), order(0, 20_000), order(1, 6_000)),
    ],
    [
      'half a year of voucher money in December',
      { year: { month: 12, decemberFen: fen(5_000), totalFen: fen(10_000) } },
    ],
    [
      'a service of another month, however much of December there is',
      { year: { month: 11, decemberFen: fen(9_000), totalFen: fen(10_000) } },
    ],
  ])('lets pass: %s', (_, change) => {
    expect(verdicts(claim(change), false)).toEqual([]);
  });

  it('says what cannot be judged, and counts it as no risk', () => {
    const facts = claim({
      ...together(null, order(-1, 90_000), order(0, 90_000)),
      fee: { chargedFen: fen(6_000), publishedFen: null },
      service: { filedAt: '2026-06-01T08:00:00.000+08:00', beganAt: null },
    });
    expect(verdicts(facts, null)).toEqual([
      'order-splitting',
      'above-published-fee',
      'service-before-filing',
    ]);
    expect(countTripped(assessClaim(facts))).toBe(0);
  });

  it('calls orders split exactly when some span of so many days around the claim costs more than the cap', () => {
    const neighbours = fc.array(
      fc.record({ days: fc.integer({ min: -40, max: 40 }), fee: fc.integer({ min: 1, max: 100 }) }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(neighbours, fc.integer({ min: 1, max: 100 }), (others, own) => {
        const orders = [{ days: 0, fee: own }, ...others];
        const spans = Array.from({ length: 30 }, (_, back) =>
          orders
            .filter(({ days }) => days >= -back && days < 30 - back)
            .reduce((sum, { fee }) => sum + fee, 0),
        );
        const facts = claim(together(100, ...orders.map(({ days, fee }) => order(days, fee))));
        expect(verdicts(facts, false).includes('order-splitting')).toBe(Math.max(...spans) > 100);
      }),
    );
  });
});
