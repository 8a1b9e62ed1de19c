import { type Fen, type Language, type Text, yuanDecimal } from '@app/common';
import type { SheetValue } from '@app/files';
import { fieldNameZh, type LedgerField } from '../import/columns';
import type { InstrumentResponse } from '../instrument.dto';
import type { InstrumentStatus } from '../instrument.rules';
import type { FundingClass } from '../record/funding-class';
import type {
  Acquisition,
  CarrierKind,
  InstrumentType,
  Service,
  Use,
} from '../record/record.words';
import { SUBJECTS } from '../record/subjects';

/** One column of an export: its header and what it shows of an instrument. */
interface SheetColumn {
  header: Text;
  value: (instrument: InstrumentResponse, language: Language) => SheetValue;
}

const FUNDING: Record<FundingClass, string> = {
  fiscal_central: '中央财政',
  fiscal_local: '地方财政',
  state_capital: '国有资本',
  own: '单位自有',
  social: '社会资金',
  other: '其他',
};
const ACQUISITION: Record<Acquisition, string> = {
  purchased: '购置',
  developed: '研制',
  donated: '赠送',
  other: '其他',
};
const TYPES: Record<InstrumentType, string> = { general: '通用', special: '专用' };
const CARRIERS: Record<CarrierKind, string> = {
  none: '无',
  research_centre: '科学仪器中心',
  facility: '科学装置',
  state_key_laboratory: '国家重点实验室',
  engineering_centre: '工程中心',
  germplasm_bank: '种质库',
};
const USES: Record<Use, string> = {
  research: '科研',
  testing: '检测',
  teaching: '教学',
  medical: '医疗',
  production: '生产',
};
const SERVICES: Record<Service, string> = { slot: '上机', sample: '送样' };
const STATUSES: Record<InstrumentStatus, string> = {
  draft: '草稿',
  submitted: '待审核',
  listed: '已上架',
  returned: '退回补正',
  suspended: '暂停共享',
  retired: '已退役',
};

/** A word in the reader's language; English readers are shown the word of the interface, which imports as well. */
const word =
  <Word extends string>(names: Record<Word, string>) =>
  (value: Word | undefined, language: Language): string =>
    value === undefined ? '' : language === 'zh' ? names[value] : value;

const words =
  <Word extends string>(names: Record<Word, string>) =>
  (values: readonly Word[], language: Language): string =>
    values.map((value) => word(names)(value, language)).join(language === 'zh' ? '、' : ', ');

const yesNo = (value: boolean, language: Language): string =>
  language === 'zh' ? (value ? '是' : '否') : value ? 'yes' : 'no';

const dateOf = (value: string | undefined): SheetValue => (value ? { date: value } : null);

const yuan = (amount: Fen): SheetValue => ({ decimal: yuanDecimal(amount) });

/** A column whose header the import takes for this field, in both languages. */
const field = (name: LedgerField, value: SheetColumn['value'], unit?: Text): SheetColumn => ({
  header: {
    zh: fieldNameZh(name) + (unit ? `(${unit.zh})` : ''),
    en: englishName(name) + (unit ? ` (${unit.en})` : ''),
  },
  value,
});

/** `assetNumber` is `Asset number`, which the import reads as it reads the name of the field. */
const englishName = (name: string): string => {
  const spaced = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

const said = (zh: string, en: string, value: SheetColumn['value']): SheetColumn => ({
  header: { zh, en },
  value,
});

const COLUMNS: readonly SheetColumn[] = [
  field('assetNumber', (one) => one.assetNumber),
  field('nameZh', (one) => one.nameZh),
  field('nameEn', (one) => one.nameEn ?? ''),
  field('serialNumber', (one) => one.serialNumber ?? ''),
  field('model', (one) => one.model),
  field('manufacturer', (one) => one.manufacturer),
  field('countryOfOrigin', (one) => one.countryOfOrigin ?? ''),
  field('originalValue', (one) => yuan(one.originalValueFen), { zh: '元', en: 'yuan' }),
  field('acceptedOn', (one) => dateOf(one.acceptedOn)),
  field('bookedOn', (one) => dateOf(one.bookedOn)),
  field('categoryCode', (one) => one.categoryCode),
  field('fundingClasses', (one, language) => words(FUNDING)(one.fundingClasses, language)),
  field('acquisition', (one, language) => word(ACQUISITION)(one.acquisition, language)),
  field('instrumentType', (one, language) => word(TYPES)(one.instrumentType, language)),
  field('department', (one) => one.department ?? ''),
  field('carrierKind', (one, language) => word(CARRIERS)(one.carrierKind, language)),
  field('carrierName', (one) => one.carrierName ?? ''),
  field('subjects', (one, language) =>
    one.subjects.map((code) => (language === 'zh' && SUBJECTS.get(code)) || code).join('；'),
  ),
  field('uses', (one, language) => words(USES)(one.uses, language)),
  field('services', (one, language) => words(SERVICES)(one.services, language)),
  field('specification', (one) => one.specification ?? ''),
  field('functions', (one) => one.functions ?? ''),
  field('serviceContent', (one) => one.serviceContent ?? ''),
  field('userNotice', (one) => one.userNotice ?? ''),
  field('achievements', (one) => one.achievements ?? ''),
  field('customsSupervised', (one, language) => yesNo(one.customsSupervised, language)),
  field('address', (one) => one.address),
  field('regionCode', (one) => one.regionCode),
  field('postalCode', (one) => one.postalCode ?? ''),
  field('longitude', (one) => one.longitude ?? null),
  field('latitude', (one) => one.latitude ?? null),
  field('tags', (one) => one.tags.join('、')),
  field('units', (one) => one.units.length),
  field('onlineBooking', (one, language) => yesNo(one.onlineBooking, language)),
  field('contactName', (one) => one.contactName ?? ''),
  said('持有单位', 'Holder', (one) => one.holderNameZh),
  said('状态', 'Status', (one, language) => word(STATUSES)(one.status, language)),
  said('应共享', 'Must be shared', (one, language) => yesNo(one.mustShare, language)),
  said('上报期限', 'Report due on', (one) => dateOf(one.reportDueOn)),
];

/** The header of an export in the reader's language; the import knows its columns again. */
export const sheetHeader = (language: Language): string[] =>
  COLUMNS.map(({ header }) => header[language]);

/** An instrument as a row under {@link sheetHeader}; a list shows no telephone numbers, and neither does this. */
export const sheetRow = (instrument: InstrumentResponse, language: Language): SheetValue[] =>
  COLUMNS.map(({ value }) => value(instrument, language));
