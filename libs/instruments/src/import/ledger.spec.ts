import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { utils, write } from '@e965/xlsx';
import { encode } from 'iconv-lite';
import { mustShare } from '../instrument.rules';
import { readLedger, rowsBelow } from './ledger';
import { ledgerTypeOf } from './ledger-content';
import { missingColumns, proposeMapping, valuesOf } from './ledger-mapping';
import { judgeRow, type JudgedRow } from './row-verdict';

const sample = (name: string): Buffer => readFileSync(join(__dirname, 'samples', name));

/** What becomes of a file's rows when nobody settled anything about it. */
function judge(content: Buffer): JudgedRow[] {
  const { rows, headerRow, ...place } = readLedger(content, { settled: [] });
  const mapping = proposeMapping(rows, { ...place, headerRow: headerRow ?? 1 });
  return rowsBelow(rows, mapping).map(({ rowNumber, cells }) =>
    judgeRow(rowNumber, valuesOf(cells, mapping), { ...mapping, holderRegionCode: '330402' }),
  );
}

/** What is said about a row, of one severity. */
const said = (row: JudgedRow | undefined, severity: 'refused' | 'warned') =>
  row?.messages.filter((message) => message.severity === severity) ?? [];

const HEADER = ['资产编号', '仪器名称', '原值', '购置日期', '分类号', '经费来源'];
const ROW = ['A-1', '扫描电镜', '300000', '2024-01-05', '010102', '地方财政'];

const csv = (...rows: string[][]): Buffer =>
  Buffer.from(rows.map((row) => row.join(',')).join('\n'));

function workbook(rows: unknown[][], bookType: 'xlsx' | 'biff8' = 'xlsx'): Buffer {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet(rows), '台账');
  return write(book, { type: 'buffer', bookType }) as Buffer;
}

describe('the ledger of a university (.xlsx, two title rows, mixed dates, yuan)', () => {
  let rows: JudgedRow[];
  beforeAll(() => {
    rows = judge(sample('university-asset-ledger.xlsx'));
  });

  it('finds its 31 instruments below the title rows', () => {
    expect(rows).toHaveLength(31);
    expect(rows[0]?.rowNumber).toBe(4);
    expect(rows.at(-1)?.rowNumber).toBe(34);
  });

  it.each([
    ['SB20260001', '2019-05-06'],
    ['SB20260002', '2017-11-20'],
    ['SB20260003', '2018-03-15'],
    ['SB20260004', '2020-09-01'],
    ['SB20260006', '2022-04-11'],
    ['SB20260025', '2013-12-31'],
  ])('reads the date of %s as %s', (assetNumber, acceptedOn) => {
    expect(rows.find((row) => row.assetNumber === assetNumber)?.draft).toMatchObject({
      acceptedOn,
    });
  });

  it('shares the one at exactly 300,000.00 and not the one a fen below', () => {
    const at = (number: string) => rows.find((row) => row.assetNumber === number);
    const [exact, below] = [at('SB20260025'), at('SB20260030')];
    expect(exact?.draft?.originalValueFen).toBe(30_000_000);
    expect(below?.draft?.originalValueFen).toBe(29_999_999);
    const duty = (row?: JudgedRow) => row?.draft && mustShare({ ...row.draft, useObliged: false });
    expect([duty(exact), duty(below)]).toEqual([true, false]);
    expect(below?.messages).toEqual([]);
  });

  it('refuses only the row with the impossible date, naming field, value and way out', () => {
    const refused = rows.filter((row) => !row.draft);
    expect(refused.map((row) => row.assetNumber)).toEqual(['SB20260031']);
    expect(said(refused[0], 'refused')).toMatchObject([
      { field: 'acceptedOn', value: '2023-13-01', code: 'date-impossible' },
    ]);
  });

  it('takes the holder’s region for a file that has none', () => {
    expect(new Set(rows.flatMap((row) => row.draft?.regionCode ?? []))).toEqual(
      new Set(['330402']),
    );
  });
});

describe('the ledger of an institute (.csv in GB18030, 万元, other column names)', () => {
  it('reads every row, amounts exact in fen', () => {
    const rows = judge(sample('institute-asset-ledger-gb18030.csv'));
    expect(rows.every((row) => row.draft)).toBe(true);
    expect(rows).toHaveLength(12);
    expect(rows[0]).toMatchObject({
      rowNumber: 2,
      draft: {
        nameZh: '场发射扫描电子显微镜',
        originalValueFen: 245_000_000,
        acceptedOn: '2019-05-06',
        fundingClasses: ['fiscal_local'],
        contactPhone: '13800000000',
      },
    });
  });
});

describe('readLedger', () => {
  it.each(['Asia/Shanghai', 'America/New_York', 'UTC'])(
    'keeps ISO date cells where they are in %s',
    (zone) => {
      const before = process.env.TZ;
      process.env.TZ = zone;
      try {
        const [row] = judge(sample('university-asset-ledger.xlsx'));
        expect(row?.draft?.acceptedOn).toBe('2019-05-06');
      } finally {
        process.env.TZ = before;
      }
    },
  );

  it('reads an old .xls', () => {
    const rows = judge(workbook([['某单位设备台账'], HEADER, ROW], 'biff8'));
    expect(rows).toMatchObject([{ rowNumber: 3, draft: { assetNumber: 'A-1' } }]);
  });

  it.each([
    ['UTF-8', (text: string) => Buffer.from(text)],
    ['UTF-8 with a mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['GB18030', (text: string) => encode(text, 'gb18030')],
  ])('reads %s text', (_, bytes) => {
    const rows = judge(bytes([HEADER, ['A-1', '㐀䶵镕仪器', ...ROW.slice(2)]].join('\n')));
    expect(rows[0]?.nameZh).toBe('㐀䶵镕仪器');
  });

  it('pads a category kept as a number and leaves sums and blank rows out', () => {
    const rows = judge(
      workbook([
        HEADER,
        ['A-1', '扫描电镜', 300000, 45_296, 10102, '地方财政'],
        [],
        ['合计', null, 300000],
      ]),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.draft).toMatchObject({ categoryCode: '010102', acceptedOn: '2024-01-05' });
  });

  it('takes a formula’s value, never its text', () => {
    const sheet = utils.aoa_to_sheet([HEADER, ROW]);
    sheet.C2 = { t: 'n', v: 299_999.99, f: '100000+199999.99' };
    const book = utils.book_new();
    utils.book_append_sheet(book, sheet, '台账');
    const [row] = judge(write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer);
    expect(row?.draft?.originalValueFen).toBe(29_999_999);
  });

  it('names every fault of a row at once', () => {
    const [row] = judge(csv(HEADER, ['', '扫描电镜', '很贵', '2023-13-01', '150000', '不详']));
    expect(said(row, 'refused').map(({ field, code }) => `${field} ${code}`)).toEqual([
      'assetNumber missing',
      'categoryCode category-unknown',
      'originalValue amount-unreadable',
      'fundingClasses funding-unknown',
      'acceptedOn date-impossible',
    ]);
  });

  it('warns about what must be filled in before submission', () => {
    const [row] = judge(csv(HEADER, ROW));
    expect(row?.draft).toBeDefined();
    expect(said(row, 'warned').map(({ field }) => field)).toEqual([
      'model',
      'manufacturer',
      'address',
    ]);
  });

  it('prefers the date of acceptance to the date of purchase', () => {
    const [row] = judge(csv([...HEADER, '验收日期'], [...ROW, '2024-03-01']));
    expect(row?.draft?.acceptedOn).toBe('2024-03-01');
  });

  it.each([
    [
      'ledger-unreadable',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]),
    ],
    ['ledger-unreadable', Buffer.from('资产编号\0')],
    ['ledger-encoding', Buffer.concat([Buffer.from('资产编号'), Buffer.from([0xff, 0xff, 0xff])])],
    ['ledger-too-many-rows', csv(HEADER, ...Array.from({ length: 20_100 }, () => ROW))],
    [
      'ledger-too-many-columns',
      csv(
        HEADER,
        Array.from({ length: 101 }, () => 'x'),
      ),
    ],
  ])('#26 refuses a file as %s', (code, content) => {
    expect(() => readLedger(content, { settled: [] })).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['file-unreadable', Buffer.from('PK\u0003\u0004 and then nonsense')],
    ['ledger-unreadable', Buffer.from('资产编号\0')],
    [
      'ledger-macros',
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.alloc(512),
        Buffer.from('_VBA_PROJECT_CUR', 'utf16le'),
      ]),
    ],
  ])('#26 refuses a file as %s before it is kept', async (code, content) => {
    await expect(ledgerTypeOf(content)).rejects.toMatchObject({ code });
  });

  it('says when there is no header, and which required columns are not there', () => {
    expect(readLedger(csv(['姓名', '年龄'], ['张三', '30']), { settled: [] }).headerRow).toBeNull();
    expect(readLedger(Buffer.from(''), { settled: [] })).toMatchObject({ rows: [] });
    const { rows, ...place } = readLedger(
      csv(['资产编号', '仪器名称', '原值'], ['A-1', '电镜', '1']),
      { settled: [] },
    );
    const mapping = proposeMapping(rows, { ...place, headerRow: 1 });
    expect(missingColumns(mapping)).toEqual(['验收日期', '分类号', '经费来源']);
    expect(missingColumns({ ...mapping, fixed: { categoryCode: '010102' } })).toHaveLength(2);
  });
});
