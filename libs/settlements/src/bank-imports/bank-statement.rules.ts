import type { Fen, FieldError, Text } from '@app/common';
import { readCivilDate } from '@app/instruments';
import { readYuan } from './bank-amount';
import type { BankColumns, BankField } from './bank-columns';

/** Money that came in, as one row of a bank statement tells it. */
export interface BankCredit {
  /** As the spreadsheet counts, from 1. */
  rowNumber: number;
  /** Civil date in Shanghai. */
  receivedOn: string;
  amountFen: Fen;
  payerName: string;
  /** The last four characters of the payer's account: enough to tell two apart, and all that is kept. */
  payerAccountEnding: string | null;
  remark: string | null;
  reference: string;
}

/** What a statement says: money that came in, how many rows of money that went out, and what cannot be read. */
export interface BankStatement {
  credits: BankCredit[];
  debits: number;
  faults: FieldError[];
}

/** Interest and cash have no payer. */
export const NO_PAYER = '—';
const REMARK_CHARACTERS = 500;
const NAME_CHARACTERS = 200;
const REFERENCE_CHARACTERS = 100;

/** Sums, balances and signatures around the rows of an account are no transactions. */
const NO_TRANSACTION =
  /^(合计|总计|小计|本页|累计|共计|期初|期末|上页|承前|过次|总笔数|总金额|借方|贷方|收入|支出|打印|制单|制表|复核|说明|备注|注[:：])/;
const CAME = /^(贷|收|入|来|转入|存|\+|c$|cr|credit)/i;
const WENT = /^(借|支|付|往|转出|取|-|d$|dr|debit)/i;
const FOREIGN =
  /USD|US\$|EUR|GBP|JPY|HKD|CHF|AUD|CAD|SGD|KRW|[美欧日港澳加韩]元|欧|英镑|港币|外币/i;

/** Reads the rows below the header; `today` is the civil date in Shanghai that none may lie after. */
export function readStatement(
  rows: readonly (readonly string[])[],
  columns: BankColumns,
  today: string,
): BankStatement {
  const statement: BankStatement = { credits: [], debits: 0, faults: [] };
  const seen = new Map<string, number>();
  const header = (rows[columns.headerRow - 1] ?? []).join('\n');
  for (const [at, cells] of rows.entries()) {
    if (at < columns.headerRow || cells.join('\n') === header) continue;
    const row = new BankRow(columns, cells, at + 1);
    if (row.isNoTransaction()) continue;
    const amountFen = row.amount(statement.faults);
    if (amountFen === 'debit') statement.debits += 1;
    else takeCredit(statement, row, { amountFen, today, seen });
  }
  return statement;
}

/** Reads the other cells of a row whose money came in; what cannot be read is a fault. */
function takeCredit(
  { credits, faults }: BankStatement,
  row: BankRow,
  { amountFen, today, seen }: { amountFen: Fen | null; today: string; seen: Map<string, number> },
): void {
  const receivedOn = row.day(faults, today);
  const reference = row.reference(faults, seen);
  row.requireYuan(faults);
  if (amountFen === null || receivedOn === null || reference === null) return;
  const account = row.text('payerAccount').replace(/[^0-9A-Za-z]/g, '');
  credits.push({
    ...{ rowNumber: row.rowNumber, receivedOn, amountFen, reference },
    payerName: row.text('payerName').slice(0, NAME_CHARACTERS) || NO_PAYER,
    payerAccountEnding: account.slice(-4) || null,
    remark: row.remark(),
  });
}

/** One row of a statement, whose cells are read by what their columns say. */
class BankRow {
  constructor(
    private readonly columns: BankColumns,
    private readonly cells: readonly string[],
    readonly rowNumber: number,
  ) {}

  text(field: BankField): string {
    return this.textAt(this.columns.of.get(field) ?? -1);
  }

  isNoTransaction(): boolean {
    if (/^\d/.test(this.text('receivedOn'))) return false;
    const first = this.cells.find((cell) => cell.trim() !== '') ?? '';
    return first === '' || NO_TRANSACTION.test(first.replace(/\s/g, ''));
  }

  /** @returns what came in, `debit` for money that went out, null for what cannot be read */
  amount(faults: FieldError[]): Fen | 'debit' | null {
    if (!this.columns.of.has('credit')) return this.directed(faults);
    const [credit, debit] = [this.text('credit'), this.text('debit')];
    const [came, went] = [isFilled(credit), isFilled(debit)];
    if (came && went) return this.refuse(faults, 'credit', 'both-sides', BOTH_SIDES);
    if (went) return 'debit';
    return this.positive(faults, 'credit');
  }

  /** The day of a credit. @returns null for none that can be read */
  day(faults: FieldError[], today: string): string | null {
    // Banks write the time behind the day without a blank that would part them.
    const text = this.text('receivedOn').replace(/^(\d{8})[ T]?\d{2}:?\d{2}(:?\d{2})?$/, '$1');
    const reading = readCivilDate(text);
    if ('fault' in reading) {
      return this.refuse(faults, 'receivedOn', reading.fault.code, reading.fault.message);
    }
    if (reading.value > today) return this.refuse(faults, 'receivedOn', 'date-in-future', FUTURE);
    return reading.value;
  }

  /** The bank's serial number, once in a file. @returns null for none that can be taken */
  reference(faults: FieldError[], seen: Map<string, number>): string | null {
    const text = this.text('reference');
    if (text === '') return this.refuse(faults, 'reference', 'required', NO_REFERENCE);
    if (/^\d(\.\d+)?E\+?\d+$/i.test(text)) {
      return this.refuse(faults, 'reference', 'reference-rounded', ROUNDED);
    }
    if (text.length > REFERENCE_CHARACTERS) {
      return this.refuse(faults, 'reference', 'too-long', LONG_REFERENCE);
    }
    const first = seen.get(text);
    if (first !== undefined) {
      return this.refuse(faults, 'reference', 'reference-twice', {
        zh: `与第 ${first} 行重复；每笔交易的流水号应不同，请使用银行导出的原始文件（表格软件可能改变了长数字）`,
        en: `stands in row ${first} already; each transaction has its own: use the file as the bank made it, since a spreadsheet may have rounded long numbers`,
      });
    }
    seen.set(text, this.rowNumber);
    return text;
  }

  requireYuan(faults: FieldError[]): void {
    if (FOREIGN.test(this.text('currency'))) {
      this.refuse(faults, 'currency', 'foreign-currency', FOREIGN_MONEY);
    }
  }

  /** The text of the remittance, of all the columns that hold some. */
  remark(): string | null {
    const texts = this.columns.remarks.map((index) => this.textAt(index)).filter(Boolean);
    return [...new Set(texts)].join(' ').slice(0, REMARK_CHARACTERS) || null;
  }

  /** One column of amounts, and one that says which way the money went. */
  private directed(faults: FieldError[]): Fen | 'debit' | null {
    const direction = this.text('direction').normalize('NFKC');
    if (WENT.test(direction)) return 'debit';
    if (CAME.test(direction)) return this.positive(faults, 'amount');
    return this.refuse(faults, 'direction', 'direction-unknown', DIRECTION);
  }

  private positive(faults: FieldError[], field: 'credit' | 'amount'): Fen | null {
    const amount = readYuan(this.text(field));
    if (amount === null) return this.refuse(faults, field, 'amount-unreadable', AMOUNT);
    if (amount < 0) return this.refuse(faults, field, 'amount-negative', NEGATIVE);
    return amount > 0 ? amount : this.refuse(faults, field, 'amount-missing', NOTHING);
  }

  private textAt(index: number): string {
    const text = (this.cells[index] ?? '').trim();
    // Some banks write ="0012" or 'text, so that a spreadsheet leaves their digits alone.
    return text
      .replace(/^="(.*)"$/, '$1')
      .replace(/^'/, '')
      .trim();
  }

  /** Names row, column and value beside what is wrong. @returns null, as whoever reads on takes it */
  private refuse(faults: FieldError[], field: BankField, code: string, wrong: Text): null {
    const column = this.columns.headers[this.columns.of.get(field) ?? -1] ?? field;
    const value = this.text(field).slice(0, 60);
    faults.push({
      pointer: `/rows/${this.rowNumber}/${field}`,
      code,
      message: {
        zh: `第 ${this.rowNumber} 行“${column}”列“${value}”：${wrong.zh}`,
        en: `row ${this.rowNumber}, column "${column}", "${value}": ${wrong.en}`,
      },
    });
    return null;
  }
}

/** Banks leave the other side blank, or write 0.00 or a dash into it. */
const isFilled = (text: string): boolean => !/^[-—]*$/.test(text) && readYuan(text) !== 0;

const BOTH_SIDES = {
  zh: '同一行既有收入又有支出，请对照银行对账单拆成两行',
  en: 'the row has money in and money out; split it into two',
};
const FUTURE = {
  zh: '日期晚于今天，请核对列是否正确',
  en: 'the day lies in the future; check the column',
};
const NO_REFERENCE = {
  zh: '缺少流水号，重复导入时无法识别同一笔款项；请补填银行流水号，或手工登记该笔到款后删除此行',
  en: 'has no serial number, by which the same money is known again; fill it in, or record the receipt by hand and remove the row',
};
const ROUNDED = {
  zh: '流水号被表格软件改成了科学计数法，请使用银行导出的原始文件',
  en: 'a spreadsheet has rounded the serial number; use the file as the bank made it',
};
const LONG_REFERENCE = {
  zh: `流水号超过 ${REFERENCE_CHARACTERS} 个字符，请核对列是否正确`,
  en: `is longer than the ${REFERENCE_CHARACTERS} characters of a serial number; check the column`,
};
const FOREIGN_MONEY = {
  zh: '不是人民币；请按结汇后的人民币金额手工登记，并删除此行',
  en: 'is not in yuan; record the amount in yuan by hand and remove the row',
};
const DIRECTION = {
  zh: '看不出是收入还是支出，请填“贷”（收入）或“借”（支出）',
  en: 'does not say which way the money went; write 贷 (in) or 借 (out)',
};
const AMOUNT = {
  zh: '不是可识别的金额，请填写到分的数字，例如 1234.50',
  en: 'is no amount; write a number to the fen such as 1234.50',
};
const NEGATIVE = {
  zh: '是冲正（负数）；请删除此行和被冲正的那一行，并在到款列表中核对已登记的款项',
  en: 'takes an earlier row back; remove both rows, and look whether the first is among the receipts',
};
const NOTHING = {
  zh: '没有收入也没有支出的金额，请补填或删除此行',
  en: 'has no amount on either side; fill it in or remove the row',
};
