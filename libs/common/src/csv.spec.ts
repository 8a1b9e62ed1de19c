import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CSV_START, csvLine, type CsvValue } from './csv';

const read = (text: string): string[][] => parse(text, { relax_column_count: true, bom: true });

describe('csvLine', () => {
  it('writes what a reader reads back', () => {
    const row = ['扫描电镜', 'a "quoted", text', 'two\nlines', -12.5, true, null, ''];
    expect(read(CSV_START + csvLine(row))).toEqual([
      ['扫描电镜', 'a "quoted", text', 'two\nlines', '-12.5', 'true', '', ''],
    ]);
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\u0000=1',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    ' =1',
  ])('#25 never lets %j be a formula', (text) => {
    expect(read(csvLine([text]))[0]?.[0]).toBe(`'${text}`);
  });

  it('#25 starts no cell with what a spreadsheet would work out, and leaves numbers numbers', () => {
    const value = fc.oneof<fc.Arbitrary<CsvValue>[]>(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('=cmd|a', '-2+3', '@x', '＝x', '\t=x').map((start) => `${start}\u0007`),
      fc.integer(),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (row) => {
        const [cells = []] = read(csvLine(row));
        row.forEach((given, index) => {
          if (typeof given === 'number') expect(Number(cells[index])).toBe(given);
          else expect('=+-@＝＋－＠\t\r\u0000').not.toContain(cells[index]?.[0] ?? 'an empty cell');
        });
      }),
    );
  });
});
