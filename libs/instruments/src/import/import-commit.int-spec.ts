import { text as textOf } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { csv, HEADER, ImportDesk, line } from '../testing/import-desk';
import { TestRegister } from '../testing/register';

let database: TestDatabase;
let register: TestRegister;
let desk: ImportDesk;

const openDesk = async (): Promise<ImportDesk> =>
  new ImportDesk(register, await register.buildActor('lab_manager'));

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
});
afterAll(() => database.drop());
beforeEach(async () => {
  desk = await openDesk();
});

describe('a commit', () => {
  it('registers what is good, leaves what is refused or skipped, and links what is there', async () => {
    const { id } = await register.buildDraft(desk.lab, { assetNumber: 'OLD-1' });
    const runId = await desk.preview(
      csv(
        ...[line({}), line({ asset: 'OLD-1', value: '2' }), line({ asset: 'A-3', value: '?' })],
        line({ asset: 'A-4', value: '4' }),
      ),
    );
    await desk.repair(runId, 5, { skip: true });
    await desk.commit(runId);
    expect(await register.runs.get(runId)).toMatchObject({
      ...{ state: 'finished', registered: 1, linked: 1, leftOut: 1, skipped: 1, done: 4 },
    });
    const rows = await desk.rows(runId);
    expect(rows.map(({ outcome }) => outcome)).toEqual([
      ...['registered', 'linked', 'left_out', 'skipped'],
    ]);
    expect(rows[1]?.instrumentId).toBe(id);
    expect(await desk.countInstruments()).toBe(2);
    const history: unknown[] = await database.dataSource.query(
      `SELECT 1 FROM instrument_history h JOIN instrument_unit u USING (instrument_id)
        JOIN audit_entry a ON a.object_id = h.instrument_id AND a.action = 'instrument.create' AND a.digest_after IS NOT NULL
        WHERE h.instrument_id = $1`,
      [rows[0]?.instrumentId],
    );
    expect(history).toHaveLength(1);
  });

  it('wants a decision about every row that may be a duplicate', async () => {
    const runId = await desk.preview(csv(line({}), line({ asset: 'A-2' }), line({ asset: 'A-3' })));
    await expect(register.runs.commit(desk.step(runId), {})).rejects.toMatchObject({
      ...{ code: 'import-warnings-open', members: { rowNumbers: [3, 4], count: 2 } },
    });
    await desk.repair(runId, 3, { skip: true });
    await desk.repair(runId, 4, { acceptWarnings: true });
    await desk.commit(runId);
    expect(await register.runs.get(runId)).toMatchObject({ registered: 2, skipped: 1 });
    const again = await desk.preview(csv(line({ asset: 'A-8' })));
    await desk.commit(again, true);
    expect(await register.runs.get(again)).toMatchObject({ registered: 1, warned: 1 });
  });

  it('keeps the numbers of other registers, and tells of those it cannot record', async () => {
    const header =
      '资产编号,仪器名称,规格型号,生产厂家,原值,验收日期,分类号,经费来源,存放地点,卡片编号,省大仪平台编号';
    const good = '电镜,Sigma,ZEISS,5,2024-01-05,010102,自筹,理化楼';
    const lines = [`X-1,${good},K-1,ZJ-1`, `X-2,${good.replace(',5,', ',6,')},K-1,ZJ-2`];
    const content = (...rows: string[]) => Buffer.from([header, ...rows].join('\n'));
    const runId = await desk.preview(content(...lines));
    await desk.commit(runId);
    expect(await desk.codes(runId)).toEqual([[], ['external-number-taken']]);
    const numbers = async () => {
      const rows: { scheme: string; number: string }[] = await database.dataSource.query(
        `SELECT e.scheme, e.number FROM instrument_external_id e JOIN instrument i ON i.id = e.instrument_id
          WHERE i.holder_id = $1 ORDER BY i.asset_number, e.scheme`,
        [desk.lab.organisationId],
      );
      return rows.map(({ scheme, number }) => `${scheme} ${number}`);
    };
    expect(await numbers()).toEqual(['asset_cloud K-1', 'zj_platform ZJ-1', 'zj_platform ZJ-2']);
    // Known numbers are left alone, and so is what differs from them.
    const again = await desk.preview(content(`X-1,${good},K-1,ZJ-9`));
    await desk.commit(again);
    expect(await desk.codes(again)).toEqual([['already-registered', 'external-number-different']]);
    expect(await numbers()).toHaveLength(3);
  });

  it('twice of one file changes nothing', async () => {
    const content = csv(line({}), line({ asset: 'A-2', value: '2' }));
    await desk.commit(await desk.preview(content));
    const before = await desk.countInstruments();
    const runId = await desk.preview(content);
    await desk.commit(runId);
    expect(await register.runs.get(runId)).toMatchObject({ registered: 0, linked: 2 });
    expect(await desk.countInstruments()).toBe(before);
  });

  it('at the same time as another one of the same rows makes each instrument once', async () => {
    const lines = Array.from({ length: 300 }, (_, index) =>
      line({ asset: `P-${index}`, value: String(index + 1) }),
    );
    const runs = await Promise.all([
      desk.preview(csv(...lines)),
      desk.preview(csv(...lines.toReversed())),
    ]);
    for (const runId of runs) await register.runs.commit(desk.step(runId), {});
    await Promise.all([...runs, ...runs].map(desk.work));
    expect(await desk.countInstruments()).toBe(300);
    const [one, other] = await Promise.all(runs.map((runId) => register.runs.get(runId)));
    expect([one?.state, other?.state]).toEqual(['finished', 'finished']);
    expect((one?.registered ?? 0) + (other?.registered ?? 0)).toBe(300);
    expect((one?.linked ?? 0) + (other?.linked ?? 0)).toBe(300);
  });

  it('is possible of a previewed run only', async () => {
    const runId = await desk.preview(csv(line({})));
    await desk.commit(runId);
    await expect(register.runs.commit(desk.step(runId), {})).rejects.toMatchObject({
      ...{ code: 'import-run-state', members: { state: 'finished' } },
    });
  });
});

describe('a stop', () => {
  it('leaves what is done, and the rest waits for a resume', async () => {
    const lines = Array.from({ length: 600 }, (_, index) =>
      line({ asset: `S-${index}`, value: String(index + 1) }),
    );
    const runId = await desk.preview(csv(...lines));
    await register.runs.commit(desk.step(runId), {});
    const working = desk.work(runId);
    const stopped = await register.runs.stop(desk.step(runId));
    await working;
    expect(stopped.state).toBe('stopped');
    expect(await desk.countInstruments()).toBe(stopped.registered);
    expect(stopped.registered).toBeLessThan(600);
    await desk.work(runId);
    expect(await desk.countInstruments()).toBe(stopped.registered);
    await register.runs.resume(desk.step(runId));
    await Promise.all([desk.work(runId), desk.work(runId)]);
    expect(await register.runs.get(runId)).toMatchObject({ state: 'finished', registered: 600 });
    expect(await desk.countInstruments()).toBe(600);
  });

  it('before the file was read begins again with it', async () => {
    const upload = { fileName: 'l.csv', content: csv(line({})) };
    const { runId } = await register.runs.start(desk.lab, upload, { preview: true });
    await register.runs.stop(desk.step(runId));
    await desk.work(runId);
    expect(await register.runs.get(runId)).toMatchObject({ state: 'stopped', done: 0 });
    await register.runs.resume(desk.step(runId));
    await desk.work(runId);
    expect(await register.runs.get(runId)).toMatchObject({ state: 'previewed', done: 1 });
    await expect(register.runs.stop(desk.step(runId))).rejects.toMatchObject({
      code: 'import-run-state',
    });
  });
});

describe('the file of problem rows', () => {
  const download = async (runId: string): Promise<string> =>
    textOf((await register.problemRows.write(runId, 'csv', 'zh')).stream);

  it('holds what did not become an instrument, in the columns of the file, and imports clean', async () => {
    const runId = await desk.preview(
      csv(line({}), line({ asset: 'A-2', value: '很贵' }), line({ asset: 'A-3' })),
    );
    const records: string[][] = parse(await download(runId), { bom: true });
    const [header, ...rows] = records;
    expect(header).toEqual([...HEADER.split(','), '问题']);
    expect(rows.map((cells) => cells[0])).toEqual(['A-2', 'A-3']);
    expect(rows[0]?.at(-1)).toContain('不是可识别的金额');
    await desk.commit(runId, true);
    const left = await download(runId);
    expect(left).not.toContain('A-3');
    const next = await desk.preview(Buffer.from(left.replace('很贵', '5000')));
    expect(await register.runs.get(next)).toMatchObject({ total: 1, accepted: 1 });
    await desk.commit(next);
    expect(await download(next)).not.toContain('A-2');
    expect(await desk.countInstruments()).toBe(3);
  });

  it('is proposed as its holder settled for the file it came from', async () => {
    const content = Buffer.from(
      '编码,资产编号,仪器名称,原值,验收日期,分类号,经费来源\nN-1,0,电镜,?,2024-05-01,010102,自筹',
    );
    const runId = await desk.preview(content);
    const fields = ['assetNumber', null, 'nameZh', 'originalValue', 'acceptedOn'] as const;
    const rest = ['categoryCode', 'fundingClasses'] as const;
    await register.importRepairs.putMapping(desk.step(runId), {
      columns: [...fields, ...rest].map((field, index) => ({ index, field })),
    });
    await desk.work(runId);
    const next = await desk.preview(Buffer.from((await download(runId)).replace('?', '5')));
    expect((await desk.rows(next))[0]).toMatchObject({ assetNumber: 'N-1', verdict: 'warned' });
  });
});
