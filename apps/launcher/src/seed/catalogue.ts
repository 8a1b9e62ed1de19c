import type { FeeLine, FundingClass, InstrumentStatus } from '@app/instruments';
import type { OrganisationKey } from './cast';
import type { RhythmKey } from './terms';

/** Prices in yuan by the kind of the line. */
export type Prices = Partial<Record<FeeLine['kind'], number>>;

interface Extras {
  /** Equal places; one unless told. */
  units?: number;
  /** `listed` unless told. */
  status?: InstrumentStatus;
}

/** One instrument of the demonstration. */
export type CatalogueEntry = readonly [
  nameZh: string,
  nameEn: string,
  categoryCode: string,
  model: string,
  manufacturer: string,
  country: string,
  /** In fen. */
  originalValue: number,
  funding: readonly FundingClass[],
  rhythm: RhythmKey,
  prices: Prices,
  extras?: Extras,
];

/** What one holder has. */
export interface HolderCatalogue {
  holder: OrganisationKey;
  assetPrefix: string;
  address: string;
  entries: readonly CatalogueEntry[];
}

/** Short names, so that an instrument stays on one line. */
export const CENTRAL: readonly FundingClass[] = ['fiscal_central'];
export const LOCAL: readonly FundingClass[] = ['fiscal_local'];
export const STATE: readonly FundingClass[] = ['state_capital'];
export const OWN: readonly FundingClass[] = ['own'];
export const MIXED: readonly FundingClass[] = ['fiscal_local', 'own'];
