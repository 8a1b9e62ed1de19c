import { randomBytes } from 'node:crypto';
import { FILE_KINDS, fileKindOf, uploadKindOf } from './file-kind';
import { archiveOf, archiveWith, type FakeEntry, SAMPLES } from './testing/archive';

const refusalOf = (content: Buffer) => fileKindOf(content).catch((error: unknown) => error);

describe('fileKindOf', () => {
  it('#26 tells every kind that is taken by its content', async () => {
    const kinds = await Promise.all(Object.values(SAMPLES).map((content) => fileKindOf(content)));
    expect(kinds.map(({ mediaType }) => mediaType)).toEqual([
      'application/pdf',
      'image/png',
      'image/jpeg',
      'application/ofd',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ]);
    expect(new Set(kinds)).toEqual(new Set(FILE_KINDS));
  });

  it.each([
    ['an empty file', Buffer.alloc(0), 'file-empty'],
    ['text', Buffer.from('hello'), 'file-kind'],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), 'file-kind'],
    ['a picture that is a program', Buffer.from('<svg onload="alert(1)"/>'), 'file-kind'],
    ['a program', Buffer.from('MZ\u0090\u0000'), 'file-kind'],
    ['a page that mentions PDF', Buffer.from('<html>%PDF-1.7'), 'file-kind'],
    ['half a PNG signature', SAMPLES.png.subarray(0, 8), 'file-kind'],
    ['an archive of something else', archiveWith('readme.txt'), 'file-kind'],
    ['an old spreadsheet', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'file-kind'],
    ['a workbook with macros', archiveWith('xl/workbook.xml', 'xl/vbaProject.bin'), 'file-macros'],
  ])('#26 refuses %s', async (_what, content, code) => {
    expect(await refusalOf(content)).toMatchObject({
      kind: 'rule',
      code,
      members: { errors: [{ pointer: '/file' }] },
    });
  });
});

describe('uploadKindOf', () => {
  it.each([
    ['time;force\n0,1;2,5\n', 'text/plain'],
    ['\ufeff时间\t力值\r\n', 'text/plain'],
    [SAMPLES.pdf, 'application/pdf'],
    [SAMPLES.xlsx, FILE_KINDS[4]?.mediaType],
  ])('#26 tells text from every other kind: %j', async (content, mediaType) => {
    expect(await uploadKindOf(Buffer.from(content))).toMatchObject({ mediaType });
  });

  it.each([
    ['a page', Buffer.from('<html>'), 'file-kind'],
    ['a page behind blanks', Buffer.from('\ufeff \n<svg onload="alert(1)"/>'), 'file-kind'],
    ['nothing', Buffer.alloc(0), 'file-empty'],
    ['text of another encoding', Buffer.from('cab1bce4', 'hex'), 'file-kind'],
    ['bytes of a program', Buffer.from('MZ\u0000'), 'file-kind'],
  ])('#26 refuses %s', async (_what, content, code) => {
    await expect(uploadKindOf(content)).rejects.toMatchObject({ code });
  });
});

describe('an archive', () => {
  const workbook = { name: 'xl/workbook.xml', content: Buffer.from('<workbook/>') };
  const zeros = (mebibytes: number) => Buffer.alloc(mebibytes * 1024 * 1024);

  it.each<[string, FakeEntry[]]>([
    ['unpacks to more than 100 times its size', [{ ...workbook, content: zeros(20) }]],
    [
      'has more than 200 entries',
      Array.from({ length: 201 }, (_, index) => ({ ...workbook, name: `a${index}` })),
    ],
    [
      'unpacks to more than 100 MiB in all',
      [
        { name: 'xl/media/noise.png', content: randomBytes(2 * 1024 * 1024) },
        { ...workbook, content: zeros(99) },
      ],
    ],
  ])('#27 is refused when it %s', async (_what, entries) => {
    expect(await refusalOf(archiveOf(entries))).toMatchObject({ code: 'file-too-large-inside' });
  });

  it('#27 is counted only up to the limit: a bomb of 200 MB is refused', async () => {
    const content = archiveOf([{ ...workbook, content: zeros(200) }]);
    expect(await refusalOf(content)).toMatchObject({ code: 'file-too-large-inside' });
  });

  it.each<[string, FakeEntry[]]>([
    ['climbs out of its folder', [{ ...workbook, name: '../../etc/passwd' }]],
    ['starts at the root', [{ ...workbook, name: '/etc/passwd' }]],
    ['is there twice', [workbook, workbook]],
    ['is there twice but for case', [workbook, { ...workbook, name: 'XL/Workbook.xml' }]],
    ['is a symbolic link', [{ ...workbook, attributes: (0o120777 << 16) >>> 0 }]],
    ['is bigger than the directory claims', [{ ...workbook, content: zeros(1), claimed: 10 }]],
    [
      'declares a document type',
      [{ ...workbook, content: Buffer.from('<!DOCTYPE x [<!ENTITY a "b">]>') }],
    ],
    [
      'declares one across two chunks',
      [{ ...workbook, content: Buffer.from(`${' '.repeat(16 * 1024 - 4)}<!DOCTYPE x>`) }],
    ],
  ])('#27 is refused when an entry %s', async (_what, entries) => {
    expect(await refusalOf(archiveOf(entries))).toMatchObject({ code: 'file-unreadable' });
  });

  it('#27 is refused when it is cut off', async () => {
    const content = archiveOf([workbook]).subarray(0, 60);
    expect(await refusalOf(content)).toMatchObject({ code: 'file-unreadable' });
  });
});
