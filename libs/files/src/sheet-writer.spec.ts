import { buffer, text } from 'node:stream/consumers';
import { read, utils } from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { namesInArchive } from './archive';
import { type SheetContent, type SheetValue, writeSheet } from './sheet-writer';

const FORMULA_STARTS = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\u0000'];
const PAYLOADS = [
  '=1+1',
  "=cmd|' /C calc'!A0",
  '+SUM(1,1)',
  "-2+3+cmd|' /C calc'!A0",
  '@SUM(1)',
  '=HYPERLINK("http://evil.example","click")',
  '＝1+1',
  '\t=1',
  '\r=1',
];

const bytesOf = (content: SheetContent): Promise<Buffer> =>
  buffer(writeSheet('xlsx', content).stream);
const textOf = (content: SheetContent): Promise<string> => text(writeSheet('csv', content).stream);

async function cellsOf(rows: SheetValue[][]) {
  const book = read(await bytesOf({ header: ['a', 'b'], rows }), {
    cellFormula: true,
    dense: true,
  });
  return (book.Sheets.Sheet1?.['!data'] ?? []).slice(1);
}

describe('an .xlsx that is written', () => {
  it('keeps types: text, number, exact decimal and date', async () => {
    const [row] = await cellsOf([
      ['010102', 42, { decimal: '299999.99' }, { date: '2019-05-06' }, null, ''],
    ]);
    expect(row?.map((cell) => [cell.t, cell.v])).toEqual([
      ['s', '010102'],
      ['n', 42],
      ['n', 299_999.99],
      ['n', 43_591],
    ]);
    expect(row?.[3]?.w).toBe('2019-05-06');
  });

  it.each(PAYLOADS)('#25 holds %j as text and never as a formula', async (payload) => {
    const [[cell] = []] = await cellsOf([[payload]]);
    expect(cell).toMatchObject({ t: 's' });
    expect(cell?.f).toBeUndefined();
  });

  it('gives back whatever XML can hold', async () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 5 }), async (given) => {
        const [row = []] = await cellsOf([given]);
        // eslint-disable-next-line no-control-regex -- XML has no way to write these
        const plain = (value: string) => value.replace(/[\u0000-\u001f\ufffe\uffff]/g, '');
        expect(given.map((_, index) => plain(String(row[index]?.v ?? '')))).toEqual(
          given.map(plain),
        );
      }),
      { numRuns: 50 },
    );
  });

  it.each(['_x0041_', '<b>&amp;"\'', ' blank ', 'two\nlines', '😀'])('keeps %j', async (given) => {
    const [[cell] = []] = await cellsOf([[given]]);
    expect(cell?.v).toBe(given);
  });

  it('is an archive that our own check takes, the same bytes for the same rows', async () => {
    const content = { header: ['a'], rows: [['x'], ['y']] };
    const bytes = await bytesOf(content);
    expect(bytes).toEqual(await bytesOf(content));
    expect([...(await namesInArchive(bytes))]).toContain('xl/worksheets/sheet1.xml');
  });

  it('takes as many rows as come, one after the other', async () => {
    let asked = 0;
    function* rows(): Generator<SheetValue[]> {
      for (; asked < 20_000; asked += 1) yield [`row ${asked}`, asked];
    }
    const book = read(await bytesOf({ header: ['a', 'b'], rows: rows() }), { dense: true });
    expect(book.Sheets.Sheet1?.['!data']).toHaveLength(20_001);
    expect(utils.decode_range(book.Sheets.Sheet1?.['!ref'] ?? '').e).toEqual({ r: 20_000, c: 1 });
  });

  it('ends with the error of its rows', async () => {
    function* broken(): Generator<SheetValue[]> {
      yield ['x'];
      throw new Error('the database is gone');
    }
    await expect(bytesOf({ header: ['a'], rows: broken() })).rejects.toThrow('gone');
  });
});

describe('a CSV that is written', () => {
  it('keeps numbers as numbers, negative ones too', async () => {
    const written = await textOf({ header: ['a'], rows: [[-5], [{ decimal: '-12.50' }]] });
    expect(parse(written, { bom: true })).toEqual([['a'], ['-5'], ['-12.5']]);
  });

  it('#25 has no cell that starts a formula, whatever the texts', async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc
        .tuple(fc.constantFrom(...FORMULA_STARTS), fc.string({ maxLength: 20 }))
        .map((parts) => parts.join('')),
      fc.constantFrom(...PAYLOADS),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 4 }), async (given) => {
        const written = await textOf({ header: ['a'], rows: [given] });
        const records: string[][] = parse(written, { bom: true, relax_column_count: true });
        for (const cell of records[1] ?? []) expect(cell).not.toMatch(/^[=+\-@＝＋－＠\t\r\0]/);
      }),
    );
  });
});
