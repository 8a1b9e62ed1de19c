import { encode } from 'iconv-lite';
import { readLedger } from '../../../instruments/src/import/ledger';
import { BOC_ROWS, CCB_ROWS, gbkOf, ICBC_CSV, workbookOf } from '../testing/bank-files';
import { readYuan } from './bank-amount';
import { columnsNamed, findBankColumns, missingColumns } from './bank-columns';
import { type BankStatement, NO_PAYER, readStatement } from './bank-statement.rules';

/** What is read of a file on 2026-02-01. */
function readFile(content: Buffer): BankStatement {
  const { rows } = readLedger(content, { settled: [] });
  const columns = findBankColumns(rows);
  if (!columns) throw new Error('no header');
  expect(missingColumns(columns)).toEqual([]);
  return readStatement(rows, columns, '2026-02-01');
}

describe('statements of banks', () => {
  it('ICBC: a .csv in GBK with guarded digits and one column of amounts', () => {
    expect(readFile(ICBC_CSV)).toEqual({
      credits: [
        {
          ...{ rowNumber: 4, receivedOn: '2026-01-05', amountFen: 1_234_560 },
          ...{ payerName: '嘉兴某某纺织有限公司', payerAccountEnding: '5678' },
          ...{ remark: '转账 检测费 JX26-000123-4', reference: '00120260105000001' },
        },
        {
          ...{ rowNumber: 6, receivedOn: '2026-01-21', amountFen: 8_815, payerName: NO_PAYER },
          ...{ payerAccountEnding: null, remark: '利息', reference: '00120260121000003' },
        },
      ],
      debits: 1,
      faults: [],
    });
  });

  it.each(['xlsx', 'biff8'] as const)('CCB: two columns of amounts, as %s', (bookType) => {
    expect(readFile(workbookOf(CCB_ROWS, bookType))).toMatchObject({
      credits: [
        {
          ...{
            rowNumber: 3,
            receivedOn: '2026-01-06',
            amountFen: 200_000,
            reference: '1-305XYZ01',
          },
          ...{ payerName: '平湖某某箱包有限公司', remark: '电子汇入 样品测试' },
        },
      ],
      debits: 1,
      faults: [],
    });
  });

  it('BOC: headings in two languages, and money that came as 来账', () => {
    expect(readFile(workbookOf(BOC_ROWS))).toMatchObject({
      credits: [{ payerName: '上海某某大学', amountFen: 6_600_000, remark: '测试加工费' }],
      debits: 1,
      faults: [],
    });
  });

  it('in UTF-8, parted by tabs, with sums and a header repeated by page', () => {
    const header = '交易日期\t对方户名\t收入金额（元）\t支出金额（元）\t流水号\t摘要';
    const lines = [
      ...['承前页\t\t\t\t\t', header, '2026/1/3\t甲公司\t1.00\t\tA1\t', header],
      ...[
        '2026-01-04\t乙公司\t-\t2.00\tA2\t',
        '本页合计\t\t1.00\t2.00\t\t',
        '打印时间：2026-02-01',
      ],
    ];
    const bom = Buffer.from([0xef, 0xbb, 0xbf]);
    expect(readFile(Buffer.concat([bom, encode(lines.join('\n'), 'utf8')]))).toMatchObject({
      credits: [{ rowNumber: 3, payerName: '甲公司', amountFen: 100 }],
      debits: 1,
      faults: [],
    });
  });
});

const HEADER = '交易日期,对方户名,贷方发生额,借方发生额,流水号,币种';
const faultsOf = (...lines: string[]) =>
  readFile(gbkOf([HEADER, ...lines])).faults.map(({ pointer, code }) => [pointer, code]);

describe('a row that cannot be taken', () => {
  it.each([
    ['2026-13-01,甲,1.00,,A,', 'receivedOn', 'date-impossible'],
    ['2026-02-02,甲,1.00,,A,', 'receivedOn', 'date-in-future'],
    ['5日,甲,1.00,,A,', 'receivedOn', 'date-unreadable'],
    ['2026-01-05,甲,一百元,,A,', 'credit', 'amount-unreadable'],
    ['2026-01-05,甲,1.005,,A,', 'credit', 'amount-unreadable'],
    ['2026-01-05,甲,-1.00,,A,', 'credit', 'amount-negative'],
    ['2026-01-05,甲,0.00,0.00,A,', 'credit', 'amount-missing'],
    ['2026-01-05,甲,1.00,2.00,A,', 'credit', 'both-sides'],
    ['2026-01-05,甲,1.00,,,', 'reference', 'required'],
    ['2026-01-05,甲,1.00,,1.2026E+15,', 'reference', 'reference-rounded'],
    [`2026-01-05,甲,1.00,,${'9'.repeat(101)},`, 'reference', 'too-long'],
    ['2026-01-05,甲,1.00,,A,美元', 'currency', 'foreign-currency'],
  ])('%s', (line, field, code) => {
    expect(faultsOf(line)).toEqual([[`/rows/2/${field}`, code]]);
  });

  it('has the serial number of an earlier one', () => {
    expect(faultsOf('2026-01-05,甲,1,,A,', '2026-01-06,乙,2,,A,')).toEqual([
      ['/rows/3/reference', 'reference-twice'],
    ]);
  });

  it('neither came nor went', () => {
    const { faults } = readFile(
      gbkOf(['交易日期,对方户名,交易金额,收支标志,流水号', '2026-01-05,甲,5.00,调整,A']),
    );
    expect(faults).toMatchObject([{ pointer: '/rows/2/direction', code: 'direction-unknown' }]);
  });

  it('is told with all that is wrong, each by row, column, value and way out', () => {
    const { credits, faults } = readFile(gbkOf([HEADER, '2026-13-01,甲,1.00,,,美元']));
    expect(credits).toEqual([]);
    expect(faults.map(({ code }) => code)).toEqual([
      ...['date-impossible', 'required', 'foreign-currency'],
    ]);
    expect(faults[0]?.message.zh).toMatch(/^第 2 行“交易日期”列“2026-13-01”：.*请/);
  });
});

describe('the header of a statement', () => {
  it('lacks columns by their usual names, beside those that were recognised', () => {
    const columns = findBankColumns([['交易时间', '交易金额(元)', '付款人', '余额']]);
    if (!columns) throw new Error('no header');
    expect(missingColumns(columns)).toEqual([
      '交易流水号',
      '贷方发生额（或 交易金额 和 借贷标志）',
    ]);
    expect(columnsNamed(columns)).toBe(
      '交易日期=“交易时间”、交易金额=“交易金额(元)”、对方户名=“付款人”',
    );
  });

  it('is not looked for below a page of other text', () => {
    const page = Array.from({ length: 30 }, () => ['说明']);
    expect(findBankColumns([...page, HEADER.split(',')])).toBeUndefined();
  });
});

describe('an amount in yuan', () => {
  it.each([
    ['1,234.50', 123_450],
    ['+0.1', 10],
    ['¥ 12', 1_200],
    ['１２．３４元', 1_234],
    ['-5.00', -500],
    ['1.230', 123],
    ['0.07', 7],
    ['10000000000.01', null],
    ['1.2.3', null],
    ['', null],
  ])('%s', (text, amount) => {
    expect(readYuan(text)).toBe(amount);
  });
});
