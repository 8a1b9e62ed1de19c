import { fen, subtractFen } from '@app/common';
import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  CAP_BASES,
  findObstacle,
  SERVICE_NATURES,
  type SubsidyFacts,
  subsidyOf,
  USUALLY_EXCLUDED,
  type VoucherReason,
} from './voucher.rules';

interface Change {
  programme?: Partial<SubsidyFacts['programme']>;
  voucher?: Partial<SubsidyFacts['voucher']>;
  service?: Partial<SubsidyFacts['service']>;
  relations?: SubsidyFacts['relations'];
}

/** A service in Shanghai that the voucher pays half of, changed in what a case is about. */
const facts = (change: Change = {}): SubsidyFacts => ({
  programme: {
    ratio: 0.5,
    ceilingFen: fen(20_000_000),
    ceilingBasis: 'issued',
    orderCapFen: null,
    providerCapFen: null,
    fullCoverUpToFen: null,
    validFrom: '2026-01-01',
    outsideJiaxingOnly: true,
    purposes: ['testing', 'pilot_test'],
    excludedNatures: USUALLY_EXCLUDED,
    eligibleForms: ['enterprise', 'public_institution'],
    ...change.programme,
  },
  voucher: {
    availableFen: fen(1_000_000),
    issuedFen: fen(2_000_000),
    countedFen: fen(0),
    countedAtProviderFen: fen(0),
    expiresOn: '2026-12-31',
    expired: false,
    legalForm: 'enterprise',
    organisationVerified: true,
    ...change.voucher,
  },
  service: {
    userOrganisationId: 'user',
    providerOrganisationId: 'provider',
    instrumentRegionCode: '310000',
    purpose: 'testing',
    nature: null,
    endsAt: DateTime.fromISO('2026-06-01T12:00:00+08:00'),
    eligibleFen: fen(10_000),
    ...change.service,
  },
  relations: change.relations ?? [],
});

const endsAt = (iso: string): Change => ({ service: { endsAt: DateTime.fromISO(iso) } });
const spent = { availableFen: fen(0) };

describe('findObstacle', () => {
  it.each<[string, VoucherReason | null, Change]>([
    ['nothing stands in the way', null, {}],
    ['a public institution is eligible', null, { voucher: { legalForm: 'public_institution' } }],
    ['a legal form outside the list', 'not_eligible', { voucher: { legalForm: 'government' } }],
    [
      'an organisation that is not verified, or not any more',
      'not_eligible',
      { voucher: { organisationVerified: false } },
    ],
    ['the last day is over', 'voucher_expired', { voucher: { expired: true } }],
    [
      'a service that ends after the last day',
      'voucher_expired',
      endsAt('2027-01-01T00:00:00.001+08:00'),
    ],
    ['a service that ends with the last day', null, endsAt('2027-01-01T00:00:00+08:00')],
    [
      'the last day is that of Shanghai, not of UTC',
      'voucher_expired',
      endsAt('2026-12-31T17:00:00Z'),
    ],
    [
      'a service before the programme starts',
      'service_excluded',
      endsAt('2026-01-01T00:00:00+08:00'),
    ],
    ['a service on its first day', null, endsAt('2026-01-01T00:00:00.001+08:00')],
    [
      'an instrument in a county of Jiaxing',
      'inside_jiaxing',
      { service: { instrumentRegionCode: '330482' } },
    ],
    [
      'an instrument in its development zone',
      'inside_jiaxing',
      { service: { instrumentRegionCode: '330400-F1' } },
    ],
    ['an instrument elsewhere in Zhejiang', null, { service: { instrumentRegionCode: '330106' } }],
    [
      'inside Jiaxing, where the programme allows it',
      null,
      { programme: { outsideJiaxingOnly: false }, service: { instrumentRegionCode: '330402' } },
    ],
    ['a service for itself', 'related_party', { service: { providerOrganisationId: 'user' } }],
    ['a provider under one control', 'related_party', { relations: ['same_controller'] }],
    ['a purpose that is not covered', 'purpose_not_covered', { service: { purpose: 'other' } }],
    ['all used, more could be issued', 'budget_exhausted', { voucher: spent }],
    [
      'all used, the ceiling is reached',
      'ceiling_exceeded',
      { voucher: { ...spent, issuedFen: fen(20_000_000) } },
    ],
    [
      'the cap at the provider is used up',
      'ceiling_exceeded',
      {
        programme: { providerCapFen: fen(500) },
        voucher: { countedAtProviderFen: fen(500) },
      },
    ],
    [
      'the ceiling of what is used is reached',
      'ceiling_exceeded',
      {
        programme: { ceilingFen: fen(700), ceilingBasis: 'used' },
        voucher: { countedFen: fen(900) },
      },
    ],
    ['an unknown ceiling caps nothing', null, { programme: { ceilingFen: null } }],
  ])('%s: %s', (_, reason, change) => {
    expect(findObstacle(facts(change))).toBe(reason);
  });

  it.each([
    ...SERVICE_NATURES.map((nature) => [nature, [nature], 'service_excluded'] as const),
    ...SERVICE_NATURES.map((nature) => [nature, [], null] as const),
    ['research_testing', USUALLY_EXCLUDED, null] as const,
    [null, SERVICE_NATURES, null] as const,
  ])('a service that is %s where %j are excluded: %s', (nature, excludedNatures, reason) => {
    const asked = facts({ programme: { excludedNatures }, service: { nature } });
    expect(findObstacle(asked)).toBe(reason);
  });

  it('excludes each nature but testing for research unless told', () => {
    expect(USUALLY_EXCLUDED).toEqual([
      'statutory_inspection',
      'batch_testing',
      'calibration',
      'publicly_funded',
    ]);
  });

  it('tells the reasons in their order when several apply', () => {
    const everything: Change = {
      programme: { validFrom: '2028-01-01' },
      voucher: {
        ...spent,
        issuedFen: fen(20_000_000),
        organisationVerified: false,
        legalForm: 'government',
        expired: true,
      },
      service: { instrumentRegionCode: '330402', providerOrganisationId: 'user', purpose: 'other' },
    };
    const mended: Change[] = [
      { voucher: { organisationVerified: true } },
      { voucher: { legalForm: 'enterprise' } },
      { voucher: { expired: false } },
      { service: { instrumentRegionCode: '310000' } },
      { service: { providerOrganisationId: 'provider' } },
      { programme: { validFrom: '2026-01-01' } },
      { service: { purpose: 'testing' } },
      { voucher: { issuedFen: fen(0) } },
      { voucher: { availableFen: fen(1) } },
    ];
    const told = mended.map((mend) => {
      const reason = findObstacle(facts(everything));
      for (const part of ['programme', 'voucher', 'service'] as const) {
        Object.assign((everything[part] ??= {}), mend[part]);
      }
      return reason;
    });
    expect([...told, findObstacle(facts(everything))]).toEqual([
      'not_eligible',
      'not_eligible',
      'voucher_expired',
      'inside_jiaxing',
      'related_party',
      'service_excluded',
      'purpose_not_covered',
      'ceiling_exceeded',
      'budget_exhausted',
      null,
    ]);
  });
});

describe('subsidyOf', () => {
  it.each([
    [0.5, 10_000, 1_000_000, 5_000],
    [0.5, 1, 1_000_000, 1],
    [0.3333, 10_001, 1_000_000, 3_333],
    [0.3, 5, 1_000_000, 2],
    [1, 777, 1_000_000, 777],
    [0.5, 10_000, 4_999, 4_999],
    [0.5, 0, 1_000_000, 0],
  ])('pays %d of %d fen, at most the %d that are left: %d', (ratio, eligible, available, paid) => {
    const asked = facts({
      programme: { ratio },
      voucher: { availableFen: fen(available) },
      service: { eligibleFen: fen(eligible) },
    });
    expect(subsidyOf(asked)).toEqual({ voucherFen: paid, reason: null });
  });

  it('never pays more than the fee or the voucher, and is within half a fen of the share', () => {
    const amounts = fc.integer({ min: 0, max: 2 ** 40 });
    const ratios = fc.integer({ min: 1, max: 10_000 }).map((parts) => parts / 10_000);
    fc.assert(
      fc.property(
        ratios,
        amounts,
        fc.integer({ min: 1, max: 2 ** 40 }),
        (ratio, fee, available) => {
          const { voucherFen } = subsidyOf(
            facts({
              programme: { ratio },
              voucher: { availableFen: fen(available) },
              service: { eligibleFen: fen(fee) },
            }),
          );
          const bounded = voucherFen <= fee && voucherFen <= available && voucherFen >= 0;
          return (
            bounded && (voucherFen === available || Math.abs(voucherFen - ratio * fee) <= 0.501)
          );
        },
      ),
    );
  });

  it.each<[string, number, Partial<SubsidyFacts['programme']>, number]>([
    ['a fee at the bound of full cover', 1_000, { fullCoverUpToFen: fen(1_000) }, 1_000],
    ['a fen above it', 1_001, { fullCoverUpToFen: fen(1_000) }, 501],
    ['a fen', 1, { fullCoverUpToFen: fen(1) }, 1],
    ['more than one order may have', 10_000, { orderCapFen: fen(4_999) }, 4_999],
    [
      'a small fee that the order cap still bounds',
      900,
      { fullCoverUpToFen: fen(1_000), orderCapFen: fen(7) },
      7,
    ],
  ])('follows the caps for %s', (_, eligibleFen, programme, voucherFen) => {
    const asked = facts({ programme, service: { eligibleFen: fen(eligibleFen) } });
    expect(subsidyOf(asked)).toEqual({ voucherFen, reason: null });
  });

  it('makes parts that sum to the fee and stay within every cap, for any rules and any fee', () => {
    const amount = fc.oneof(
      ...[fc.constantFrom(0, 1, 2, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER)],
      ...[fc.maxSafeNat(), fc.nat({ max: 100 })],
    );
    const cap = fc.option(amount.map((fenOf) => fen(Math.max(1, fenOf))));
    const programme = fc.record({
      ratio: fc.integer({ min: 1, max: 10_000 }).map((parts) => parts / 10_000),
      ...{ ceilingFen: cap, orderCapFen: cap, providerCapFen: cap, fullCoverUpToFen: cap },
      ceilingBasis: fc.constantFrom(...CAP_BASES),
    });
    const voucher = fc.record({
      ...{ availableFen: amount.map(fen), issuedFen: amount.map(fen) },
      ...{ countedFen: amount.map(fen), countedAtProviderFen: amount.map(fen) },
    });
    fc.assert(
      fc.property(programme, voucher, amount, (rules, has, fee) => {
        const given = facts({
          programme: rules,
          voucher: has,
          service: { eligibleFen: fen(fee) },
        });
        const { voucherFen, reason } = subsidyOf(given);
        const within = (most: number | null, counted = 0) =>
          most === null || voucherFen === 0 || voucherFen + counted <= most;
        expect(voucherFen + subtractFen(fen(fee), voucherFen)).toBe(fee);
        expect(voucherFen).toBeGreaterThanOrEqual(0);
        expect(voucherFen).toBeLessThanOrEqual(Math.min(fee, has.availableFen));
        expect(within(rules.orderCapFen)).toBe(true);
        expect(within(rules.providerCapFen, has.countedAtProviderFen)).toBe(true);
        expect(rules.ceilingBasis === 'issued' || within(rules.ceilingFen, has.countedFen)).toBe(
          true,
        );
        expect(reason === null || voucherFen === 0).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('pays nothing when a rule forbids it', () => {
    expect(subsidyOf(facts({ service: { purpose: 'other' } }))).toEqual({
      voucherFen: 0,
      reason: 'purpose_not_covered',
    });
  });
});
