import { utils, write } from '@e965/xlsx';
import { buffer } from 'node:stream/consumers';
import { LedgerReader } from '@app/instruments';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { readLedger } from '../../../instruments/src/import/ledger';
import { TestCalendar, type TestInstrument } from '../testing/calendar';
import { UsageDesk } from './testing/usage-desk';
import { templateHeader } from './usage-sheet';

/** Reads where the test runs; the thread is met end to end. */
class InlineReader extends LedgerReader {
  override read(...[content, wishes]: Parameters<LedgerReader['read']>) {
    return Promise.resolve(readLedger(content, wishes));
  }
}

let database: TestDatabase;
let calendar: TestCalendar;
let desk: UsageDesk;
let instrument: TestInstrument;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  calendar = await TestCalendar.start(database.url, 4);
  desk = new UsageDesk(calendar, new InlineReader());
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});
beforeEach(async () => {
  instrument = await calendar.buildInstrument();
});

type Cell = string | number;

const GOOD: readonly Cell[] = [
  ...['2026-03-02', '09:00', '', '11:30', '', '', 2, '分析中心', '', '内部', '补录', '第 3 页'],
];
const row = (changes: Record<number, Cell> = {}): Cell[] =>
  GOOD.map((cell, index) => changes[index] ?? cell);

const sheet = (
  rows: readonly Cell[][],
  header: readonly string[] = templateHeader('zh'),
): Buffer => {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet([[...header], ...rows]));
  return write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer;
};

const upload = (content: Buffer, onRefused?: 'skip') =>
  desk.imports.take(instrument.lab, instrument.id, { fileName: 'log.xlsx', content }, onRefused);

const count = async (): Promise<number> => {
  const { items } = await desk.records.list(instrument.id, { limit: 200 });
  return items.length;
};

describe('a filled template', () => {
  it('becomes drafts, times of spreadsheets and English headers too', async () => {
    const rows = [
      row(),
      row({ 1: 0.5, 3: '13:00' }),
      row({ 1: '23:00', 2: '2026-03-03', 3: '1:00', 5: 60, 9: 'shared' }),
    ];
    await expect(upload(sheet(rows, templateHeader('en')))).resolves.toMatchObject({
      written: 3,
      refused: 0,
    });
    const { items } = await desk.records.list(instrument.id, {});
    expect(
      items.map(({ startsAt, endsAt, machineMinutes, state }) => [
        startsAt,
        endsAt,
        machineMinutes,
        state,
      ]),
    ).toEqual([
      ['2026-03-02T23:00:00.000+08:00', '2026-03-03T01:00:00.000+08:00', 60, 'draft'],
      ['2026-03-02T12:00:00.000+08:00', '2026-03-02T13:00:00.000+08:00', 60, 'draft'],
      ['2026-03-02T09:00:00.000+08:00', '2026-03-02T11:30:00.000+08:00', 150, 'draft'],
    ]);
  });

  it('with a refused row writes nothing, and the others when told to skip', async () => {
    const content = sheet([
      row(),
      row({ 0: '2026-02-30', 9: '别的' }),
      row({ 1: '11:00', 3: '12:00' }),
      row({ 1: '12:00', 3: '13:00', 4: 7 }),
    ]);
    const verdicts = {
      rows: [
        { rowNumber: 2, verdict: 'accepted', errors: [] },
        { rowNumber: 3, verdict: 'refused', errors: [{ pointer: '/date' }, { pointer: '/kind' }] },
        { rowNumber: 4, verdict: 'refused', errors: [{ code: 'usage-overlaps' }] },
        { rowNumber: 5, verdict: 'refused', errors: [{ pointer: '/unit' }] },
      ],
    };
    await expect(upload(content)).resolves.toMatchObject({ written: 0, refused: 3, ...verdicts });
    expect(await count()).toBe(0);
    await expect(upload(content, 'skip')).resolves.toMatchObject({ written: 1, ...verdicts });
    expect(await count()).toBe(1);
    // The same file once more: everything is there.
    await expect(upload(content, 'skip')).resolves.toMatchObject({ written: 0, refused: 4 });
  });

  it('of other columns is refused with their names', async () => {
    await expect(upload(sheet([], ['使用日期', '时间']))).rejects.toMatchObject({
      members: { errors: [{ pointer: '/file', code: 'columns-missing' }] },
    });
    await expect(upload(Buffer.from([0, 1, 2]))).rejects.toMatchObject({
      code: expect.any(String) as string,
    });
  });

  it('is downloaded with the header the import knows', async () => {
    const content = await buffer(desk.imports.template('zh').stream);
    await expect(upload(content)).resolves.toEqual({ written: 0, refused: 0, rows: [] });
  });
});
