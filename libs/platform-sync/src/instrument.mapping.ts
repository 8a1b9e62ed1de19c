import { findRegion } from '@app/common';
import {
  type Acquisition,
  type CarrierKind,
  type InstrumentDraft,
  type InstrumentType,
  SUBJECTS,
} from '@app/instruments';
import type { MappedRecord, Standing } from './platform-record';
import { NOTHING, textOrNothing, wanYuan } from './nrii-text';
import { subjectsOf } from './subject';

/** What the report needs to know of an instrument and its holder. */
export interface PlatformInstrument {
  id: string;
  /** Row version, for display; what travels is the version of the mapped content. */
  version: number;
  status: 'listed' | 'suspended' | 'retired';
  holderCreditCode: string;
  holderNameZh: string;
  description: InstrumentDraft;
}

/** 设备来源; what nobody has said was bought, as nearly all are. */
const ACQUISITIONS: Readonly<Record<Acquisition, string>> = {
  purchased: '购置',
  developed: '研制',
  donated: '赠送',
  other: '其他',
};
/** 仪器类别; 通用 unless said otherwise. */
const TYPES: Readonly<Record<InstrumentType, string>> = { general: '通用', special: '专用' };
/** instrBelongsType: what the instrument belongs to. */
const CARRIERS: Readonly<Record<CarrierKind, number>> = {
  research_centre: 1,
  facility: 2,
  none: 4,
  state_key_laboratory: 6,
  engineering_centre: 7,
  germplasm_bank: 8,
};

/** Our funding classes as the platform's 主要购置经费来源; it has no word for state capital. */
const FUNDS: Readonly<Record<string, string>> = {
  fiscal_central: '中央财政资金',
  fiscal_local: '地方财政资金',
  own: '单位自有资金',
};
const OTHER_FUNDS = '其他资金';

const STANDINGS: Readonly<Record<PlatformInstrument['status'], Standing>> = {
  listed: 'open',
  suspended: 'suspended',
  retired: 'withdrawn',
};

/** The platform's code for the category we keep as 999999 (其他仪器). */
const OTHER_CATEGORY = '990000';
/** auditStatus of a pushed record: to be audited by the platform. */
const TO_BE_AUDITED = -1;

function categoryOf(code: string): string {
  const digits = code.padStart(6, '0');
  return digits === '999999' ? OTHER_CATEGORY : digits;
}

/** 主要购置经费来源 in a fixed order without repetition; 其他资金 stands for every class the platform lacks. */
export function fundsOf(fundingClasses: readonly string[]): string[] {
  const funds = new Set(fundingClasses.map((name) => FUNDS[name] ?? OTHER_FUNDS));
  if (funds.size === 0) funds.add(OTHER_FUNDS);
  return [...Object.values(FUNDS), OTHER_FUNDS].filter((name) => funds.has(name));
}

/** serviceUrl, unless the address is longer than the field: half an address leads nowhere. */
function linkTo(instrumentId: string, publicUrl: string | null): { serviceUrl?: string } {
  const serviceUrl = `${publicUrl}/instruments/${instrumentId}`;
  return publicUrl === null || serviceUrl.length > 100 ? {} : { serviceUrl };
}

interface Place {
  province: string;
  city: string;
  county: string;
}

/** Names of province, city and county of a region code; 无 for a level the code, or our list, does not reach. */
export function placeOf(regionCode: string): Place {
  const region =
    findRegion(regionCode) ??
    findRegion(`${regionCode.slice(0, 4)}00`) ??
    findRegion(`${regionCode.slice(0, 2)}0000`);
  const place: Place = { province: region?.provinceZh ?? NOTHING, city: NOTHING, county: NOTHING };
  if (!region || region.level === 'province') return place;
  // A municipality stands at both levels, as in postal addresses.
  if (region.level === 'municipality' || region.level === 'prefecture')
    return { ...place, city: region.nameZh };
  const city = findRegion(`${regionCode.slice(0, 4)}00`)?.nameZh ?? NOTHING;
  return { ...place, city, county: region.nameZh };
}

/**
 * An instrument in the NRII field set (单台套, instruType 4). Texts are cut to the field's limit; what we do not keep
 * is sent as 无, or left out where the platform does not ask for it. Source: the field limits to which a public
 * laboratory system cut what it pushed to NRII (unpc/srms, modules/nrii); the official text is not public.
 *
 * @param publicUrl address of the booking site, for the link back to us; null leaves the link out
 */
export function mapInstrument(
  instrument: PlatformInstrument,
  publicUrl: string | null,
): MappedRecord {
  const { description } = instrument;
  return {
    kind: 'instrument',
    insCode: instrument.holderCreditCode,
    key: instrument.id,
    standing: STANDINGS[instrument.status],
    fields: {
      ...whatItIs(description),
      ...whoseItIs(instrument),
      ...placeOf(description.regionCode),
      street: textOrNothing(description.address, 100),
      ...whatItDoes(description),
      fee: NOTHING,
      ...linkTo(instrument.id, publicUrl),
      ...contactOf(description),
      auditStatus: TO_BE_AUDITED,
    },
  };
}

type Fields = MappedRecord['fields'];

const whatItIs = (description: InstrumentDraft): Fields => ({
  cname: textOrNothing(description.nameZh, 100),
  ename: textOrNothing(description.nameEn, 100),
  instrCategory: categoryOf(description.categoryCode),
  worth: wanYuan(description.originalValueFen),
  instrSource: ACQUISITIONS[description.acquisition ?? 'purchased'],
  type: TYPES[description.instrumentType ?? 'general'],
  subject: subjectNames(description),
  nation: textOrNothing(description.countryOfOrigin, 50),
  instrVersion: textOrNothing(description.model, 100),
  manufacturer: textOrNothing(description.manufacturer, 50),
  // Accounting date; of a set that has none in our books, the day it was accepted.
  beginDate: description.bookedOn ?? description.acceptedOn,
  instrSupervise: description.customsSupervised ? '是' : '否',
  funds: fundsOf(description.fundingClasses),
});

const whoseItIs = ({ description, holderNameZh }: PlatformInstrument): Fields => ({
  instrBelongsType: CARRIERS[description.carrierKind],
  instrBelongsName: textOrNothing(description.carrierName, 100),
  resourceName: textOrNothing(description.carrierName, 100),
  insideDepart: textOrNothing(description.department ?? holderNameZh, 100),
});

const whatItDoes = (description: InstrumentDraft): Fields => ({
  technical: textOrNothing(description.specification, 500),
  function: textOrNothing(description.functions, 300),
  serviceContent: textOrNothing(description.serviceContent, 200),
  requirement: textOrNothing(description.userNotice, 500),
  achievement: textOrNothing(description.achievements, 500),
});

const contactOf = (description: InstrumentDraft): Fields => ({
  contact: textOrNothing(description.contactName, 20),
  phone: textOrNothing(description.contactPhone, 20),
  // Half an address of mail is none.
  ...(description.contactEmail &&
    description.contactEmail.length <= 50 && { email: description.contactEmail }),
  ...(description.postalCode && { postalcode: description.postalCode }),
});

/** Named by the holder; by our choice after the category where it named none. */
const subjectNames = ({ subjects, categoryCode }: InstrumentDraft): readonly string[] =>
  subjects.length > 0
    ? subjects.map((code) => SUBJECTS.get(code) ?? code)
    : subjectsOf(categoryCode);
