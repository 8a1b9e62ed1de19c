import { ApiProperty } from '@nestjs/swagger';
import type { Text } from '@app/common';
import {
  BooleanField,
  ItemsField,
  ObjectField,
  OneOf,
  PageQuery,
  TextField,
  WholeNumber,
} from '@app/http';
import { AMOUNT_UNITS, type AmountUnit } from './amount';
import { MONTH_DATES, type MonthDates } from './civil-date';
import { LEDGER_FIELDS, type LedgerField } from './columns';
import {
  ROW_OUTCOMES,
  ROW_VERDICTS,
  type RowOutcome,
  type RowVerdict,
  RUN_STATES,
  type RunState,
} from './import-run.entity';
import { KEPT_CHARACTERS, SHEET_LIMITS } from './sheet';

export class ImportQuery {
  @BooleanField({
    optional: true,
    fromQuery: true,
    description: 'read and judge only; the run rests in `previewed` until it is committed',
  })
  preview?: boolean;
}

export class ImportStarted {
  @ApiProperty({ format: 'uuid', description: 'follow it at /runs/{runId}' }) runId: string;
}

/** Why nothing of the file could be imported. */
export class RunFailure {
  @ApiProperty() code: string;
  @ApiProperty({ type: String }) message: Text | string;
}

/** One column of the file and what it is taken for. */
export class MappedColumnResponse {
  @ApiProperty({ type: 'integer', description: 'from 0' }) index: number;
  @ApiProperty({ description: 'as it stands in the file' }) header: string;
  @ApiProperty({ enum: LEDGER_FIELDS, nullable: true, description: 'null for a column not taken' })
  field: LedgerField | null;
  @ApiProperty({ type: [String], description: 'its first values' }) samples: string[];
}

/** One value for all rows whose cell is blank, and for a column that the file lacks. */
export class FixedValue {
  @OneOf(LEDGER_FIELDS) field: LedgerField;
  @TextField({ max: 200 }) text: string;
}

/** How the file is read. */
export class MappingResponse {
  @ApiProperty({ type: 'integer', description: 'as the spreadsheet counts' }) headerRow: number;
  @ApiProperty({ type: [MappedColumnResponse] }) columns: MappedColumnResponse[];
  @ApiProperty({ enum: AMOUNT_UNITS }) amountUnit: AmountUnit;
  @ApiProperty({ enum: MONTH_DATES, required: false }) monthDates?: MonthDates;
  @ApiProperty({ type: [FixedValue] }) fixed: FixedValue[];
  @ApiProperty({ type: [String], description: 'required columns that are not there' })
  missing: string[];
}

/** How far an import is: `done` rows of `total` in the state it is in. */
export class RunResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() fileName: string;
  @ApiProperty({ enum: RUN_STATES }) state: RunState;
  @ApiProperty({ type: 'integer', description: 'judged while reading, settled from committing on' })
  done: number;
  @ApiProperty({ type: 'integer', required: false, description: 'unknown until the file was read' })
  total?: number;
  @ApiProperty({ type: 'integer' }) accepted: number;
  @ApiProperty({ type: 'integer' }) warned: number;
  @ApiProperty({ type: 'integer' }) refused: number;
  @ApiProperty({ type: 'integer', description: 'rows that became instruments' }) registered: number;
  @ApiProperty({ type: 'integer', description: 'rows whose instrument was there already' })
  linked: number;
  @ApiProperty({ type: 'integer', description: 'rows that a person left out' }) skipped: number;
  @ApiProperty({ type: 'integer', description: 'rows left out because they were refused' })
  leftOut: number;
  @ApiProperty({ type: MappingResponse, required: false }) mapping?: MappingResponse;
  @ApiProperty({ type: RunFailure, required: false }) failure?: RunFailure;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ format: 'date-time', required: false }) finishedAt?: string;
}

export class ListRunRowsQuery extends PageQuery {
  @OneOf(ROW_VERDICTS, { optional: true }) verdict?: RowVerdict;
}

/** One thing to look at in a row. */
export class RowMessageResponse {
  @ApiProperty() field: string;
  @ApiProperty({ description: 'as it stands in the file' }) value: string;
  @ApiProperty() code: string;
  @ApiProperty({ enum: ['refused', 'warned'] }) severity: 'refused' | 'warned';
  @ApiProperty({ type: String, description: 'with the way out' }) message: Text | string;
  @ApiProperty({ type: 'integer', required: false, description: 'the row it resembles' })
  otherRow?: number;
  @ApiProperty({ format: 'uuid', required: false, description: 'the instrument it resembles' })
  otherInstrumentId?: string;
}

/** A cell by what it means, repairs included. */
export class CellResponse {
  @ApiProperty({ enum: LEDGER_FIELDS }) field: LedgerField;
  @ApiProperty() text: string;
  @ApiProperty({ description: 'a person wrote it over that of the file' }) repaired: boolean;
}

/** The verdict on one row, numbered as the spreadsheet does. */
export class RunRowResponse {
  @ApiProperty({ type: 'integer' }) rowNumber: number;
  @ApiProperty({ enum: ROW_VERDICTS }) verdict: RowVerdict;
  @ApiProperty({ enum: ROW_OUTCOMES, required: false, description: 'once committed' })
  outcome?: RowOutcome;
  @ApiProperty() skip: boolean;
  @ApiProperty() warningsAccepted: boolean;
  @ApiProperty() assetNumber: string;
  @ApiProperty() nameZh: string;
  @ApiProperty({ format: 'uuid', required: false }) instrumentId?: string;
  @ApiProperty({ enum: ['obliged', 'voluntary'], required: false })
  sharingDuty?: 'obliged' | 'voluntary';
  @ApiProperty({ type: [CellResponse], description: 'of mapped columns; none once forgotten' })
  cells: CellResponse[];
  @ApiProperty({ type: [String], description: 'every cell as it stands in the file, by column' })
  original: string[];
  @ApiProperty({ type: [RowMessageResponse] }) messages: RowMessageResponse[];
  @ApiProperty({ description: 'also the ETag' }) version: number;
}

/** What a column is to be taken for. */
export class ColumnChoice {
  @WholeNumber({ min: 0, max: SHEET_LIMITS.columns - 1 }) index: number;
  @OneOf(LEDGER_FIELDS, { nullable: true, description: 'null for a column not taken' })
  field?: LedgerField | null;
}

/** How the file is to be read from now on, and files with the same header after it. */
export class MappingRequest {
  @WholeNumber({
    min: 1,
    max: SHEET_LIMITS.rows,
    nullable: true,
    description: 'as it is unless told',
  })
  headerRow?: number | null;
  @ItemsField(() => ColumnChoice, { max: SHEET_LIMITS.columns }) columns: ColumnChoice[];
  @OneOf(['yuan', 'ten-thousand-yuan'], { nullable: true, description: 'as it is unless told' })
  amountUnit?: AmountUnit | null;
  @OneOf(MONTH_DATES, { nullable: true, description: 'refused unless told' })
  monthDates?: MonthDates | null;
  @ItemsField(() => FixedValue, { max: LEDGER_FIELDS.length, nullable: true })
  fixed?: FixedValue[] | null;
}

/** New texts for cells of one row. */
export class RepairedCells {
  [field: string]: string | null | undefined;
}
for (const field of LEDGER_FIELDS) {
  TextField({ min: 0, max: KEPT_CHARACTERS, optional: true })(RepairedCells.prototype, field);
}

/** What is to change about one row; what is not named stays. */
export class RepairRowRequest {
  @ObjectField(() => RepairedCells, { nullable: true, description: 'texts by field' })
  cells?: RepairedCells | null;
  @BooleanField({ nullable: true, description: 'leave the row out' }) skip?: boolean | null;
  @BooleanField({ nullable: true, description: 'take the row although it may be a duplicate' })
  acceptWarnings?: boolean | null;
}

export class CommitRequest {
  @BooleanField({ nullable: true, description: 'take also what may be duplicates' })
  acceptWarnings?: boolean | null;
}

export class ProblemRowsQuery {
  @OneOf(['xlsx', 'csv'], { optional: true, description: 'xlsx unless told' })
  format?: 'xlsx' | 'csv';
}
