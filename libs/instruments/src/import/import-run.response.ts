import { instantOf, isoInZone } from '@app/common';
import { mustShare } from '../instrument.rules';
import type { MappingResponse, RunResponse, RunRowResponse } from './import.dto';
import { judgedRow, type RowRecord, type RunRecord } from './import-run.queries';
import type { RunState } from './import-run.entity';
import { type LedgerMapping, missingColumns, valuesOf } from './ledger-mapping';
import { LEDGER_FIELDS, type LedgerField } from './columns';

const SAMPLES = 3;
const SAMPLE_CHARACTERS = 60;
/** Before these the rows are judged, from them on they are settled. */
const JUDGING: readonly RunState[] = ['queued', 'reading', 'previewed'];

/** @param firstRows cells of the first rows, of which a person sees what each column holds */
export function toRunResponse(row: RunRecord, firstRows: readonly string[][]): RunResponse {
  const judged = row.accepted + row.warned + row.refused;
  const settled = row.registered + row.linked + row.skipped + row.left_out;
  const judging = JUDGING.includes(row.state) || (row.state === 'stopped' && settled === 0);
  return {
    id: row.id,
    fileName: row.file_name,
    state: row.state,
    done: judging ? judged : settled,
    ...(row.total !== null && { total: row.total }),
    ...{ accepted: row.accepted, warned: row.warned, refused: row.refused },
    ...{ registered: row.registered, linked: row.linked },
    ...{ skipped: row.skipped, leftOut: row.left_out },
    ...(row.mapping && { mapping: toMappingResponse(row.mapping, firstRows) }),
    ...(row.failure && { failure: row.failure }),
    createdAt: isoInZone(instantOf(row.created_at)),
    ...(row.finished_at && { finishedAt: isoInZone(instantOf(row.finished_at)) }),
  };
}

function toMappingResponse(
  mapping: LedgerMapping,
  firstRows: readonly string[][],
): MappingResponse {
  const { headerRow, columns, amountUnit, monthDates, fixed } = mapping;
  return {
    headerRow,
    columns: columns.map((column) => ({
      ...column,
      samples: firstRows
        .map((cells) => (cells[column.index] ?? '').slice(0, SAMPLE_CHARACTERS))
        .filter((text) => text !== '')
        .slice(0, SAMPLES),
    })),
    amountUnit,
    ...(monthDates && { monthDates }),
    fixed: (Object.entries(fixed) as [LedgerField, string][]).map(([field, text]) => ({
      field,
      text,
    })),
    missing: missingColumns(mapping),
  };
}

/** A row as people see it; the duty to share is foretold until there is an instrument that has it. */
export function toRowResponse(
  run: RunRecord,
  row: RowRecord & { must_share: boolean | null },
): RunRowResponse {
  const shared = row.must_share ?? foretoldDuty(run, row);
  return {
    rowNumber: row.row_number,
    verdict: row.verdict,
    ...(row.outcome && { outcome: row.outcome }),
    skip: row.skip,
    warningsAccepted: row.warnings_accepted,
    assetNumber: row.asset_number,
    nameZh: row.name_zh,
    ...(row.instrument_id && { instrumentId: row.instrument_id }),
    ...(shared !== null && { sharingDuty: shared ? 'obliged' : 'voluntary' }),
    cells: cellsOf(run, row),
    original: row.cells ?? [],
    messages: row.messages,
    version: row.version,
  };
}

function foretoldDuty(run: RunRecord, row: RowRecord): boolean | null {
  if (!run.mapping || !row.cells || row.verdict === 'refused') return null;
  const { draft } = judgedRow(run, row, run.mapping);
  return draft ? mustShare({ ...draft, useObliged: false }) : null;
}

function cellsOf(run: RunRecord, row: RowRecord): RunRowResponse['cells'] {
  if (!run.mapping || !row.cells) return [];
  const values = valuesOf(row.cells, run.mapping, row.repairs);
  return LEDGER_FIELDS.flatMap((field) => {
    const text = values[field];
    return text === undefined ? [] : [{ field, text, repaired: field in row.repairs }];
  });
}
