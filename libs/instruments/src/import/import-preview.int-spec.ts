import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { csv, HEADER, ImportDesk, line } from '../testing/import-desk';
import { TestRegister } from '../testing/register';

const UNIVERSITY = readFileSync(join(__dirname, 'samples/university-asset-ledger.xlsx'));

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

describe('a preview', () => {
  it('reads and judges a ledger, and writes no instrument', async () => {
    const runId = await desk.preview(UNIVERSITY, 'ledger.xlsx');
    const run = await register.runs.get(runId);
    expect(run).toMatchObject({
      ...{ state: 'previewed', done: 31, total: 31, accepted: 30, refused: 1, registered: 0 },
      mapping: { headerRow: 3, amountUnit: 'yuan', missing: [] },
    });
    expect(run.mapping?.columns[6]).toEqual({
      ...{ index: 6, header: '原值(元)', field: 'originalValue' },
      samples: ['2450000', '6380000', '1680000'],
    });
    const rows = await desk.rows(runId);
    expect(rows[0]).toMatchObject({ sharingDuty: 'obliged', skip: false, version: 1 });
    expect(rows[0]?.cells).toContainEqual({
      ...{ field: 'acceptedOn', text: '2019-05-06', repaired: false },
    });
    expect(rows[0]?.original).toHaveLength(13);
    expect(await desk.countInstruments()).toBe(0);
  });

  it('gives the right verdict on each row of a messy spreadsheet', async () => {
    const lines = [
      '某研究所设备台账,,,,,,,,,',
      '填报日期：2026年3月,,,,,,,,,',
      HEADER,
      line({ asset: 'M-1', value: '"1,234,567.80"' }),
      line({ asset: 'M-2', date: '2019.05', value: '2' }),
      line({ asset: 'M-1', value: '3' }),
      '',
      line({ asset: 'M-3', value: 'USD 45000' }),
      line({ asset: 'M-4', value: '30万元', date: '2020-01-01' }),
      '小计,,,,,"1,534,567.80",,,,',
      '合 计,,,,,"1,534,567.80",,,,',
      '制表人：王老师,,,,审核人：李老师,,,,,',
    ];
    const runId = await desk.preview(Buffer.from(lines.join('\r\n')));
    expect(await register.runs.get(runId)).toMatchObject({ total: 5, accepted: 2, refused: 3 });
    const verdicts = (await desk.rows(runId)).map((row) => [
      ...[row.rowNumber, row.verdict, row.messages[0]?.code, row.messages[0]?.otherRow],
    ]);
    expect(verdicts).toEqual([
      [4, 'accepted', undefined, undefined],
      [5, 'refused', 'date-month-only', undefined],
      [6, 'refused', 'asset-number-twice', 4],
      [8, 'refused', 'amount-foreign-currency', undefined],
      [9, 'accepted', undefined, undefined],
    ]);
    const rows = await desk.rows(runId);
    expect(rows.map(({ sharingDuty }) => sharingDuty)).toEqual([
      ...['obliged', undefined, undefined, undefined, 'obliged'],
    ]);
  });

  it('warns of what is registered already, by number, by serial number and by likeness', async () => {
    const { id } = await register.buildDraft(desk.lab, {
      ...{ assetNumber: 'OLD-1', serialNumber: 'SN-1', acceptedOn: '2024-01-05' },
      ...{ model: 'Sigma 300' },
    });
    await register.buildDraft(await register.buildActor('lab_manager'), { assetNumber: 'NEW-9' });
    const runId = await desk.preview(
      csv(
        line({ asset: 'OLD-1', value: '1' }),
        line({ asset: 'NEW-1', serial: 'SN-1', value: '2' }),
        line({ asset: 'NEW-2', value: '2450000.00' }),
        line({ asset: 'NEW-3', serial: 'SN-7', value: '2450000' }),
        line({ asset: 'NEW-9', value: '5' }),
      ),
    );
    expect(await desk.codes(runId)).toEqual([
      ...[['already-registered'], ['serial-number-registered'], ['looks-registered']],
      // Its own serial number tells it from the registered one, not from the row without any.
      ...[['looks-like-row'], []],
    ]);
    const [, second] = await desk.rows(runId);
    expect(second?.messages[0]).toMatchObject({ otherInstrumentId: id, severity: 'warned' });
  });

  it('warns of rows that resemble each other, and not of two sets with serial numbers of their own', async () => {
    const runId = await desk.preview(
      csv(
        line({ asset: 'B-1', serial: 'S-1' }),
        line({ asset: 'B-2', serial: 'S-2' }),
        line({ asset: 'B-3' }),
        line({ asset: 'B-4', serial: 'S-1', value: '7' }),
      ),
    );
    expect(await desk.codes(runId)).toEqual([[], [], ['looks-like-row'], ['serial-number-twice']]);
  });

  it('keeps nothing of a classified set but that its row was refused, with the offline way out', async () => {
    const header = '资产编号,仪器名称,原值,验收日期,分类号,经费来源,密级';
    const rows = [
      'C-1,某型雷达,很贵,2024,010102,自筹,机密',
      'C-2,电镜,5,2024-01-05,010102,自筹,公开',
    ];
    const runId = await desk.preview(Buffer.from([header, ...rows].join('\n')));
    const [classified, open] = await desk.rows(runId);
    expect(classified).toMatchObject({ assetNumber: '', nameZh: '', cells: [], original: [] });
    expect(classified?.messages).toMatchObject([
      { code: 'classified-refused', message: { zh: expect.stringContaining('线下备案') } },
    ]);
    expect(open?.verdict).toBe('warned');
    const [kept]: { count: number }[] = await database.dataSource.query(
      `SELECT count(*)::int AS count FROM import_row WHERE run_id = $1 AND import_row::text LIKE '%雷达%'`,
      [runId],
    );
    expect(kept?.count).toBe(0);
    await expect(desk.repair(runId, 2, { cells: { classified: '否' } })).rejects.toMatchObject({
      code: 'import-row-settled',
    });
    await desk.commit(runId);
    expect(await register.runs.get(runId)).toMatchObject({ registered: 1, leftOut: 1 });
  });

  it('lets a file without a known header be mapped by hand', async () => {
    const content = Buffer.from('甲,乙,丙,丁\nX-1,电镜,300000,2024-01-05');
    const runId = await desk.preview(content);
    expect((await register.runs.get(runId)).mapping).toMatchObject({ headerRow: 1 });
    await expect(register.runs.commit(desk.step(runId), {})).rejects.toMatchObject({
      code: 'ledger-columns-missing',
    });
    await register.importRepairs.putMapping(desk.step(runId), {
      columns: [
        ...[
          { index: 0, field: 'assetNumber' as const },
          { index: 1, field: 'nameZh' as const },
        ],
        ...[{ index: 2, field: 'originalValue' as const }],
        ...[{ index: 3, field: 'acceptedOn' as const }],
      ],
      fixed: [
        ...[{ field: 'categoryCode' as const, text: '010102' }],
        ...[{ field: 'fundingClasses' as const, text: '地方财政' }],
      ],
    });
    await desk.work(runId);
    expect(await register.runs.get(runId)).toMatchObject({ warned: 1, mapping: { missing: [] } });
    await desk.commit(runId);
    expect(await desk.countInstruments()).toBe(1);
  });
});

describe('a mapping', () => {
  const odd = (...lines: string[]) =>
    Buffer.from(['编码,资产编号,仪器名称,原值,验收日期,分类号,经费来源', ...lines].join('\n'));
  const columns = [
    ...[
      { index: 0, field: 'assetNumber' as const },
      { index: 2, field: 'nameZh' as const },
    ],
    ...[
      { index: 3, field: 'originalValue' as const },
      { index: 4, field: 'acceptedOn' as const },
    ],
    ...[{ index: 5, field: 'categoryCode' as const }],
    ...[{ index: 6, field: 'fundingClasses' as const }],
  ];

  it('judges every row anew, and is proposed for the next file with the same header only', async () => {
    const runId = await desk.preview(odd('N-1,0,电镜,30,2024.05,010102,地方财政'));
    expect((await desk.rows(runId))[0]).toMatchObject({ assetNumber: '0', verdict: 'refused' });
    await register.importRepairs.putMapping(desk.step(runId), {
      ...{ columns, amountUnit: 'ten-thousand-yuan', monthDates: 'last-day' },
    });
    await desk.work(runId);
    expect((await desk.rows(runId))[0]).toMatchObject({
      assetNumber: 'N-1',
      sharingDuty: 'obliged',
    });
    const next = await desk.preview(odd('N-2,0,电镜,29.99,2024.06,010102,地方财政'));
    expect((await desk.rows(next))[0]).toMatchObject({
      ...{ assetNumber: 'N-2', verdict: 'warned', sharingDuty: 'voluntary' },
    });
    const other = await desk.preview(csv(line({ date: '2024.05' })));
    expect(await desk.codes(other)).toEqual([['date-month-only']]);
    desk = await openDesk();
    const foreign = await desk.preview(odd('N-3,0,电镜,30,2024-06-01,010102,地方财政'));
    expect((await desk.rows(foreign))[0]).toMatchObject({ assetNumber: '0' });
  });

  it('keeps what people wrote over cells', async () => {
    const runId = await desk.preview(odd('N-1,0,电镜,很贵,2024-05-01,010102,地方财政'));
    await desk.repair(runId, 2, { cells: { originalValue: '42' } });
    await register.importRepairs.putMapping(desk.step(runId), { columns });
    await desk.work(runId);
    expect((await desk.rows(runId))[0]).toMatchObject({ assetNumber: 'N-1', verdict: 'warned' });
  });

  it('refuses two columns for one field, and a person as a value for all rows', async () => {
    const runId = await desk.preview(csv(line({})));
    const twice = [0, 1].map((index) => ({ index, field: 'nameZh' as const }));
    const fixed = [{ field: 'contactPhone' as const, text: '13800000000' }];
    await expect(
      register.importRepairs.putMapping(desk.step(runId), { columns: twice, fixed }),
    ).rejects.toMatchObject({
      members: { errors: [{ pointer: '/columns/1/field' }, { pointer: '/fixed/0/field' }] },
    });
  });

  it('stays once rows are registered', async () => {
    const runId = await desk.preview(csv(line({}), line({ asset: 'A-2', value: '很贵' })));
    await desk.commit(runId);
    await desk.repair(runId, 3, { cells: { originalValue: '5' } });
    await expect(
      register.importRepairs.putMapping(desk.step(runId), { columns: [] }),
    ).rejects.toMatchObject({ code: 'import-partly-committed' });
  });
});

describe('a repair', () => {
  it('judges the row anew, and those whose verdict hung on it', async () => {
    const runId = await desk.preview(
      csv(line({}), line({ value: '2' }), line({ value: '3' }), line({ asset: 'A-9', value: '?' })),
    );
    expect(await desk.codes(runId)).toEqual([
      ...[[], ['asset-number-twice'], ['asset-number-twice'], ['amount-unreadable']],
    ]);
    const repaired = await desk.repair(runId, 5, { cells: { originalValue: '8', nameEn: 'SEM' } });
    expect(repaired).toMatchObject({ verdict: 'accepted', version: 2 });
    expect(repaired.cells).toContainEqual({ field: 'nameEn', text: 'SEM', repaired: true });
    await desk.repair(runId, 2, { cells: { assetNumber: 'A-7' } });
    expect(await desk.codes(runId)).toEqual([[], [], ['asset-number-twice'], []]);
    await desk.repair(runId, 3, { skip: true });
    expect(await desk.codes(runId)).toEqual([[], [], [], []]);
  });

  it('is one person’s at a time: a stale version is refused', async () => {
    const runId = await desk.preview(csv(line({})));
    await desk.repair(runId, 2, { cells: { nameEn: 'SEM' } });
    const late = { ...desk.step(runId), rowNumber: 2, ifMatch: '"1"' };
    await expect(register.importRepairs.repair(late, { skip: true })).rejects.toMatchObject({
      kind: 'precondition',
    });
    const none = { ...desk.step(runId), rowNumber: 3, ifMatch: '"1"' };
    await expect(register.importRepairs.repair(none, {})).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  it('of a refused row makes a finished run wait for one more commit', async () => {
    const runId = await desk.preview(csv(line({}), line({ asset: 'A-2', value: '很贵' })));
    await desk.commit(runId);
    expect(await register.runs.get(runId)).toMatchObject({
      ...{ state: 'finished', registered: 1, leftOut: 1, done: 2 },
    });
    await expect(desk.repair(runId, 2, { skip: true })).rejects.toMatchObject({
      code: 'import-row-settled',
    });
    await desk.repair(runId, 3, { cells: { originalValue: '5' } });
    expect(await register.runs.get(runId)).toMatchObject({ state: 'previewed', leftOut: 0 });
    await desk.commit(runId);
    expect(await register.runs.get(runId)).toMatchObject({
      ...{ state: 'finished', registered: 2, leftOut: 0, accepted: 2, refused: 0 },
    });
  });
});
