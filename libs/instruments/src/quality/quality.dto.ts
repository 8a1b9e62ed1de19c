import { ApiProperty } from '@nestjs/swagger';
import type { Text } from '@app/common';
import { IdField, PageQuery } from '@app/http';
import { INSTRUMENT_STATUSES, type InstrumentStatus } from '../instrument.rules';
import { CRITERIA, type Obstacle, OBSTACLES } from './completeness.criteria';
import { completeness } from './completeness.rules';
import type { QualityRow } from './quality.queries';

/** Whose instruments. */
export class ListQualityQuery extends PageQuery {
  @IdField({ optional: true, description: 'of this holder' }) holderId?: string;
}

/** A gap of a record. */
export class MissingFieldResponse {
  @ApiProperty({ enum: CRITERIA.map(({ field }) => field) }) field: string;
  @ApiProperty({ type: String, description: 'in the language of the reader' })
  label: Text | string;
  @ApiProperty({ enum: OBSTACLES, nullable: true, description: 'null stands in no way' })
  blocks: Obstacle | null;
}

/** How complete the record of an instrument is. */
export class QualityResponse {
  @ApiProperty({ format: 'uuid' }) instrumentId: string;
  @ApiProperty() nameZh: string;
  @ApiProperty() assetNumber: string;
  @ApiProperty({ format: 'uuid' }) holderId: string;
  @ApiProperty({ enum: INSTRUMENT_STATUSES }) status: InstrumentStatus;
  @ApiProperty({ minimum: 0, maximum: 100, description: '100 only when nothing is missing' })
  score: number;
  @ApiProperty({ type: String, description: 'such as 缺 3 项，影响同步' }) summary: Text | string;
  @ApiProperty({ type: [MissingFieldResponse], description: 'the most urgent first' })
  missing: MissingFieldResponse[];
}

/** A page of records, the least complete first, with the average of all of them. */
export class QualityPageResponse {
  @ApiProperty({ type: Number, nullable: true, description: 'of all, with one decimal' })
  average: number | null;
  @ApiProperty({ description: 'of all' }) count: number;
  @ApiProperty({ type: [QualityResponse] }) items: QualityResponse[];
  @ApiProperty({ required: false, description: 'cursor of the next page' }) next?: string;
}

export const toQualityResponse = (row: QualityRow): QualityResponse => ({
  instrumentId: row.id,
  nameZh: row.name_zh,
  assetNumber: row.asset_number,
  holderId: row.holder_id,
  status: row.status,
  ...completeness(row.facts),
});
