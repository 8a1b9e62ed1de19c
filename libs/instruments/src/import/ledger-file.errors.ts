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
