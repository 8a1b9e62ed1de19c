import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { TestRegister } from '../testing/register';

const UNIVERSITY = 'university-asset-ledger.xlsx';
const done = () => Promise.resolve();

let database: TestDatabase;
let register: TestRegister;
let lab: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
});
afterAll(() => database.drop());
beforeEach(async () => {
  lab = await register.buildActor('lab_manager');
});

async function start(fileName: string, content?: Buffer): Promise<string> {
  const { runId } = await register.runs.start(lab, {
    fileName,
    content: content ?? readFileSync(join(__dirname, 'samples', fileName)),
  });
  return runId;
}

async function import_(fileName: string, content?: Buffer): Promise<string> {
  const runId = await start(fileName, content);
  await register.imports.run(runId, { done });
  return runId;
}

const countInstruments = async (): Promise<number> => {
  const [row]: { count: number }[] = await database.dataSource.query(
    'SELECT count(*)::int AS count FROM instrument WHERE holder_id = $1',
    [lab.organisationId],
  );
  return row?.count ?? 0;
};

describe('LedgerImportService.run', () => {
  it('gives one verdict per row of the sample and makes drafts of the good ones', async () => {
    const runId = await import_(UNIVERSITY);
    expect(await register.runs.get(runId)).toMatchObject({
      state: 'finished',
      fileName: UNIVERSITY,
      done: 31,
      total: 31,
      accepted: 30,
      warned: 0,
      refused: 1,
    });
    expect(await countInstruments()).toBe(30);
    const { items } = await register.runs.rows(runId, { limit: 200 });
    expect(items.map(({ rowNumber }) => rowNumber)).toEqual(items.map((_, index) => index + 4));
    const row = (assetNumber: string) => items.find((item) => item.assetNumber === assetNumber);
    expect(row('SB20260025')).toMatchObject({ verdict: 'accepted', sharingDuty: 'obliged' });
    expect(row('SB20260030')).toMatchObject({ verdict: 'accepted', sharingDuty: 'voluntary' });
    expect(row('SB20260031')).toMatchObject({ verdict: 'refused' });
    expect(row('SB20260031')?.messages[0]).toMatchObject({
      field: 'acceptedOn',
      value: '2023-13-01',
    });
    expect(row('SB20260031')?.instrumentId).toBeUndefined();
    const drafted = await register.instruments.get(row('SB20260001')?.instrumentId ?? '');
    expect(drafted).toMatchObject({
      status: 'draft',
      acceptedOn: '2019-05-06',
      regionCode: '330402',
    });
  });

  it('reads 万元 and GB18030', async () => {
    const runId = await import_('institute-asset-ledger-gb18030.csv');
    expect(await register.runs.get(runId)).toMatchObject({ total: 12, accepted: 12 });
    const { items } = await register.instruments.list(lab, { q: 'ZC-1001' });
    expect(items[0]).toMatchObject({
      originalValueFen: 245_000_000,
      nameZh: '场发射扫描电子显微镜',
    });
  });

  it('filters and pages the rows', async () => {
    const runId = await import_(UNIVERSITY);
    const refused = await register.runs.rows(runId, { verdict: 'refused' });
    expect(refused.items.map(({ rowNumber }) => rowNumber)).toEqual([34]);
    const first = await register.runs.rows(runId, { limit: 30 });
    const second = await register.runs.rows(runId, { limit: 30, cursor: first.next });
    expect([first.items.length, second.items.length, second.next]).toEqual([30, 1, undefined]);
  });

  it('doubles nothing when the job is delivered twice at once, or again after the end', async () => {
    const runId = await start(UNIVERSITY);
    await Promise.all([
      register.imports.run(runId, { done }),
      register.imports.run(runId, { done }),
    ]);
    await register.imports.run(runId, { done });
    expect(await countInstruments()).toBe(30);
    expect(await register.runs.get(runId)).toMatchObject({
      done: 31,
      accepted: 30,
      refused: 1,
    });
  });

  it('goes on where a crash left it', async () => {
    const runId = await start(UNIVERSITY);
    const crash = () => Promise.reject(new Error('the process died'));
    await expect(register.imports.run(runId, { done: crash })).rejects.toThrow('died');
    // As if the process had died between two chunks: the last rows are judged, and not settled.
    await database.dataSource.query(
      `UPDATE import_row SET outcome = NULL, instrument_id = NULL WHERE run_id = $1 AND row_number > 20`,
      [runId],
    );
    await database.dataSource.query(
      `UPDATE import_run SET state = 'committing', registered = 17, left_out = 0 WHERE id = $1`,
      [runId],
    );
    await register.imports.run(runId, { done });
    expect(await register.runs.get(runId)).toMatchObject({
      ...{ state: 'finished', done: 31, refused: 1 },
      ...{ registered: 17, linked: 13, leftOut: 1 },
    });
    expect(await countInstruments()).toBe(30);
  });

  it('warns about what is registered already and changes nothing', async () => {
    await import_(UNIVERSITY);
    const runId = await import_(UNIVERSITY);
    expect(await register.runs.get(runId)).toMatchObject({
      ...{ accepted: 0, warned: 30, refused: 1 },
      ...{ registered: 0, linked: 30, leftOut: 1, done: 31 },
    });
    const { items } = await register.runs.rows(runId, { verdict: 'warned', limit: 1 });
    expect(items[0]?.messages).toMatchObject([{ code: 'already-registered', value: 'SB20260001' }]);
    expect(await countInstruments()).toBe(30);
  });

  it('fails a file without a header as a whole, with the way out, and does not retry it', async () => {
    const runId = await import_('notes.csv', Buffer.from('姓名,年龄\n张三,30'));
    expect(await register.runs.get(runId)).toMatchObject({
      state: 'failed',
      failure: { code: 'ledger-header-missing' },
    });
  });
});

describe('ImportRunsService', () => {
  it('asks for the import in the transaction of the run', async () => {
    expect(await register.countMessages(await start(UNIVERSITY), 'import-ledger')).toBe(1);
  });
});
