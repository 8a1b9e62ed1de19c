import { ApiProperty } from '@nestjs/swagger';
import type { Text } from '@app/common';
import { OneOf, PageQuery } from '@app/http';
import type { RowVerdict } from './import-run.entity';

export const RUN_STATES = ['queued', 'running', 'finished', 'failed'] as const;
export const ROW_VERDICTS = ['accepted', 'warned', 'refused'] as const;

export class ImportStarted {
  @ApiProperty({ format: 'uuid', description: 'follow it at /runs/{runId}' }) runId: string;
}

/** Why nothing of the file could be imported. */
export class RunFailure {
  @ApiProperty() code: string;
  @ApiProperty({ type: String }) message: Text | string;
}

/** How far an import is; `done` = accepted + warned + refused. */
export class RunResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() fileName: string;
  @ApiProperty({ enum: RUN_STATES }) state: (typeof RUN_STATES)[number];
  @ApiProperty({ type: 'integer' }) done: number;
  @ApiProperty({ type: 'integer', required: false, description: 'unknown until the file was read' })
  total?: number;
  @ApiProperty({ type: 'integer' }) accepted: number;
  @ApiProperty({ type: 'integer' }) warned: number;
  @ApiProperty({ type: 'integer' }) refused: number;
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
  @ApiProperty({ type: String, description: 'with the way out' }) message: Text | string;
}

/** The verdict on one row, numbered as the spreadsheet does. */
export class RunRowResponse {
  @ApiProperty({ type: 'integer' }) rowNumber: number;
  @ApiProperty({ enum: ROW_VERDICTS }) verdict: RowVerdict;
  @ApiProperty() assetNumber: string;
  @ApiProperty() nameZh: string;
  @ApiProperty({ format: 'uuid', required: false }) instrumentId?: string;
  @ApiProperty({ enum: ['obliged', 'voluntary'], required: false })
  sharingDuty?: 'obliged' | 'voluntary';
  @ApiProperty({ type: [RowMessageResponse] }) messages: RowMessageResponse[];
}
