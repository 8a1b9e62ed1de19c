import type { Text } from '@app/common';

/** What a holder owes by a date: the report, the sensor, complete services and prices, and an office the review. */
export const DEADLINES = ['report', 'sensor', 'terms', 'review'] as const;
export type Deadline = (typeof DEADLINES)[number];

/** Whose number an instrument bears elsewhere: 资产云, 省大仪平台, NRII, and the regional platform of the delta. */
export const EXTERNAL_SCHEMES = ['asset_cloud', 'zj_platform', 'nrii', 'regional'] as const;
export type ExternalScheme = (typeof EXTERNAL_SCHEMES)[number];

/** What a scheme is called. */
export const SCHEME_NAMES: Record<ExternalScheme, Text> = {
  asset_cloud: { zh: '资产云', en: 'the asset cloud' },
  zj_platform: { zh: '省大仪平台', en: 'the provincial platform' },
  nrii: { zh: '国家网络管理平台（NRII）', en: 'NRII' },
  regional: { zh: '长三角科技资源共享服务平台', en: 'the regional platform' },
};

/** Life of an exemption; a granted one ends by its date. */
export const EXEMPTION_STATES = ['requested', 'granted', 'refused', 'withdrawn'] as const;
export type ExemptionState = (typeof EXEMPTION_STATES)[number];

/**
 * Sets of instruments that are counted, each with its list: what is in service; what has to be shared; of that what is
 * exempt and what is counted on; of that what the regional platform shows, what it does not, and what is listed with
 * us; and what is shared by choice.
 */
export const FIGURES = [
  'registered',
  'obliged',
  'exempt',
  'counted',
  'included',
  'not_included',
  'listed',
  'voluntary',
  'voluntary_included',
] as const;
export type Figure = (typeof FIGURES)[number];

/** How a report counts as made: the regional platform accepted or shows it, or it was listed with us to be handed on. */
export const REPORTED_AS = ['accepted', 'handed_in'] as const;
export type ReportedAs = (typeof REPORTED_AS)[number];
