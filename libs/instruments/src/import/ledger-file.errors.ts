import { DomainError, type Text } from '@app/common';

/** A whole ledger file cannot be imported; single bad rows never cause this. */
export class LedgerFileRefused extends DomainError {
  constructor(
    readonly reason: string,
    message: Text,
  ) {
    super({
      kind: 'rule',
      code: `ledger-${reason}`,
      title: { zh: '台账文件无法导入', en: 'The ledger file cannot be imported' },
      detail: message,
      members: { errors: [{ pointer: '/file', code: reason, message }] },
    });
  }
}

/** The file is damaged, encrypted, or no spreadsheet at all. */
export const unreadableFile = (): LedgerFileRefused =>
  new LedgerFileRefused('unreadable', {
    zh: '文件已损坏、已加密或不是电子表格，请在 Excel 或 WPS 中打开并另存为 .xlsx 后重新上传',
    en: 'the file is damaged, encrypted or no spreadsheet; open it, save it as .xlsx and upload it again',
  });

/** No row of the file looks like a header. */
export const headerMissing = (): LedgerFileRefused =>
  new LedgerFileRefused('header-missing', {
    zh: '未找到表头行，请保留“资产编号、仪器名称、原值、购置日期、分类号、经费来源”等列名，或先预览再指定表头行',
    en: 'no header row was found; keep the column names (资产编号, 仪器名称, 原值, 购置日期, 分类号, 经费来源), or preview the file and point the header out',
  });

/** Columns without which no row can become an instrument, by their usual names. */
export const columnsMissing = (names: readonly string[]): LedgerFileRefused =>
  new LedgerFileRefused('columns-missing', {
    zh: `缺少必需的列：${names.join('、')}；请在列对应中指定这些列，或为其填写统一的值`,
    en: `required columns are missing: ${names.join(', ')}; say in the mapping which columns they are, or give one value for all rows`,
  });
