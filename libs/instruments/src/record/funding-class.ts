/** Where the money of an instrument came from; the first three make it subject to the duty to share. */
export const FUNDING_CLASSES = [
  'fiscal_central',
  'fiscal_local',
  'state_capital',
  'own',
  'social',
  'other',
] as const;
export type FundingClass = (typeof FUNDING_CLASSES)[number];

/** Fiscal funds (财政资金) and state capital (国有资本). Source: 嘉政办发〔2026〕4号, measure 十二. */
export const PUBLIC_FUNDING: readonly FundingClass[] = [
  'fiscal_central',
  'fiscal_local',
  'state_capital',
];
