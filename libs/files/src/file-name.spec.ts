import fc from 'fast-check';
import { FILE_KINDS } from './file-kind';
import { attachmentOf, nameOfKind, shownFileName } from './file-name';

describe('shownFileName', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['/etc/passwd', 'passwd'],
    ['..\\..\\windows\\win.ini', 'win.ini'],
    ['C:\\fakepath\\合同.pdf', '合同.pdf'],
    ['a/../../b/', 'file'],
    ['..', 'file'],
    ['.', 'file'],
    ['', 'file'],
    ['\u0000\r\n', 'file'],
    ['a\u0000b\r\nSet-Cookie: x.pdf', 'abSet-Cookie: x.pdf'],
    ['发票\u202efdp.exe', '发票fdp.exe'],
    ['e\u0301.pdf', 'é.pdf'],
  ])('#28 of %j is %j', (given, shown) => {
    expect(shownFileName(given)).toBe(shown);
  });

  it('#28 never holds a separator, a control character, or more than 200 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const shown = shownFileName(given);
        expect(shown).not.toMatch(/[/\\\p{Cc}]/u);
        expect([...shown].length).toBeGreaterThan(0);
        expect([...shown].length).toBeLessThanOrEqual(200);
      }),
    );
  });
});

describe('nameOfKind', () => {
  const [pdf, , jpeg] = FILE_KINDS;

  it.each([
    ['报告.pdf', pdf, '报告.pdf'],
    ['报告.PDF', pdf, '报告.PDF'],
    ['photo.jpeg', jpeg, 'photo.jpeg'],
    ['run.exe', pdf, 'run.exe.pdf'],
    ['', pdf, 'file.pdf'],
    ['x'.repeat(300), pdf, `${'x'.repeat(196)}.pdf`],
  ])('#26 lets %j end as its content demands', (given, kind, expected) => {
    expect(kind && nameOfKind(given, kind)).toBe(expected);
  });
});

describe('attachmentOf', () => {
  it.each([
    ['report.pdf', `filename="report.pdf"; filename*=UTF-8''report.pdf`],
    [
      '检测报告.pdf',
      `filename="____.pdf"; filename*=UTF-8''%E6%A3%80%E6%B5%8B%E6%8A%A5%E5%91%8A.pdf`,
    ],
    ['a"b.pdf', `filename="a_b.pdf"; filename*=UTF-8''a%22b.pdf`],
    ["it's (1)*.pdf", `filename="it's (1)*.pdf"; filename*=UTF-8''it%27s%20%281%29%2A.pdf`],
    ['a\r\nX: y.pdf', `filename="aX: y.pdf"; filename*=UTF-8''aX%3A%20y.pdf`],
    ['100%.pdf', `filename="100_.pdf"; filename*=UTF-8''100%25.pdf`],
  ])('#24 encodes %j', (name, expected) => {
    expect(attachmentOf(name)).toBe(`attachment; ${expected}`);
  });

  it('#24 is one header line of printable ASCII that gives the name back, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (name) => {
        const header = attachmentOf(name);
        expect(header).toMatch(/^attachment; filename="[^"\\]*"; filename\*=UTF-8''[\w.~%-]+$/);
        expect(header).toMatch(/^[\x20-\x7e]+$/);
        const encoded = header.slice(header.indexOf(`''`) + 2);
        expect(decodeURIComponent(encoded)).toBe(shownFileName(name));
      }),
    );
  });
});
