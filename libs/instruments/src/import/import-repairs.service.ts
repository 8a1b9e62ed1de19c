import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { type FieldError, FieldsRefused } from '@app/common';
import { inCommand } from '@app/database';
import { requireSentVersion } from '@app/http';
import { Outbox } from '@app/messaging';
import { ImportRunNotFound } from '../instrument.errors';
import { LEDGER_FIELDS, type LedgerField } from './columns';
import { duplicatesInFile, duplicatesInRegister, type RowKeys } from './duplicates';
import type { MappingRequest, RepairRowRequest, RunResponse, RunRowResponse } from './import.dto';
import { ImportPartlyCommitted, ImportRowSettled, ImportRunStateConflict } from './import.errors';
import {
  findRegistered,
  judgedRow,
  keysOf,
  lockRun,
  recountVerdicts,
  type RowRecord,
  type RunRecord,
  writeVerdicts,
} from './import-run.queries';
import { toRowResponse } from './import-run.response';
import type { RunState } from './import-run.entity';
import { ImportRunsService, type RunCommand } from './import-runs.service';
import type { LedgerMapping } from './ledger-mapping';

/** A change of one row of a run. */
export interface RowCommand extends RunCommand {
  rowNumber: number;
}

/** Values of these would name people, and what is settled for a kind of file is kept for years. */
const NEVER_FIXED: readonly LedgerField[] = ['contactName', 'contactPhone', 'contactEmail'];
const REPAIRABLE: readonly RunState[] = ['previewed', 'stopped', 'finished'];

/** What people change about an import between its preview and its end: how it is read, and single rows. */
@Injectable()
export class ImportRepairsService {
  constructor(
    private readonly db: DataSource,
    private readonly runs: ImportRunsService,
    private readonly outbox: Outbox,
    private readonly audit: AuditService,
  ) {}

  /**
   * Reads the file of a run anew, as told; files with the same header will be proposed so.
   *
   * @throws ImportRunStateConflict, ImportPartlyCommitted, FieldsRefused when two columns are to be one field
   */
  async putMapping(
    { actor, runId, call }: RunCommand,
    request: MappingRequest,
  ): Promise<RunResponse> {
    const faults = mappingFaults(request);
    if (faults.length > 0) throw new FieldsRefused(faults);
    await inCommand(this.db, call, async (tx) => {
      const run = await lockRun(tx, runId);
      if (!run) throw new ImportRunNotFound();
      if (run.state !== 'previewed' || !run.mapping) throw new ImportRunStateConflict(run.state);
      if (run.registered + run.linked > 0) throw new ImportPartlyCommitted();
      await tx.query(
        `UPDATE import_run SET mapping = $2, state = 'queued', commit_requested = false, previewed_at = NULL,
                skipped = 0, left_out = 0 WHERE id = $1`,
        [runId, chosenMapping(run.mapping, request)],
      );
      await this.outbox.add(tx, 'import-requested', { runId });
      await this.record(tx, { actor, runId }, 'mapping', {});
      return {};
    });
    return this.runs.get(runId);
  }

  /**
   * Writes over cells of a row, leaves it out or takes it in spite of its warnings, and judges it anew with every row
   * that it has a key in common with. A finished run is previewed again: its commit takes what is left.
   *
   * @throws ImportRunNotFound, ImportRunStateConflict, ImportRowSettled, VersionConflict
   */
  repair(
    { actor, runId, rowNumber, ifMatch, call }: RowCommand,
    { cells, skip, acceptWarnings }: RepairRowRequest,
  ): Promise<RunRowResponse> {
    return inCommand(this.db, call, async (tx) => {
      const run = await lockRun(tx, runId);
      const [row]: RowRecord[] = await findRows(tx, runId, [rowNumber]);
      if (!run || !row) throw new ImportRunNotFound();
      if (!REPAIRABLE.includes(run.state) || !run.mapping)
        throw new ImportRunStateConflict(run.state);
      if (row.instrument_id !== null || row.outcome === 'linked' || row.cells === null)
        throw new ImportRowSettled(rowNumber);
      requireSentVersion(ifMatch, row.version);
      const changed = {
        ...row,
        repairs: { ...row.repairs, ...textsOf(cells ?? {}) },
        skip: skip ?? row.skip,
        warnings_accepted: acceptWarnings ?? row.warnings_accepted,
      };
      await storeRepair(tx, runId, changed);
      await judgeAnew(tx, { ...run, mapping: run.mapping }, row, changed);
      await this.reopen(tx, run, row);
      await this.record(tx, { actor, runId }, 'repair', {
        ...{ rowNumber, fields: Object.keys(textsOf(cells ?? {})), skip: changed.skip },
      });
      const [repaired] = await findRows(tx, runId, [rowNumber]);
      if (!repaired) throw new ImportRunNotFound();
      return toRowResponse(run, { ...repaired, must_share: null });
    });
  }

  /** The row waits for a commit again, and with it a run that had come to its end. */
  private async reopen(tx: EntityManager, run: RunRecord, row: RowRecord): Promise<void> {
    await recountVerdicts(tx, run.id);
    await tx.query(
      `UPDATE import_run SET skipped = skipped - $2, left_out = left_out - $3,
              state = CASE state WHEN 'finished' THEN 'previewed' ELSE state END, finished_at = NULL WHERE id = $1`,
      [run.id, Number(row.outcome === 'skipped'), Number(row.outcome === 'left_out')],
    );
  }

  private record(
    tx: EntityManager,
    { actor, runId }: Pick<RunCommand, 'actor' | 'runId'>,
    step: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `instrument.import.${step}` },
      ...{ objectType: 'import_run', objectId: runId, detail },
    });
  }
}

const findRows = (tx: EntityManager, runId: string, rowNumbers: number[]): Promise<RowRecord[]> =>
  tx.query('SELECT * FROM import_row WHERE run_id = $1 AND row_number = ANY($2)', [
    runId,
    rowNumbers,
  ]);

/** A blank text is what a person wrote, too: it wins over the cell. */
const textsOf = (cells: Record<string, unknown>): Partial<Record<LedgerField, string>> =>
  Object.fromEntries(
    LEDGER_FIELDS.flatMap((field) => {
      const text = cells[field];
      return typeof text === 'string' ? [[field, text]] : [];
    }),
  );

async function storeRepair(tx: EntityManager, runId: string, row: RowRecord): Promise<void> {
  await tx.query(
    `UPDATE import_row SET repairs = $3, skip = $4, warnings_accepted = $5, outcome = NULL, version = version + 1
      WHERE run_id = $1 AND row_number = $2`,
    [runId, row.row_number, row.repairs, row.skip, row.warnings_accepted],
  );
}

/** Judges a changed row and whatever shares one of its old or new keys. */
async function judgeAnew(
  tx: EntityManager,
  run: RunRecord & { mapping: LedgerMapping },
  before: RowRecord,
  changed: RowRecord,
): Promise<void> {
  const judged = judgedRow(run, changed, run.mapping);
  const oldKeys = {
    ...{ rowNumber: before.row_number, assetNumber: before.asset_number },
    ...{ serialNumber: before.serial_number, likeness: before.likeness },
  };
  await storeKeys(tx, run.id, keysOf(judged));
  const affected = await findSharing(tx, run.id, [oldKeys, keysOf(judged)]);
  const records = [...affected.filter((row) => row.row_number !== changed.row_number), changed];
  const rows = records.map((record) => ({ record, judged: judgedRow(run, record, run.mapping) }));
  const keys = rows.map((row) => keysOf(row.judged));
  const ring = await findSharing(tx, run.id, keys);
  const inFile = duplicatesInFile(ring.filter((row) => !row.skip).map(keysInRecord));
  const registered = await findRegistered(tx, run.organisation_id, keys);
  await writeVerdicts(
    tx,
    run.id,
    rows
      .filter(({ record }) => record.instrument_id === null)
      .map((row) => ({
        keys: keysOf(row.judged),
        nameZh: row.judged.nameZh,
        cells: row.judged.unkept ? null : row.record.cells,
        messages: [
          ...row.judged.messages,
          ...(inFile.get(row.record.row_number) ?? []),
          ...duplicatesInRegister(keysOf(row.judged), registered),
        ],
      })),
  );
}

/** Rows of a run that share a key with any of these, in the order of the file. */
const findSharing = (
  tx: EntityManager,
  runId: string,
  keys: readonly RowKeys[],
): Promise<RowRecord[]> =>
  tx.query(
    `SELECT * FROM import_row WHERE run_id = $1 AND cells IS NOT NULL
        AND (asset_number = ANY($2) OR serial_number = ANY($3) OR likeness = ANY($4) OR row_number = ANY($5))
      ORDER BY row_number`,
    [
      runId,
      keys.map(({ assetNumber }) => assetNumber).filter((value) => value !== ''),
      keys.map(({ serialNumber }) => serialNumber).filter((value) => value !== null),
      keys.map(({ likeness }) => likeness).filter((value) => value !== null),
      keys.map(({ rowNumber }) => rowNumber),
    ],
  );

const keysInRecord = (row: RowRecord): RowKeys => ({
  rowNumber: row.row_number,
  assetNumber: row.asset_number,
  serialNumber: row.serial_number,
  likeness: row.likeness,
});

const storeKeys = (tx: EntityManager, runId: string, keys: RowKeys): Promise<unknown> =>
  tx.query(
    `UPDATE import_row SET asset_number = $3, serial_number = $4, likeness = $5 WHERE run_id = $1 AND row_number = $2`,
    [runId, keys.rowNumber, keys.assetNumber.slice(0, 200), keys.serialNumber, keys.likeness],
  );

/** The mapping as told; the header texts follow when the file is read. */
function chosenMapping(now: LedgerMapping, request: MappingRequest): LedgerMapping {
  const { headerRow, columns, amountUnit, monthDates, fixed } = request;
  return {
    sheetIndex: now.sheetIndex,
    headerRow: headerRow ?? now.headerRow,
    columns: columns.map(({ index, field }) => ({ index, header: '', field: field ?? null })),
    amountUnit: amountUnit ?? now.amountUnit,
    ...(monthDates && { monthDates }),
    fixed: Object.fromEntries((fixed ?? []).map(({ field, text }) => [field, text])),
    date1904: now.date1904,
  };
}

function mappingFaults({ columns, fixed }: MappingRequest): FieldError[] {
  const fields = columns.map(({ field }) => field ?? null);
  const indexes = columns.map(({ index }) => index);
  return [
    ...columns.flatMap(({ index, field }, at) => [
      ...(field && fields.indexOf(field) < at ? [twice(`/columns/${at}/field`, field)] : []),
      ...(indexes.indexOf(index) < at ? [twice(`/columns/${at}/index`, String(index))] : []),
    ]),
    ...(fixed ?? []).flatMap(({ field }, at) =>
      NEVER_FIXED.includes(field) ? [neverFixed(`/fixed/${at}/field`, field)] : [],
    ),
  ];
}

const twice = (pointer: string, value: string): FieldError => ({
  ...{ pointer, code: 'twice' },
  message: {
    zh: `“${value}”出现了两次；一列对应一项，请去掉多余的一处`,
    en: `"${value}" stands twice; a column is one field, so remove one of them`,
  },
});

const neverFixed = (pointer: string, field: LedgerField): FieldError => ({
  ...{ pointer, code: 'never-fixed' },
  message: {
    zh: `联系人信息“${field}”不能作为整批的统一值保存，请在表格中填写或登记后修改`,
    en: `"${field}" names a person and is not kept as a value for all rows; write it into the file or edit the instruments`,
  },
});
