import type { InstrumentDraft } from '../record/instrument-draft';

/**
 * What the offices have looked at: what the instrument is, what it cost and who paid, where it stands, and what it is
 * for. A change of these waits for a review once the instrument is listed; all others apply at once.
 */
export const REVIEWED_FIELDS = [
  ...(['nameZh', 'nameEn', 'assetNumber', 'serialNumber', 'categoryCode', 'model'] as const),
  ...(['manufacturer', 'countryOfOrigin', 'originalValueFen', 'fundingClasses'] as const),
  ...(['acceptedOn', 'bookedOn', 'acquisition', 'instrumentType', 'uses'] as const),
  ...(['regionCode', 'address', 'wholeId', 'customsSupervised', 'customsDeclaration'] as const),
] as const satisfies readonly (keyof InstrumentDraft)[];

export type ReviewedField = (typeof REVIEWED_FIELDS)[number];

export const isReviewed = (field: string): field is ReviewedField =>
  (REVIEWED_FIELDS as readonly string[]).includes(field);
