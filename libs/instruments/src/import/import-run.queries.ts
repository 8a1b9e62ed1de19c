import type { EntityManager } from 'typeorm';
import type { LedgerField } from './columns';
import { likenessOf, type RegisteredKeys, type RowKeys, SUSPICIONS } from './duplicates';
import type { ImportFailure, RowOutcome, RowVerdict, RunState } from './import-run.entity';
import { type LedgerMapping, valuesOf } from './ledger-mapping';
import { judgeRow, type JudgedRow, type RowMessage } from './row-verdict';

/** A run as the database hands it out, with the region of its holder. */
export interface RunRecord {
  id: string;
  organisation_id: string;
  requested_by: string;
  file_id: string;
  file_name: string;
  state: RunState;
  total: number | null;
  accepted: number;
  warned: number;
  refused: number;
  registered: number;
  linked: number;
  skipped: number;
  left_out: number;
  mapping: LedgerMapping | null;
  commit_requested: boolean;
  failure: ImportFailure | null;
  created_at: Date;
  finished_at: Date | null;
  region_code: string;
}

/** A row of a run as the database hands it out. */
export interface RowRecord {
  row_number: number;
  cells: string[] | null;
  repairs: Partial<Record<LedgerField, string>>;
  skip: boolean;
  warnings_accepted: boolean;
  verdict: RowVerdict;
  outcome: RowOutcome | null;
  instrument_id: string | null;
  asset_number: string;
  name_zh: string;
  serial_number: string | null;
  likeness: string | null;
  messages: RowMessage[];
  version: number;
}

const SELECT_RUN = `SELECT r.*, o.region_code FROM import_run r JOIN organisation o ON o.id = r.organisation_id WHERE r.id = $1`;

/** Undefined when there is none of that id. */
export async function findRun(tx: EntityManager, id: string): Promise<RunRecord | undefined> {
  const rows: RunRecord[] = await tx.query(SELECT_RUN, [id]);
  return rows[0];
}

/** As {@link findRun}; whoever else works on the run waits, and then finds what was done. */
export async function lockRun(tx: EntityManager, id: string): Promise<RunRecord | undefined> {
  const rows: RunRecord[] = await tx.query(`${SELECT_RUN} FOR UPDATE OF r`, [id]);
  return rows[0];
}

/** What the cells of a row say, with the repairs that people made. */
export function judgedRow(run: RunRecord, row: RowRecord, mapping: LedgerMapping): JudgedRow {
  const values = valuesOf(row.cells ?? [], mapping, row.repairs);
  return judgeRow(row.row_number, values, habitsOf(run, mapping));
}

/** How the cells of a run are understood. */
export const habitsOf = (run: Pick<RunRecord, 'region_code'>, mapping: LedgerMapping) => ({
  amountUnit: mapping.amountUnit,
  date1904: mapping.date1904,
  monthDates: mapping.monthDates,
  holderRegionCode: run.region_code,
});

/** By what a judged row is compared with others. */
export const keysOf = (row: JudgedRow): RowKeys => ({
  rowNumber: row.rowNumber,
  assetNumber: row.assetNumber,
  serialNumber: row.serialNumber,
  likeness: likenessOf(row.draft),
});

/** The worst that is said about a row. */
export const verdictOf = (messages: readonly RowMessage[]): RowVerdict =>
  messages.some(({ severity }) => severity === 'refused')
    ? 'refused'
    : messages.length > 0
      ? 'warned'
      : 'accepted';

/** Whether a row waits for a person to say that it is no duplicate. */
export const isSuspicious = (messages: readonly RowMessage[]): boolean =>
  messages.some(({ code }) => SUSPICIONS.includes(code));

/** Registered instruments of a holder that share a key with any of the rows. */
export async function findRegistered(
  tx: EntityManager,
  organisationId: string,
  rows: readonly RowKeys[],
): Promise<RegisteredKeys[]> {
  const present = (key: 'serialNumber' | 'likeness') =>
    rows.map((row) => row[key]).filter((value) => value !== null);
  return tx.query(
    `SELECT id AS "instrumentId", name_zh AS "nameZh", asset_number AS "assetNumber",
            serial_number AS "serialNumber", likeness
       FROM instrument i,
            LATERAL (SELECT concat_ws('|', lower(i.model), i.original_value_fen, i.accepted_on) AS likeness) l
      WHERE i.holder_id = $1
        AND (i.asset_number = ANY($2) OR i.serial_number = ANY($3) OR (i.model <> '' AND l.likeness = ANY($4)))`,
    [
      organisationId,
      rows.map(({ assetNumber }) => assetNumber),
      present('serialNumber'),
      present('likeness'),
    ],
  );
}

/** A row with everything that is said about it, ready to be written. */
export interface VerdictRecord {
  keys: RowKeys;
  nameZh: string;
  /** Null where they must not be kept. */
  cells: readonly string[] | null;
  messages: readonly RowMessage[];
}

/** Writes verdicts over those of an earlier reading; what people did to a row stays. */
export async function writeVerdicts(
  tx: EntityManager,
  runId: string,
  verdicts: readonly VerdictRecord[],
): Promise<void> {
  const rows = verdicts.map(({ keys, nameZh, cells, messages }) => ({
    row_number: keys.rowNumber,
    cells,
    verdict: verdictOf(messages),
    asset_number: keys.assetNumber.slice(0, 200),
    name_zh: nameZh.slice(0, 200),
    serial_number: keys.serialNumber?.slice(0, 200) ?? null,
    likeness: keys.likeness,
    messages: refusalsFirst(messages),
  }));
  await tx.query(
    `INSERT INTO import_row (run_id, row_number, cells, verdict, asset_number, name_zh, serial_number, likeness, messages)
     SELECT $1, r.* FROM jsonb_to_recordset($2) AS r (row_number int, cells text[], verdict text,
       asset_number text, name_zh text, serial_number text, likeness text, messages jsonb)
     ON CONFLICT ON CONSTRAINT import_row_judged_once DO UPDATE
       SET cells = EXCLUDED.cells, verdict = EXCLUDED.verdict, asset_number = EXCLUDED.asset_number,
           name_zh = EXCLUDED.name_zh, serial_number = EXCLUDED.serial_number, likeness = EXCLUDED.likeness,
           messages = EXCLUDED.messages`,
    [runId, JSON.stringify(rows)],
  );
}

const refusalsFirst = (messages: readonly RowMessage[]): RowMessage[] => [
  ...messages.filter(({ severity }) => severity === 'refused'),
  ...messages.filter(({ severity }) => severity === 'warned'),
];

/** Counts the verdicts of a run anew, after a repair. */
export async function recountVerdicts(tx: EntityManager, runId: string): Promise<void> {
  await tx.query(
    `UPDATE import_run r SET (accepted, warned, refused) =
       (SELECT count(*) FILTER (WHERE verdict = 'accepted'), count(*) FILTER (WHERE verdict = 'warned'),
               count(*) FILTER (WHERE verdict = 'refused') FROM import_row w WHERE w.run_id = r.id)
      WHERE r.id = $1`,
    [runId],
  );
}
