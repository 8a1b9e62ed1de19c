import { civilDateOf, type Fen, isInJiaxing, minFen, shareHalfUp, ZERO_FEN } from '@app/common';
import type { DateTime } from 'luxon';

/** Who is paid: `reimburse` (通用) the user organisation, `deduct` (通兑) the provider. */
export const PAYMENT_MODES = ['reimburse', 'deduct'] as const;
export type PaymentMode = (typeof PAYMENT_MODES)[number];

/** What a service may be for, as far as vouchers care. Source: 嘉政发〔2025〕19号, part 一(二); "other" is ours. */
export const VOUCHER_PURPOSES = [
  'concept_validation',
  'pilot_test',
  'experimental_development',
  'testing',
  'maturation',
  'other',
] as const;
export type VoucherPurpose = (typeof VOUCHER_PURPOSES)[number];

/** Why a voucher pays nothing; a closed list, so that every screen and report can name each. */
export const VOUCHER_REASONS = [
  'inside_jiaxing',
  'ceiling_exceeded',
  'purpose_not_covered',
  'related_party',
  'budget_exhausted',
  'not_eligible',
  'service_excluded',
  'voucher_expired',
] as const;
export type VoucherReason = (typeof VOUCHER_REASONS)[number];

/** All that decides what a voucher pays for one service. */
export interface SubsidyFacts {
  programme: {
    /** The voucher's share of the fee, above 0 to 1. */
    ratio: number;
    /** The most one organisation may be issued in the programme. */
    ceilingFen: Fen;
    /** First civil day in Shanghai a covered service may end on. */
    validFrom: string;
    outsideJiaxingOnly: boolean;
    purposes: readonly string[];
    eligibleForms: readonly string[];
  };
  voucher: {
    availableFen: Fen;
    /** Everything issued to its organisation in the programme, this voucher included. */
    issuedFen: Fen;
    /** Last civil day in Shanghai, included, on which a covered service may end. */
    expiresOn: string;
    /** Whether that day is over by the database's clock. */
    expired: boolean;
    /** Legal form of the organisation it was issued to. */
    legalForm: string;
    /** Whether the office vouches for that organisation now. */
    organisationVerified: boolean;
  };
  service: {
    userOrganisationId: string;
    providerOrganisationId: string;
    /** Where the instrument stands, not where its holder is registered. */
    instrumentRegionCode: string;
    purpose: string;
    endsAt: DateTime;
    /** The fee after every reduction. */
    eligibleFen: Fen;
  };
}

/** What a voucher pays, and why nothing when a rule forbids it. */
export interface Subsidy {
  voucherFen: Fen;
  reason: VoucherReason | null;
}

/**
 * In the order they are told: first what the asker cannot change (who, when, where, from whom), then what another
 * purpose or more money would mend.
 */
const OBSTACLES: readonly (readonly [VoucherReason, (facts: SubsidyFacts) => boolean])[] = [
  [
    // What an organisation says of its legal form counts once the bureau has looked at it.
    'not_eligible',
    ({ programme, voucher }) =>
      !voucher.organisationVerified || !programme.eligibleForms.includes(voucher.legalForm),
  ],
  [
    'voucher_expired',
    ({ voucher, service }) => voucher.expired || lastDayOf(service.endsAt) > voucher.expiresOn,
  ],
  [
    'inside_jiaxing',
    ({ programme, service }) =>
      programme.outsideJiaxingOnly && isInJiaxing(service.instrumentRegionCode),
  ],
  ['related_party', ({ service }) => service.userOrganisationId === service.providerOrganisationId],
  ['service_excluded', ({ programme, service }) => lastDayOf(service.endsAt) < programme.validFrom],
  [
    'purpose_not_covered',
    ({ programme, service }) => !programme.purposes.includes(service.purpose),
  ],
  [
    'ceiling_exceeded',
    ({ programme, voucher }) => isSpent(voucher) && voucher.issuedFen >= programme.ceilingFen,
  ],
  ['budget_exhausted', ({ voucher }) => isSpent(voucher)],
];

const isSpent = (voucher: SubsidyFacts['voucher']): boolean => voucher.availableFen <= 0;

/** The civil day a service ends on; one that ends at midnight ends with the day before. */
const lastDayOf = (endsAt: DateTime): string => civilDateOf(endsAt.minus({ milliseconds: 1 }));

/** The first rule that keeps the voucher from paying, or null. */
export const findObstacle = (facts: SubsidyFacts): VoucherReason | null =>
  OBSTACLES.find(([, applies]) => applies(facts))?.[0] ?? null;

/** min(ratio × fee rounded half-up, what the voucher has left), or nothing with the reason. */
export function subsidyOf(facts: SubsidyFacts): Subsidy {
  const reason = findObstacle(facts);
  if (reason) return { voucherFen: ZERO_FEN, reason };
  const { programme, voucher, service } = facts;
  const share = shareHalfUp(service.eligibleFen, programme.ratio);
  return { voucherFen: minFen(share, voucher.availableFen), reason: null };
}
