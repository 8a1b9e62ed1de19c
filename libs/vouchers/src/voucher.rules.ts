import {
  civilDateOf,
  fen,
  type Fen,
  isInJiaxing,
  minFen,
  shareHalfUp,
  subtractFen,
  ZERO_FEN,
} from '@app/common';
import type { DateTime } from 'luxon';
import type { PartyRelation } from './quota/related-parties.rules';

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

/**
 * What is ordered (服务性质), as far as programmes exclude some of it: testing for research (研发测试), statutory inspection
 * (法定检验), testing of batches (批量检测), calibration (检定校准), and what another public budget pays already (财政已资助).
 */
export const SERVICE_NATURES = [
  'research_testing',
  'statutory_inspection',
  'batch_testing',
  'calibration',
  'publicly_funded',
] as const;
export type ServiceNature = (typeof SERVICE_NATURES)[number];

/** What a programme excludes unless its rules tell otherwise: all but testing for research. */
export const USUALLY_EXCLUDED: readonly ServiceNature[] = SERVICE_NATURES.filter(
  (nature) => nature !== 'research_testing',
);

/** What counts towards a cap: what was issued, what is set aside or used, or what was paid. */
export const CAP_BASES = ['issued', 'used', 'paid'] as const;
export type CapBasis = (typeof CAP_BASES)[number];

/** Papers that a claim may have to show (佐证材料). */
export const EVIDENCE = [
  ...(['contract', 'order', 'invoice', 'payment_proof', 'service_report'] as const),
  ...(['result_sheet', 'confirmation'] as const),
] as const;
export type Evidence = (typeof EVIDENCE)[number];

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
    /** The most of one organisation of its legal form in the programme; null is 未定 and caps nothing more. */
    ceilingFen: Fen | null;
    /** What counts towards the ceiling; issuing has seen to what is `issued`. */
    ceilingBasis: CapBasis;
    /** The most of one order; null for no cap. */
    orderCapFen: Fen | null;
    /** The most of one organisation at one provider; null for no cap. */
    providerCapFen: Fen | null;
    /** Fees up to this, included, are covered in full; null for none. */
    fullCoverUpToFen: Fen | null;
    /** First civil day in Shanghai a covered service may end on. */
    validFrom: string;
    outsideJiaxingOnly: boolean;
    purposes: readonly string[];
    /** Natures of service that it never covers. */
    excludedNatures: readonly string[];
    eligibleForms: readonly string[];
  };
  voucher: {
    availableFen: Fen;
    /** Everything issued to its organisation in the programme, this voucher included. */
    issuedFen: Fen;
    /** What counts towards the ceiling by its basis, where that is not what was issued. */
    countedFen: Fen;
    /** What counts towards the cap at this provider by its basis. */
    countedAtProviderFen: Fen;
    /** Last civil day in Shanghai, included, on which a covered service may end. */
    expiresOn: string;
    /** Whether that day is over by the database's clock, or the issuer took the voucher back before. */
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
    /** As the user organisation declared it; null when it did not. */
    nature: string | null;
    endsAt: DateTime;
    /** The fee after every reduction. */
    eligibleFen: Fen;
  };
  /** How user organisation and provider belong together; none when they are strangers. */
  relations: readonly PartyRelation[];
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
  [
    'related_party',
    ({ service, relations }) =>
      service.userOrganisationId === service.providerOrganisationId || relations.length > 0,
  ],
  [
    'service_excluded',
    ({ programme, service }) =>
      lastDayOf(service.endsAt) < programme.validFrom ||
      (service.nature !== null && programme.excludedNatures.includes(service.nature)),
  ],
  [
    'purpose_not_covered',
    ({ programme, service }) => !programme.purposes.includes(service.purpose),
  ],
  [
    'ceiling_exceeded',
    ({ programme, voucher }) =>
      leftUnderCaps({ programme, voucher }).some((left) => left === ZERO_FEN) ||
      (isSpent(voucher) &&
        programme.ceilingFen !== null &&
        programme.ceilingBasis === 'issued' &&
        voucher.issuedFen >= programme.ceilingFen),
  ],
  ['budget_exhausted', ({ voucher }) => isSpent(voucher)],
];

const isSpent = (voucher: SubsidyFacts['voucher']): boolean => voucher.availableFen <= 0;

/** What the caps that count over several orders still leave. */
function leftUnderCaps({ programme, voucher }: Pick<SubsidyFacts, 'programme' | 'voucher'>): Fen[] {
  const caps: [Fen | null, Fen][] = [
    [programme.providerCapFen, voucher.countedAtProviderFen],
    [programme.ceilingBasis === 'issued' ? null : programme.ceilingFen, voucher.countedFen],
  ];
  return caps.flatMap(([cap, counted]) =>
    cap === null ? [] : [fen(Math.max(0, subtractFen(cap, counted)))],
  );
}

/** The civil day a service ends on; one that ends at midnight ends with the day before. */
const lastDayOf = (endsAt: DateTime): string => civilDateOf(endsAt.minus({ milliseconds: 1 }));

/** The first rule that keeps the voucher from paying, or null. */
export const findObstacle = (facts: SubsidyFacts): VoucherReason | null =>
  OBSTACLES.find(([, applies]) => applies(facts))?.[0] ?? null;

/** min(ratio × fee rounded half-up, or a small fee in full; what the voucher and the caps leave), or nothing with the reason. */
export function subsidyOf(facts: SubsidyFacts): Subsidy {
  const reason = findObstacle(facts);
  if (reason) return { voucherFen: ZERO_FEN, reason };
  const { programme, voucher, service } = facts;
  const { fullCoverUpToFen, orderCapFen } = programme;
  const inFull = fullCoverUpToFen !== null && service.eligibleFen <= fullCoverUpToFen;
  const share = inFull ? service.eligibleFen : shareHalfUp(service.eligibleFen, programme.ratio);
  const limits = [
    voucher.availableFen,
    ...(orderCapFen === null ? [] : [orderCapFen]),
    ...leftUnderCaps(facts),
  ];
  return { voucherFen: minFen(share, ...limits), reason: null };
}
