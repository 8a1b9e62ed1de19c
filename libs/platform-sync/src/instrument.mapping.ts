import { type Fen, findRegion } from '@app/common';
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
  nameZh: string;
  nameEn: string | null;
  categoryCode: string;
  model: string;
  manufacturer: string;
  countryOfOrigin: string | null;
  originalValueFen: Fen;
  fundingClasses: readonly string[];
  /** Civil date in Shanghai. */
  acceptedOn: string;
  regionCode: string;
  address: string;
  contactName: string | null;
  contactPhone: string | null;
}

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
/** instrBelongsType: the instrument belongs to no centre, facility or laboratory. */
const BELONGS_TO_NONE = 4;
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
  const place = placeOf(instrument.regionCode);
  return {
    kind: 'instrument',
    insCode: instrument.holderCreditCode,
    key: instrument.id,
    standing: STANDINGS[instrument.status],
    fields: {
      cname: textOrNothing(instrument.nameZh, 100),
      ename: textOrNothing(instrument.nameEn, 100),
      instrBelongsType: BELONGS_TO_NONE,
      instrBelongsName: NOTHING,
      resourceName: NOTHING,
      insideDepart: textOrNothing(instrument.holderNameZh, 100),
      instrCategory: categoryOf(instrument.categoryCode),
      ...place,
      street: textOrNothing(instrument.address, 100),
      worth: wanYuan(instrument.originalValueFen),
      instrSource: '购置',
      type: '通用',
      subject: subjectsOf(instrument.categoryCode),
      nation: textOrNothing(instrument.countryOfOrigin, 50),
      instrVersion: textOrNothing(instrument.model, 100),
      manufacturer: textOrNothing(instrument.manufacturer, 50),
      beginDate: instrument.acceptedOn,
      technical: NOTHING,
      function: NOTHING,
      serviceContent: NOTHING,
      requirement: NOTHING,
      fee: NOTHING,
      achievement: NOTHING,
      ...linkTo(instrument.id, publicUrl),
      instrSupervise: '否',
      funds: fundsOf(instrument.fundingClasses),
      contact: textOrNothing(instrument.contactName, 20),
      phone: textOrNothing(instrument.contactPhone, 20),
      auditStatus: TO_BE_AUDITED,
    },
  };
}
