import { type Fen, fen, type FieldError, findRegion, type Text } from '@app/common';
import { categoryFinding } from './categories/category.rules';
import { type FundingClass, PUBLIC_FUNDING } from './funding-class';

/** ¥300,000.00 for one set, inclusive. Source: 嘉政办发〔2026〕4号, measure 十二: "30万元及以上". */
export const SHARING_THRESHOLD_FEN: Fen = fen(30_000_000);
/** Working days from acceptance to the report. Source: 国科发基〔2017〕289号, article 11. */
export const REPORT_WITHIN_WORKDAYS = 30;

/** Life of an instrument; only `listed` ones can be booked. */
export const INSTRUMENT_STATUSES = [
  'draft',
  'submitted',
  'listed',
  'returned',
  'suspended',
  'retired',
] as const;
export type InstrumentStatus = (typeof INSTRUMENT_STATUSES)[number];

/** What everybody signed in may read of. */
export const PUBLISHED: readonly InstrumentStatus[] = ['listed', 'suspended'];

export const isPublished = (status: InstrumentStatus): boolean => PUBLISHED.includes(status);

/** True when the instrument must be shared: public money in it and one set at or above the threshold. */
export const mustShare = (
  originalValueFen: Fen,
  fundingClasses: readonly FundingClass[],
): boolean =>
  originalValueFen >= SHARING_THRESHOLD_FEN &&
  fundingClasses.some((funding) => PUBLIC_FUNDING.includes(funding));

/** What can happen to an instrument after its creation. */
export type Transition = 'submit' | 'approve' | 'return' | 'suspend' | 'resume' | 'retire';

const TRANSITIONS: Record<Transition, { from: readonly InstrumentStatus[]; to: InstrumentStatus }> =
  {
    submit: { from: ['draft', 'returned'], to: 'submitted' },
    approve: { from: ['submitted'], to: 'listed' },
    return: { from: ['submitted'], to: 'returned' },
    suspend: { from: ['listed'], to: 'suspended' },
    resume: { from: ['suspended'], to: 'listed' },
    retire: { from: ['draft', 'submitted', 'returned', 'listed', 'suspended'], to: 'retired' },
  };

/** The status a transition leads to, or null when it is not allowed from here. */
export const nextStatus = (
  status: InstrumentStatus,
  transition: Transition,
): InstrumentStatus | null =>
  TRANSITIONS[transition].from.includes(status) ? TRANSITIONS[transition].to : null;

/** The transitions possible from a status, whoever may make them. */
export const transitionsFrom = (status: InstrumentStatus): Transition[] =>
  (Object.keys(TRANSITIONS) as Transition[]).filter((transition) => nextStatus(status, transition));

/** Only what nobody has approved yet may be edited. */
export const isEditable = (status: InstrumentStatus): boolean =>
  status === 'draft' || status === 'returned';

/**
 * True for a location we can place: a listed region, or a finer or foreign six-digit code outside Jiaxing, whose
 * counties we know completely. Codes of the delta must lie in a listed city.
 */
export function isLocation(code: string): boolean {
  if (findRegion(code)) return true;
  if (!/^[1-8]\d{5}$/.test(code) || code.startsWith('3304')) return false;
  const province = findRegion(`${code.slice(0, 2)}0000`);
  if (!province) return true;
  return province.level === 'municipality' || findRegion(`${code.slice(0, 4)}00`) !== undefined;
}

/** The part of a region code that all places inside it share: `330400` → `3304`, `330000` → `33`. */
export const regionPrefix = (code: string): string =>
  code.endsWith('0000') ? code.slice(0, 2) : code.endsWith('00') ? code.slice(0, 4) : code;

/** What of a description may be refused by a rule although each field is well-formed. */
export function descriptionFaults(description: {
  categoryCode: string;
  regionCode: string;
}): FieldError[] {
  const category = categoryFinding(description.categoryCode);
  return [
    ...(category?.refused
      ? [{ pointer: '/categoryCode', code: category.code, message: category.message }]
      : []),
    ...(isLocation(description.regionCode)
      ? []
      : [
          {
            pointer: '/regionCode',
            code: 'region-unknown',
            message: regionUnknown(description.regionCode),
          },
        ]),
  ];
}

/** Why a region code was not taken. */
export const regionUnknown = (code: string): Text => ({
  zh: `行政区划代码“${code}”无法识别，请填写安放地的 6 位代码，例如 330402（南湖区）`,
  en: `region "${code}" is not known; use the six-digit code of the location, e.g. 330402 (Nanhu District)`,
});

/** What a ledger may lack but the bureau and the regional platform want before they review. */
export function submissionFaults(description: {
  model: string;
  manufacturer: string;
  address: string;
}): FieldError[] {
  const names = { model: '规格型号', manufacturer: '生产制造商', address: '安放地址' };
  return (Object.keys(names) as (keyof typeof names)[])
    .filter((field) => description[field] === '')
    .map((field) => ({
      pointer: `/${field}`,
      code: 'required-to-submit',
      message: {
        zh: `提交审核前请填写${names[field]}`,
        en: `fill in ${field} before submitting`,
      },
    }));
}
