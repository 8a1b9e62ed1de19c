import type { Text } from '@app/common';
import { categoryFinding } from '../categories/category.rules';
import { BLANK_DRAFT, type InstrumentDraft, TEXT_LIMITS } from '../record/instrument-draft';
import { isLocation, regionUnknown } from '../record/description.rules';
import { readAmount } from './amount';
import { readCivilDate } from './civil-date';
import { readFundingClasses } from './funding';
import { fieldNameZh, type LedgerField } from './header';
import type { LedgerRow } from './ledger';
import { type Cell, cellText, type Fault, type Reading } from './reading';

/** One thing to say about a row: which field, its value as written, and the way out. */
export interface RowMessage {
  field: string;
  value: string;
  code: string;
  message: Text;
}

/** What a row says, before the database has its word. */
export interface JudgedRow {
  rowNumber: number;
  assetNumber: string;
  nameZh: string;
  /** Absent when any field was refused. */
  draft?: InstrumentDraft;
  refusals: RowMessage[];
  warnings: RowMessage[];
}

/** Judges one row: every wrong field is named at once, so that a ledger is mended in one round. */
export function judgeRow(row: LedgerRow, holderRegionCode: string): JudgedRow {
  const judge = new RowJudge(row);
  const read: { [Field in keyof InstrumentDraft]: InstrumentDraft[Field] | undefined } = {
    ...BLANK_DRAFT,
    assetNumber: judge.text('assetNumber', { required: true }),
    nameZh: judge.text('nameZh', { required: true }),
    nameEn: judge.text('nameEn') || null,
    categoryCode: judge.category(),
    model: judge.text('model', { expected: true }),
    manufacturer: judge.text('manufacturer', { expected: true }),
    countryOfOrigin: judge.text('countryOfOrigin') || null,
    originalValueFen: judge.read('originalValue', (cell) => readAmount(cell, row.amountUnit)),
    fundingClasses: judge.read('fundingClasses', readFundingClasses),
    acceptedOn: judge.read('acceptedOn', (cell) => readCivilDate(cell, row.date1904)),
    regionCode: judge.region(holderRegionCode),
    address: judge.text('address', { expected: true }),
    contactName: judge.text('contactName') || null,
    contactPhone: judge.text('contactPhone') || null,
  };
  return {
    rowNumber: row.rowNumber,
    assetNumber: read.assetNumber ?? '',
    nameZh: read.nameZh ?? '',
    refusals: judge.refusals,
    warnings: judge.warnings,
    // Whatever stayed undefined was refused, so without a refusal the draft is whole.
    ...(judge.refusals.length === 0 && { draft: read as InstrumentDraft }),
  };
}

type TextFieldName = keyof typeof TEXT_LIMITS & LedgerField;

/** Reads the cells of one row and collects what is wrong with them. */
class RowJudge {
  readonly refusals: RowMessage[] = [];
  readonly warnings: RowMessage[] = [];

  constructor(private readonly row: LedgerRow) {}

  /** A text; `required` refuses a blank, `expected` only warns. */
  text(field: TextFieldName, { required = false, expected = false } = {}): string {
    const value = this.written(field);
    if (value === '' && required) this.refuse(field, missing(field));
    if (value === '' && expected) this.warn(field, expectedLater(field));
    if (value.length > TEXT_LIMITS[field]) this.refuse(field, tooLong(field, TEXT_LIMITS[field]));
    return value;
  }

  /** A cell through its reader; undefined after a refusal. */
  read<T>(field: LedgerField, reader: (cell: Cell) => Reading<T>): T | undefined {
    if (this.written(field) === '') return this.refuse(field, missing(field));
    const reading = reader(this.row.cells[field] ?? null);
    return 'value' in reading ? reading.value : this.refuse(field, reading.fault);
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

  private written(field: LedgerField): string {
    return cellText(this.row.cells[field] ?? null);
  }

  private refuse(field: LedgerField, fault: Fault): undefined {
    this.refusals.push(this.messageOf(field, fault));
    return undefined;
  }

  private warn(field: LedgerField, fault: Fault): void {
    this.warnings.push(this.messageOf(field, fault));
  }

  private messageOf(field: LedgerField, { code, message }: Fault): RowMessage {
    return { field, value: this.written(field).slice(0, 200), code, message };
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
