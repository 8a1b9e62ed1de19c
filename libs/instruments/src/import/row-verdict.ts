import type { Text } from '@app/common';
import { categoryFinding } from '../categories/category.rules';
import { classifiedFaults, isLocation, regionUnknown } from '../record/description.rules';
import {
  BLANK_DRAFT,
  type CustomsDeclaration,
  type InstrumentDraft,
  TEXT_LIMITS,
} from '../record/instrument-draft';
import { EXTERNAL_SCHEMES, type ExternalScheme } from '../duty/duty.words';
import { type AmountUnit, namesForeignCurrency, readAmount } from './amount';
import { type DateHabits, readCivilDate } from './civil-date';
import { fieldNameZh, type LedgerField } from './columns';
import { isFormulaText } from './formula';
import { readFundingClasses } from './funding';
import type { Fault, Reading } from './reading';
import {
  isClassified,
  readAcquisition,
  readCarrierKind,
  readDegrees,
  readEmail,
  readInstrumentType,
  readPostalCode,
  readServices,
  readSubjects,
  readTags,
  readUnits,
  readUses,
  readYesNo,
} from './words';

/** One thing to say about a cell of a row: its value as written, and the way out. */
export interface RowMessage {
  field: string;
  value: string;
  code: string;
  /** A refused cell keeps its row out; a warned one is for people to look at. */
  severity: 'refused' | 'warned';
  message: Text;
  /** The row of the same file that this one resembles. */
  otherRow?: number;
  /** The registered instrument that this row resembles or is. */
  otherInstrumentId?: string;
}

/** What a row would become: an instrument, and how many bookable places it has. */
export type RowDraft = InstrumentDraft & { units: number };

/** The number of an instrument in another register. */
export interface ExternalNumber {
  scheme: ExternalScheme;
  number: string;
}

/** The columns that hold such numbers. */
export const EXTERNAL_FIELDS: Readonly<Record<ExternalScheme, LedgerField>> = {
  asset_cloud: 'assetCloudNumber',
  zj_platform: 'zjPlatformNumber',
  nrii: 'nriiNumber',
  regional: 'regionalNumber',
};

/** What a row says, before other rows and the register have their word. */
export interface JudgedRow {
  rowNumber: number;
  assetNumber: string;
  nameZh: string;
  serialNumber: string | null;
  /** Absent when any cell was refused. */
  draft?: RowDraft;
  /** Numbers that the instrument has in other registers. */
  externalIds: ExternalNumber[];
  /** The cells of this row must not be kept. */
  unkept?: boolean;
  messages: RowMessage[];
}

/** How the cells of a file are to be understood. */
export interface JudgingHabits extends DateHabits {
  amountUnit: AmountUnit;
  /** Where instruments stand unless a row says otherwise. */
  holderRegionCode: string;
}

type Values = Partial<Record<LedgerField, string>>;

/** Judges one row: every wrong cell is named at once, so that a ledger is mended in one round. */
export function judgeRow(rowNumber: number, values: Values, habits: JudgingHabits): JudgedRow {
  const judge = new RowJudge(values);
  if (judge.isClassified()) return classifiedRow(rowNumber, judge);
  judge.refuseFormulas();
  const described = { ...identityOf(judge), ...purchaseOf(judge, habits), ...serviceOf(judge) };
  const placed = placeOf(judge, habits.holderRegionCode);
  const draft = { ...BLANK_DRAFT, ...described, ...placed, ...customsOf(judge, habits) };
  const externalIds = judge.externalIds();
  const { messages } = judge;
  return {
    rowNumber,
    externalIds,
    assetNumber: described.assetNumber,
    nameZh: described.nameZh,
    serialNumber: described.serialNumber,
    messages,
    // Whatever stayed undefined was refused, so without a refusal the draft is whole.
    ...(messages.every(({ severity }) => severity !== 'refused') && { draft: draft as RowDraft }),
  };
}

/** Of a classified set nothing is kept but that the row was refused, and why. */
const classifiedRow = (rowNumber: number, { messages }: RowJudge): JudgedRow => ({
  ...{ rowNumber, assetNumber: '', nameZh: '', serialNumber: null },
  externalIds: [],
  messages,
  unkept: true,
});

const identityOf = (judge: RowJudge) => ({
  assetNumber: judge.text('assetNumber', { required: true }),
  nameZh: judge.text('nameZh', { required: true }),
  nameEn: judge.text('nameEn') || null,
  serialNumber: judge.text('serialNumber') || null,
  categoryCode: judge.category(),
  model: judge.text('model', { expected: true }),
  manufacturer: judge.text('manufacturer', { expected: true }),
  countryOfOrigin: judge.text('countryOfOrigin') || null,
  department: judge.text('department') || null,
  carrierKind: judge.optional('carrierKind', readCarrierKind) ?? BLANK_DRAFT.carrierKind,
  carrierName: judge.text('carrierName') || null,
  subjects: judge.optional('subjects', readSubjects) ?? [],
  tags: judge.optional('tags', readTags) ?? [],
});

const purchaseOf = (judge: RowJudge, habits: JudgingHabits) => ({
  originalValueFen: judge.amount(habits.amountUnit),
  fundingClasses: judge.required('fundingClasses', readFundingClasses),
  acceptedOn: judge.required('acceptedOn', (text) => readCivilDate(text, habits)),
  bookedOn: judge.optional('bookedOn', (text) => readCivilDate(text, habits)) ?? null,
  acquisition: judge.optional('acquisition', readAcquisition) ?? null,
  instrumentType: judge.optional('instrumentType', readInstrumentType) ?? null,
});

const serviceOf = (judge: RowJudge) => ({
  // The duty to share hangs on the use, so one that is not understood is refused.
  uses: judge.has('uses') ? judge.required('uses', readUses) : BLANK_DRAFT.uses,
  services: judge.optional('services', readServices) ?? BLANK_DRAFT.services,
  specification: judge.text('specification') || null,
  functions: judge.text('functions') || null,
  serviceContent: judge.text('serviceContent') || null,
  userNotice: judge.text('userNotice') || null,
  achievements: judge.text('achievements') || null,
  onlineBooking: judge.optional('onlineBooking', readYesNo) ?? true,
  units: judge.optional('units', readUnits) ?? 1,
  contactName: judge.text('contactName') || null,
  contactPhone: judge.text('contactPhone') || null,
  contactEmail: judge.optional('contactEmail', readEmail) ?? null,
});

function placeOf(judge: RowJudge, holderRegionCode: string) {
  const longitude = judge.optional('longitude', readDegrees(180)) ?? null;
  const latitude = judge.optional('latitude', readDegrees(90)) ?? null;
  const whole = longitude !== null && latitude !== null;
  if (!whole && (longitude !== null || latitude !== null))
    judge.warn(longitude === null ? 'longitude' : 'latitude', halfAPlace);
  return {
    regionCode: judge.region(holderRegionCode),
    address: judge.text('address', { expected: true }),
    postalCode: judge.optional('postalCode', readPostalCode) ?? null,
    longitude: whole ? longitude : null,
    latitude: whole ? latitude : null,
  };
}

function customsOf(judge: RowJudge, habits: JudgingHabits) {
  const customsSupervised = judge.optional('customsSupervised', readYesNo) ?? false;
  const importedOn = judge.optional('importedOn', (text) => readCivilDate(text, habits));
  const declaration: Partial<CustomsDeclaration> = {
    declarationNumber: judge.written('declarationNumber'),
    itemNumber: judge.written('itemNumber').replace(/^\d$/, '0$&'),
    importedOn,
    formName: judge.written('formName').slice(0, 30),
  };
  const { declarationNumber = '', itemNumber = '' } = declaration;
  const whole =
    customsSupervised &&
    /^\d{18}$/.test(declarationNumber) &&
    /^\d{2}$/.test(itemNumber) &&
    importedOn !== undefined &&
    declaration.formName !== '';
  if (!whole && declarationNumber !== '') judge.warn('declarationNumber', incompleteDeclaration);
  return { customsSupervised, customsDeclaration: whole ? declaration : null };
}

const LONGEST_NUMBER = 100;

type TextFieldName = keyof typeof TEXT_LIMITS & LedgerField;

/** Reads the cells of one row and collects what is wrong with them. */
class RowJudge {
  readonly messages: RowMessage[] = [];

  constructor(private readonly values: Values) {}

  /** A text; `required` refuses a blank, `expected` only warns. */
  text(field: TextFieldName, { required = false, expected = false } = {}): string {
    const value = this.written(field);
    if (value === '' && required) this.refuse(field, missing(field));
    if (value === '' && expected) this.warn(field, expectedLater(field));
    if (value.length > TEXT_LIMITS[field]) this.refuse(field, tooLong(field, TEXT_LIMITS[field]));
    return value;
  }

  /** A cell through its reader; undefined after a refusal. */
  required<T>(field: LedgerField, reader: (text: string) => Reading<T>): T | undefined {
    if (!this.has(field)) return this.refuse(field, missing(field));
    const reading = reader(this.written(field));
    return 'fault' in reading ? this.refuse(field, reading.fault) : this.taken(field, reading);
  }

  /** As {@link required} for what may be blank; a cell that cannot be read is left out, with a warning. */
  optional<T>(field: LedgerField, reader: (text: string) => Reading<T>): T | undefined {
    if (!this.has(field)) return undefined;
    const reading = reader(this.written(field));
    if ('value' in reading) return this.taken(field, reading);
    this.warn(field, leftBlank(reading.fault));
    return undefined;
  }

  amount(unit: AmountUnit) {
    const currency = this.written('currency');
    return this.required('originalValue', (text) =>
      readAmount(text, namesForeignCurrency(currency) ? 'foreign-currency' : unit),
    );
  }

  /** Spreadsheets drop the leading zero of a code kept as a number. */
  category(): string | undefined {
    const code = this.written('categoryCode').replace(/^\d{5}$/, '0$&');
    if (code === '') return this.refuse('categoryCode', missing('categoryCode'));
    const finding = categoryFinding(code);
    if (finding) this[finding.refused ? 'refuse' : 'warn']('categoryCode', finding);
    return code;
  }

  region(holderRegionCode: string): string | undefined {
    const code = this.written('regionCode') || holderRegionCode;
    return isLocation(code)
      ? code
      : this.refuse('regionCode', { code: 'region-unknown', message: regionUnknown(code) });
  }

  refuseFormulas(): void {
    for (const [field, text] of Object.entries(this.values) as [LedgerField, string][])
      if (isFormulaText(text)) this.refuse(field, formula);
  }

  /** Numbers in other registers; one that no register could have is left out, with a warning. */
  externalIds(): ExternalNumber[] {
    return EXTERNAL_SCHEMES.flatMap((scheme) => {
      const field = EXTERNAL_FIELDS[scheme];
      const number = this.written(field);
      if (number.length <= LONGEST_NUMBER) return number === '' ? [] : [{ scheme, number }];
      this.warn(field, leftBlank(tooLong(field, LONGEST_NUMBER)));
      return [];
    });
  }

  isClassified(): boolean {
    const faults = classifiedFaults(isClassified(this.written('classified')));
    for (const { code, message } of faults) this.refuse('classified', { code, message });
    return faults.length > 0;
  }

  has = (field: LedgerField): boolean => this.written(field) !== '';

  written = (field: LedgerField): string => this.values[field] ?? '';

  refuse(field: LedgerField, fault: Fault): undefined {
    this.say(field, fault, 'refused');
    return undefined;
  }

  warn(field: LedgerField, fault: Fault): void {
    this.say(field, fault, 'warned');
  }

  private taken<T>(field: LedgerField, { value, remark }: { value: T; remark?: Fault }): T {
    if (remark) this.warn(field, remark);
    return value;
  }

  private say(
    field: LedgerField,
    { code, message }: Fault,
    severity: RowMessage['severity'],
  ): void {
    const value = this.written(field).slice(0, 200);
    this.messages.push({ field, value, code, severity, message });
  }
}

const missing = (field: LedgerField): Fault => ({
  code: 'missing',
  message: {
    zh: `“${fieldNameZh(field)}”为空，请补充后重新导入这一行`,
    en: `${fieldNameZh(field)} is blank; fill it in and import this row again`,
  },
});

const expectedLater = (field: LedgerField): Fault => ({
  code: 'missing-before-submission',
  message: {
    zh: `“${fieldNameZh(field)}”为空，请在提交审核前补充`,
    en: `${fieldNameZh(field)} is blank; fill it in before submitting`,
  },
});

const tooLong = (field: LedgerField, limit: number): Fault => ({
  code: 'too-long',
  message: {
    zh: `“${fieldNameZh(field)}”超过 ${limit} 个字，请缩短`,
    en: `${fieldNameZh(field)} has more than ${limit} characters; shorten it`,
  },
});

const leftBlank = ({ code, message }: Fault): Fault => ({
  code,
  message: { zh: `${message.zh}；该项暂留空`, en: `${message.en}; left blank for now` },
});

const formula: Fault = {
  code: 'formula-refused',
  message: {
    zh: '单元格是公式或外部链接，为安全起见不予导入；请在表格中“复制—选择性粘贴为数值”后重新导入',
    en: 'the cell is a formula or an outside link and is not taken; paste its value in its place',
  },
};

const halfAPlace: Fault = {
  code: 'half-a-place',
  message: {
    zh: '经度和纬度须同时填写，已一并留空；请补充后再导入，或在登记后修改',
    en: 'longitude and latitude come together, so both were left blank; add what is missing',
  },
};

const incompleteDeclaration: Fault = {
  code: 'declaration-incomplete',
  message: {
    zh: '报关信息不完整（需“海关监管情况”为是、18 位报关单编号、2 位项号、进口日期和品名），已留空，请在登记后补充',
    en: 'the customs declaration is incomplete (supervision, 18-digit number, two-digit item, date, name) and was left blank; add it later',
  },
};
