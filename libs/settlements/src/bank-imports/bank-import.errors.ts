import { DomainError, type FieldError, FieldsRefused } from '@app/common';
import { fieldError } from '@app/http';
import { type BankColumns, columnsNamed } from './bank-columns';

/** The holder imported the very same file before. */
export class BankFileImportedTwice extends DomainError {
  constructor({ day, recorded }: { day: string; recorded: number }) {
    super({
      kind: 'conflict',
      code: 'bank-file-imported-twice',
      title: { zh: '该银行文件已导入', en: 'The bank file was imported already' },
      detail: {
        zh: `内容相同的文件已于 ${day} 导入，登记到款 ${recorded} 笔；请在到款列表中查看，或选择其他文件。`,
        en: `A file of the same content was imported on ${day} and made ${recorded} receipts; find them in the list of receipts or choose another file.`,
      },
    });
  }
}

/** No row of the file names the columns of a bank statement. */
export const headerMissing = (fileName: string): FieldsRefused =>
  new FieldsRefused([
    fieldError('/file', 'header-missing', fileName.slice(0, 100), {
      zh: '中未找到银行明细的表头；请使用网上银行导出的明细，保留“交易日期、对方户名、贷方发生额、交易流水号”等列名',
      en: 'has no header of a bank statement; use the statement as the bank exports it, with the columns 交易日期, 对方户名, 贷方发生额 and 交易流水号',
    }),
  ]);

/** The header lacks columns that every receipt needs. */
export const columnsMissing = (
  fileName: string,
  columns: BankColumns,
  missing: readonly string[],
): FieldsRefused =>
  new FieldsRefused([
    fieldError('/file', 'columns-missing', fileName.slice(0, 100), {
      zh: `缺少列：${missing.join('、')}；第 ${columns.headerRow} 行已识别 ${columnsNamed(columns)}。请在网上银行导出时勾选这些列，或改用上述列名`,
      en: `lacks the columns ${missing.join(', ')}; row ${columns.headerRow} was read as ${columnsNamed(columns)}. Have the bank export them, or name them so`,
    }),
  ]);

/** More rows than one upload may have. */
export const tooManyRows = (count: number, most: number): FieldsRefused =>
  new FieldsRefused([
    fieldError('/file', 'too-many-rows', count, {
      zh: `行，超过每次 ${most} 行的上限，请按较短的时段分别导出`,
      en: `rows are more than the ${most} of one upload; export shorter periods`,
    }),
  ]);

/** A serial number that is recorded for other money. */
export const referenceOfAnother = (
  { rowNumber, reference }: { rowNumber: number; reference: string },
  recorded: { receivedOn: string; amount: string },
): FieldError => ({
  pointer: `/rows/${rowNumber}/reference`,
  code: 'reference-of-another',
  message: {
    zh: `第 ${rowNumber} 行流水号“${reference}”：已登记为 ${recorded.receivedOn} 的另一笔到款（${recorded.amount}）；若是同一笔，请删除此行；若是不同款项，请在流水号前加上银行简称后重新导入`,
    en: `row ${rowNumber}, serial number "${reference}": it is recorded for other money of ${recorded.receivedOn} (${recorded.amount}); if it is the same, remove the row; if not, put the bank's name before the number and import again`,
  },
});
