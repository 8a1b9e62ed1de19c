import type { Fen } from '@app/common';
import type { FundingClass } from './funding-class';

/** Everything a holder says about one set, whether typed or imported. */
export interface InstrumentDraft {
  nameZh: string;
  nameEn: string | null;
  assetNumber: string;
  categoryCode: string;
  /** Empty until known; required to submit, as are manufacturer and address. */
  model: string;
  manufacturer: string;
  countryOfOrigin: string | null;
  originalValueFen: Fen;
  fundingClasses: FundingClass[];
  /** Civil date of acceptance (安装使用验收). */
  acceptedOn: string;
  /** Where it stands, which may differ from where its holder is registered. */
  regionCode: string;
  address: string;
  onlineBooking: boolean;
  contactName: string | null;
  contactPhone: string | null;
}

/** Longest texts, in characters; names as the national platform cuts them. */
export const TEXT_LIMITS = {
  nameZh: 100,
  nameEn: 100,
  assetNumber: 150,
  model: 100,
  manufacturer: 100,
  countryOfOrigin: 50,
  address: 200,
  contactName: 50,
  contactPhone: 50,
} as const;
