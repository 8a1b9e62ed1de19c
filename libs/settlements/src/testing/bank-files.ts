import { type BookType, utils, write } from '@e965/xlsx';
import { encode } from 'iconv-lite';

/** A workbook of one sheet, as .xlsx or as the .xls of older bank clients. */
export function workbookOf(
  rows: readonly (readonly (string | number)[])[],
  bookType: BookType = 'xlsx',
): Buffer {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet(rows.map((row) => [...row])), '账户明细');
  return write(book, { type: 'buffer', bookType }) as Buffer;
}

/** Lines as a bank's client on Windows writes them. */
export const gbkOf = (lines: readonly string[]): Buffer => encode(lines.join('\r\n'), 'gbk');

/** ICBC, .csv in GBK: digits guarded as formulas, the other column says which way the money went. */
export const ICBC_CSV = gbkOf([
  '中国工商银行企业网上银行账户明细',
  '账号：1204060009001234567,,户名：嘉兴测试研究院,,币种：人民币',
  '凭证号,交易时间,借/贷,交易金额,对方单位名称,对方账号,摘要,用途,附言,余额,交易流水号',
  '="0012","2026-01-05 10:21:33",贷,"12,345.60",嘉兴某某纺织有限公司,="6222020200012345678",转账,检测费,JX26-000123-4,"112,345.60",="00120260105000001"',
  '="0013","2026-01-05 15:00:00",借,"5,000.00",某某设备公司,="6222020200099999999",付款,维修费,,"107,345.60",="00120260105000002"',
  '="","2026-01-21 00:00:05",贷,"88.15",,,利息,,,"107,433.75",="00120260121000003"',
  '',
  '合计,,,"17,433.75",,,,,,,',
]);

/** CCB: two columns of amounts with what they mean in brackets, packed dates with the time behind. */
export const CCB_ROWS: readonly (readonly (string | number)[])[] = [
  ['中国建设银行账户明细信息'],
  [
    ...['账号', '交易时间', '借方发生额（支取）', '贷方发生额（收入）', '余额', '币种', '对方户名'],
    ...['对方账号', '记账日期', '摘要', '备注', '账户明细编号-交易流水号'],
  ],
  [
    ...['3305', '20260106 09:10:11', 0, 2000, 3000, '人民币元', '平湖某某箱包有限公司', '33050101'],
    ...['20260106', '电子汇入', '样品测试', '1-305XYZ01'],
  ],
  [
    ...['3305', '20260107 12:00:00', 500.5, 0, 2499.5, '人民币元', '电力公司', '33050102'],
    ...['20260107', '扣款', '', '2-305XYZ02'],
  ],
];

/** BOC: every heading in two languages, money that came is 来账. */
export const BOC_ROWS: readonly (readonly (string | number)[])[] = [
  ['查询账号', '3600'],
  [
    ...[
      '交易类型[ Transaction Type ]',
      "付款人名称[ Payer's Name ]",
      '付款人账号[ Debit Account No. ]',
    ],
    ...['交易日期[ Transaction Date ]', '交易货币[ Trade Currency ]', '交易金额[ Trade Amount ]'],
    ...['交易流水号[ Transaction reference number ]', '用途[ Purpose ]', '交易附言[ Remark ]'],
  ],
  [
    '来账',
    '上海某某大学',
    '4400001',
    '20260108',
    'CNY',
    '66000.00',
    '31020260108A1',
    '测试加工费',
    '',
  ],
  ['往账', '嘉兴测试研究院', '3600', '20260108', 'CNY', '-1200.00', '31020260108A2', '差旅', ''],
];
