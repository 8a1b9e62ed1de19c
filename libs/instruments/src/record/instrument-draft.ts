import { type Fen, fen } from '@app/common';
import type { FundingClass } from './funding-class';
import type { Acquisition, CarrierKind, InstrumentType, Service, Use } from './record.words';

/** Record of an imported set under customs supervision (海关监管). */
export interface CustomsDeclaration {
  /** 18 digits. */
  declarationNumber: string;
  /** Two digits. */
  itemNumber: string;
  /** Civil date. */
  importedOn: string;
  formName: string;
}

/** What a holder says about one instrument: the field set of the national platform, and what the duty to share needs. */
export interface InstrumentDraft {
  nameZh: string;
  nameEn: string | null;
  assetNumber: string;
  serialNumber: string | null;
  categoryCode: string;
  /** Empty until known; required to submit, as are manufacturer and address. */
  model: string;
  manufacturer: string;
  countryOfOrigin: string | null;
  originalValueFen: Fen;
  fundingClasses: FundingClass[];
  /** Civil date of acceptance (安装使用验收). */
  acceptedOn: string;
  /** Civil date on which it was taken into the books (建账日期). */
  bookedOn: string | null;
  acquisition: Acquisition | null;
  instrumentType: InstrumentType | null;
  /** Part of the holder (所属单位内部门). */
  department: string | null;
  carrierKind: CarrierKind;
  carrierName: string | null;
  /** One to four codes of GB/T 13745 once known. */
  subjects: string[];
  uses: Use[];
  services: Service[];
  /** 主要技术指标, 主要功能, 服务内容, 用户须知, 服务典型成果. */
  specification: string | null;
  functions: string | null;
  serviceContent: string | null;
  userNotice: string | null;
  achievements: string | null;
  customsSupervised: boolean;
  customsDeclaration: CustomsDeclaration | null;
  /** Where it stands, which may differ from where its holder is registered. */
  regionCode: string;
  address: string;
  postalCode: string | null;
  /** WGS 84 degrees; both or neither. */
  latitude: number | null;
  longitude: number | null;
  /** The instrument that this one is a part of. */
  wholeId: string | null;
  tags: string[];
  onlineBooking: boolean;
  contactName: string | null;
  contactPhone: string | null;
  contactEmail: string | null;
}

/** Longest texts, in characters, as the national platform cuts them. Source: unpc/srms, modules/nrii. */
export const TEXT_LIMITS = {
  nameZh: 100,
  nameEn: 100,
  assetNumber: 150,
  serialNumber: 100,
  model: 100,
  manufacturer: 100,
  countryOfOrigin: 50,
  department: 100,
  carrierName: 100,
  specification: 500,
  functions: 300,
  serviceContent: 200,
  userNotice: 500,
  achievements: 500,
  address: 200,
  contactName: 50,
  contactPhone: 50,
  contactEmail: 100,
} as const;

/** What nobody has said anything about yet; a new field is a compile error here. */
export const BLANK_DRAFT: Readonly<InstrumentDraft> = {
  nameZh: '',
  nameEn: null,
  assetNumber: '',
  serialNumber: null,
  categoryCode: '',
  model: '',
  manufacturer: '',
  countryOfOrigin: null,
  originalValueFen: fen(0),
  fundingClasses: [],
  acceptedOn: '',
  bookedOn: null,
  acquisition: null,
  instrumentType: null,
  department: null,
  carrierKind: 'none',
  carrierName: null,
  subjects: [],
  uses: ['research'],
  services: ['slot'],
  specification: null,
  functions: null,
  serviceContent: null,
  userNotice: null,
  achievements: null,
  customsSupervised: false,
  customsDeclaration: null,
  regionCode: '',
  address: '',
  postalCode: null,
  latitude: null,
  longitude: null,
  wholeId: null,
  tags: [],
  onlineBooking: true,
  contactName: null,
  contactPhone: null,
  contactEmail: null,
};

export const DRAFT_FIELDS = Object.keys(BLANK_DRAFT) as (keyof InstrumentDraft)[];

/** The column of a field: `nameZh` is in `name_zh`. */
export const columnOf = (field: string): string =>
  field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A row of the database with one column per field, written as jsonb_populate_record takes it. */
export const draftColumns = (draft: InstrumentDraft): Record<string, unknown> =>
  Object.fromEntries(DRAFT_FIELDS.map((field) => [columnOf(field), draft[field]]));

/** The description inside a row of the instrument table. */
export function draftOf(row: object): InstrumentDraft {
  const columns = row as Record<string, unknown>;
  const draft = Object.fromEntries(
    DRAFT_FIELDS.map((field) => [field, columns[columnOf(field)]]),
  ) as unknown as InstrumentDraft;
  // The driver hands out bigint as text.
  return { ...draft, originalValueFen: fen(String(columns.original_value_fen)) };
}

/**
 * A description with the changes that were sent: a field that is absent stays, null clears what may be empty and
 * leaves the rest alone.
 */
export function withChanges(
  now: InstrumentDraft,
  sent: { [Field in keyof InstrumentDraft]?: InstrumentDraft[Field] | null },
): InstrumentDraft {
  const changes = DRAFT_FIELDS.flatMap((field) => {
    const value = sent[field];
    return value === undefined || (value === null && BLANK_DRAFT[field] !== null)
      ? []
      : [[field, value]];
  });
  return { ...now, ...Object.fromEntries(changes) };
}
