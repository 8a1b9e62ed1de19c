import { buffer, text } from 'node:stream/consumers';
import { read } from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { AuditService } from '@app/audit';
import { fen, type Language } from '@app/common';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { ImportDesk } from '../testing/import-desk';
import { TestRegister } from '../testing/register';
import type { ExportInstrumentsQuery } from './instrument-export.dto';
import { InstrumentExportService } from './instrument-export.service';

let database: TestDatabase;
let register: TestRegister;
let exports_: InstrumentExportService;
let lab: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  exports_ = new InstrumentExportService(
    database.dataSource,
    register.instruments,
    new AuditService(),
  );
});
afterAll(() => database.drop());
beforeEach(async () => {
  lab = await register.buildActor('lab_manager');
});

const download = async (
  actor: Actor,
  query: ExportInstrumentsQuery = {},
  language: Language = 'zh',
) => (await exports_.write(actor, query, language)).stream;

async function linesOf(actor: Actor, query: ExportInstrumentsQuery, language?: Language) {
  const written = await text(await download(actor, { ...query, format: 'csv' }, language));
  const records: string[][] = parse(written, { bom: true });
  return records;
}

const assetNumbersOf = async (actor: Actor, query: ExportInstrumentsQuery): Promise<string[]> =>
  (await linesOf(actor, query)).slice(1).map(([assetNumber]) => assetNumber ?? '');

describe('the export of the list of instruments', () => {
  it('holds what the list holds, by the same filters and for the same reader', async () => {
    const mine = await register.buildDraft(lab);
    const listed = await register.buildListed(lab);
    const { organisationId: holderId } = lab;
    const own = await assetNumbersOf(lab, { holderId });
    expect(own.toSorted()).toEqual([mine.assetNumber, listed.assetNumber].toSorted());
    expect(await assetNumbersOf(lab, { holderId, status: 'draft' })).toEqual([mine.assetNumber]);
    const stranger = await register.buildActor('enterprise_member');
    expect(await assetNumbersOf(stranger, { holderId })).toEqual([listed.assetNumber]);
  });

  it('goes on beyond one page', async () => {
    const lines = Array.from({ length: 230 }, (_, index) => `E-${index}`);
    const desk = new ImportDesk(register, lab);
    const header = '资产编号,仪器名称,原值,验收日期,分类号,经费来源';
    const rows = lines.map((asset, index) => `${asset},电镜,${index},2024-01-05,010102,自筹`);
    await desk.commit(await desk.preview(Buffer.from([header, ...rows].join('\n'))));
    const exported = await assetNumbersOf(lab, { holderId: lab.organisationId });
    expect(exported.toSorted()).toEqual(lines.toSorted());
  });

  it.each<Language>(['zh', 'en'])(
    '#25 in %s comes back through the import as it went out, formulas as text',
    async (language) => {
      const described = {
        nameEn: '=cmd|calc!A1',
        serialNumber: '-80℃',
        uses: ['research', 'testing'] as const,
        services: ['slot', 'sample'] as const,
        subjects: ['150', '230'],
        acquisition: 'donated' as const,
        instrumentType: 'special' as const,
        carrierKind: 'engineering_centre' as const,
        originalValueFen: fen(29_999_999),
        fundingClasses: ['fiscal_central', 'own'] as const,
        longitude: 120.755,
        latitude: 30.75,
        tags: ['显微', '形貌'],
        units: 3,
        postalCode: '010010',
        bookedOn: '2026-09-01',
      };
      const draft = await register.buildDraft(lab, {
        ...described,
        ...{ uses: [...described.uses], services: [...described.services] },
        fundingClasses: [...described.fundingClasses],
      });
      const { organisationId: holderId } = lab;
      const bytes = await buffer(await download(lab, { holderId }, language));
      const cells = read(bytes, { cellFormula: true, dense: true }).Sheets.Sheet1?.['!data'];
      expect(cells?.flat().filter((cell) => cell.f !== undefined)).toEqual([]);
      const other = new ImportDesk(register, await register.buildActor('lab_manager'));
      const runId = await other.preview(bytes, 'export.xlsx');
      const [row] = await other.rows(runId);
      // What a spreadsheet might run is written as it is and not taken in again.
      expect(row?.messages).toMatchObject([{ field: 'nameEn', code: 'formula-refused' }]);
      await other.repair(runId, 2, { cells: { nameEn: 'SEM' } });
      await other.commit(runId);
      const [imported] = await other.rows(runId);
      const detail = await register.instruments.get(imported?.instrumentId ?? '');
      const { units, ...same } = { ...described, nameEn: 'SEM', assetNumber: draft.assetNumber };
      expect(detail).toMatchObject(same);
      expect(detail.units).toHaveLength(units);
    },
  );

  it('is an entry of the audit trail', async () => {
    await linesOf(lab, { status: 'listed' });
    const rows: object[] = await database.dataSource.query(
      `SELECT detail FROM audit_entry WHERE action = 'instrument.export' AND actor_id = $1`,
      [lab.userId],
    );
    expect(rows).toEqual([{ detail: { format: 'csv', filters: ['status'] } }]);
  });
});
