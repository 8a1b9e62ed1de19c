/** Names of the columns that statements of Chinese banks have, best first where several can stand side by side. */
const SYNONYMS = {
  receivedOn: [
    ...['交易日期', '交易时间', '记账日期', '入账日期', '到账日期', '交易日', '记账日', '发生日期'],
    ...['入账时间', '到账时间', '日期'],
  ],
  credit: [
    ...[
      '贷方发生额',
      '收入金额',
      '贷方金额',
      '贷方发生金额',
      '贷方交易金额',
      '收入发生额',
      '到账金额',
    ],
    ...['存入金额', '收款金额', '转入金额', '收入', '贷方', '存入'],
  ],
  debit: [
    ...[
      '借方发生额',
      '支出金额',
      '借方金额',
      '借方发生金额',
      '借方交易金额',
      '支出发生额',
      '支取金额',
    ],
    ...['付款金额', '转出金额', '支出', '借方', '支取'],
  ],
  amount: ['交易金额', '发生额', '交易额', '金额'],
  direction: [
    ...['借贷标志', '借贷方向', '借贷标识', '借贷', '收支标志', '收支方向', '收支', '收付标志'],
    ...['交易方向', '交易类型'],
  ],
  payerName: [
    ...[
      '对方户名',
      '对方名称',
      '对方账户名称',
      '对方单位名称',
      '对方账户名',
      '付款人名称',
      '付款方名称',
    ],
    ...[
      '付款人户名',
      '付款方户名',
      '收方名称',
      '对手方名称',
      '对方单位',
      '付款单位',
      '付款人',
      '汇款人',
    ],
  ],
  payerAccount: [
    ...['对方账号', '对方账户', '对方帐号', '付款人账号', '付款方账号', '收方账号', '对手方账号'],
  ],
  reference: [
    ...['交易流水号', '流水号', '账户明细编号交易流水号', '核心流水号', '银行流水号', '记账流水号'],
    ...['业务流水号', '柜员流水号', '交易流水', '日志号', '交易序号'],
  ],
  currency: ['币种', '交易货币', '币别', '货币'],
} as const;

/** All of these are read as the text of the remittance, one after the other. */
const REMARKS: readonly string[] = [
  ...[
    '摘要',
    '附言',
    '摘要附言',
    '附言摘要',
    '交易附言',
    '客户附言',
    '用途',
    '交易用途',
    '汇款用途',
  ],
  ...['备注', '交易摘要', '业务摘要', '其它摘要'],
];

/** What a column of a bank statement says of its rows. */
export type BankField = keyof typeof SYNONYMS;
const FIELDS = Object.keys(SYNONYMS) as BankField[];

/** Which column (from 0) holds what; the header is kept as the file writes it. */
export interface BankColumns {
  /** From 1, as the spreadsheet counts. */
  headerRow: number;
  of: ReadonlyMap<BankField, number>;
  remarks: readonly number[];
  headers: readonly string[];
}

/** What a header is compared by: `贷方发生额（收入）`, `* 贷方 发生额/元` and `贷方发生额[Credit]` are all 贷方发生额. */
const nameOf = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\(.*?\)|\[.*?\]|【.*?】|[\s*:/_.-]/g, '')
    .replace(/元$/, '');

/** Titles, the account and its balance may stand above the header, not a whole page. */
const ROWS_SEARCHED = 30;

/** The columns of the first row that names the day and two things more; undefined when there is none. */
export function findBankColumns(rows: readonly (readonly string[])[]): BankColumns | undefined {
  for (const [at, headers] of rows.slice(0, ROWS_SEARCHED).entries()) {
    const names = headers.map(nameOf);
    const of = new Map<BankField, number>();
    for (const field of FIELDS) {
      const column = SYNONYMS[field]
        .map((synonym) => names.indexOf(synonym))
        .find((index) => index >= 0);
      if (column !== undefined) of.set(field, column);
    }
    if (!of.has('receivedOn') || of.size < 3) continue;
    const remarks = [...names.keys()].filter((index) => REMARKS.includes(names[index] ?? ''));
    return { headerRow: at + 1, of, remarks, headers };
  }
  return undefined;
}

/** Columns without which no receipt can be made of a row, by their usual names. */
export function missingColumns({ of }: BankColumns): string[] {
  const missing = (['receivedOn', 'payerName', 'reference'] as const)
    .filter((field) => !of.has(field))
    .map((field) => SYNONYMS[field][0] as string);
  // An amount alone does not say whether it came or went.
  const isReadable = of.has('credit') || (of.has('amount') && of.has('direction'));
  return isReadable ? missing : [...missing, '贷方发生额（或 交易金额 和 借贷标志）'];
}

/** The columns that were recognised, such as `交易日期=“交易时间”`. */
export const columnsNamed = ({ of, headers }: BankColumns): string =>
  [...of].map(([field, at]) => `${SYNONYMS[field][0]}=“${headers[at] ?? ''}”`).join('、');
