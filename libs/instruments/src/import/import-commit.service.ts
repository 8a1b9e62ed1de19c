import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '@app/database';
import { SCHEME_NAMES } from '../duty/duty.words';
import { ExternalIds } from '../duty/external-ids.service';
import { InstrumentRegistration } from '../instrument-registration';
import { alreadyRegistered } from './duplicates';
import {
  findRegistered,
  judgedRow,
  lockRun,
  type RowRecord,
  type RunRecord,
  verdictOf,
} from './import-run.queries';
import type { RowOutcome } from './import-run.entity';
import {
  EXTERNAL_FIELDS,
  type ExternalNumber,
  type RowDraft,
  type RowMessage,
} from './row-verdict';

/** Rows per transaction: a stop takes effect between two of them, and a crash repeats nothing. */
const ROWS_PER_TRANSACTION = 100;

/** A row that is about to become an instrument. */
interface Candidate {
  row: RowRecord;
  draft: RowDraft;
  externalIds: readonly ExternalNumber[];
}

/** What became of a row, as it is written. */
interface Settled {
  row: RowRecord;
  outcome: RowOutcome;
  instrumentId: string | null;
  messages: readonly RowMessage[];
}

/** Makes instruments of the rows of a run. A repeated or rival delivery goes on where the rows are settled. */
@Injectable()
export class ImportCommit {
  constructor(
    private readonly db: DataSource,
    private readonly registration: InstrumentRegistration,
    private readonly externalIds: ExternalIds,
  ) {}

  /** Settles what is left of a committing run and finishes it; any other run stays as it is. */
  async run(runId: string): Promise<void> {
    let after: number | null = 0;
    while (after !== null) {
      const from: number = after;
      after = await inTransaction(this.db, (tx) => this.settleChunk(tx, runId, from));
    }
  }

  /** @returns the last row settled; null when the run has come to its end, or was stopped */
  private async settleChunk(
    tx: EntityManager,
    runId: string,
    after: number,
  ): Promise<number | null> {
    const run = await lockRun(tx, runId);
    if (run?.state !== 'committing') return null;
    const rows: RowRecord[] = await tx.query(
      `SELECT * FROM import_row WHERE run_id = $1 AND outcome IS NULL AND row_number > $2
        ORDER BY row_number LIMIT $3`,
      [runId, after, ROWS_PER_TRANSACTION],
    );
    const last = rows.at(-1);
    if (!last) {
      await tx.query(
        `UPDATE import_run SET state = 'finished', finished_at = app_now() WHERE id = $1`,
        [runId],
      );
      return null;
    }
    await writeOutcomes(tx, run, await this.settle(tx, run, rows));
    return last.row_number;
  }

  private async settle(
    tx: EntityManager,
    run: RunRecord,
    rows: readonly RowRecord[],
  ): Promise<Settled[]> {
    const candidates = rows.flatMap((row) => candidateOf(run, row));
    const registrar = { userId: run.requested_by, organisationId: run.organisation_id };
    const ids = await this.registration.registerAll(
      tx,
      registrar,
      candidates.map(({ draft }) => draft),
    );
    const made = new Map(candidates.map(({ row }, index) => [row.row_number, ids[index] ?? null]));
    const there = await this.findThere(tx, run, candidates, made);
    const settled = rows.map((row): Settled => {
      const id = made.get(row.row_number);
      if (id === undefined) return leftAs(row);
      if (id !== null)
        return { row, outcome: 'registered', instrumentId: id, messages: row.messages };
      return linkedTo(row, there.get(row.asset_number) ?? null);
    });
    const numbers = new Map(
      candidates.map(({ row, externalIds }) => [row.row_number, externalIds]),
    );
    for (const one of settled)
      one.messages = [
        ...one.messages,
        ...(await this.recordNumbers(tx, one.instrumentId, numbers.get(one.row.row_number) ?? [])),
      ];
    return settled;
  }

  /** A number that cannot be recorded is told of and stays out; the instrument is registered all the same. */
  private async recordNumbers(
    tx: EntityManager,
    instrumentId: string | null,
    numbers: readonly ExternalNumber[],
  ): Promise<RowMessage[]> {
    if (instrumentId === null) return [];
    const messages: RowMessage[] = [];
    for (const number of numbers) {
      const outcome = await this.externalIds.record(tx, { instrumentId, ...number });
      if (outcome === 'taken' || outcome === 'different')
        messages.push(numberNotRecorded(number, outcome));
    }
    return messages;
  }

  /** The instruments that were there already, by asset number. */
  private async findThere(
    tx: EntityManager,
    run: RunRecord,
    candidates: readonly Candidate[],
    made: ReadonlyMap<number, string | null>,
  ): Promise<Map<string, string>> {
    const keys = candidates
      .filter(({ row }) => made.get(row.row_number) === null)
      .map(({ row, draft }) => ({
        ...{ rowNumber: row.row_number, assetNumber: draft.assetNumber },
        ...{ serialNumber: null, likeness: null },
      }));
    if (keys.length === 0) return new Map();
    const registered = await findRegistered(tx, run.organisation_id, keys);
    return new Map(registered.map(({ assetNumber, instrumentId }) => [assetNumber, instrumentId]));
  }
}

function candidateOf(run: RunRecord, row: RowRecord): Candidate[] {
  if (row.skip || row.verdict === 'refused' || !run.mapping || !row.cells) return [];
  const judged = judgedRow(run, row, run.mapping);
  const { draft, externalIds } = judged;
  return draft ? [{ row, draft, externalIds }] : [];
}

const leftAs = (row: RowRecord): Settled => ({
  row,
  outcome: row.skip ? 'skipped' : 'left_out',
  instrumentId: null,
  messages: row.messages,
});

/** Says so also where the instrument was registered only after the preview. */
function linkedTo(row: RowRecord, instrumentId: string | null): Settled {
  const said = row.messages.some(({ code }) => code === 'already-registered');
  const remark = alreadyRegistered({ assetNumber: row.asset_number }, instrumentId ?? '');
  const messages = said || instrumentId === null ? row.messages : [...row.messages, remark];
  return { row, outcome: 'linked', instrumentId, messages };
}

const numberNotRecorded = (
  { scheme, number }: ExternalNumber,
  outcome: 'taken' | 'different',
): RowMessage => ({
  ...{ field: EXTERNAL_FIELDS[scheme], value: number, severity: 'warned' },
  code: `external-number-${outcome}`,
  message:
    outcome === 'taken'
      ? {
          zh: `${SCHEME_NAMES[scheme].zh}编号“${number}”已属于另一台仪器，未记录；请核对后在仪器的外部编号中改正`,
          en: `number "${number}" (${SCHEME_NAMES[scheme].en}) belongs to another instrument and was not recorded; check it and correct one of them`,
        }
      : {
          zh: `该仪器在${SCHEME_NAMES[scheme].zh}已有另一编号，“${number}”未记录；请核对后在仪器的外部编号中修改`,
          en: `the instrument has another number there (${SCHEME_NAMES[scheme].en}), so "${number}" was not recorded; check it and change it on the instrument`,
        },
});

async function writeOutcomes(
  tx: EntityManager,
  run: RunRecord,
  settled: readonly Settled[],
): Promise<void> {
  const rows = settled.map(({ row, outcome, instrumentId, messages }) => ({
    row_number: row.row_number,
    outcome,
    instrument_id: instrumentId,
    verdict: verdictOf(messages),
    messages,
  }));
  await tx.query(
    `UPDATE import_row w SET outcome = s.outcome, instrument_id = s.instrument_id, verdict = s.verdict, messages = s.messages
       FROM jsonb_to_recordset($2) AS s (row_number int, outcome text, instrument_id uuid, verdict text, messages jsonb)
      WHERE w.run_id = $1 AND w.row_number = s.row_number`,
    [run.id, JSON.stringify(rows)],
  );
  const count = (wanted: RowOutcome): number =>
    settled.filter(({ outcome }) => outcome === wanted).length;
  const becameWarned = settled.filter(
    ({ row, messages }) => row.verdict === 'accepted' && messages.length > 0,
  ).length;
  await tx.query(
    `UPDATE import_run SET registered = registered + $2, linked = linked + $3, skipped = skipped + $4,
            left_out = left_out + $5, accepted = accepted - $6, warned = warned + $6 WHERE id = $1`,
    [
      run.id,
      ...[count('registered'), count('linked'), count('skipped'), count('left_out')],
      becameWarned,
    ],
  );
}
