import { ApiProperty } from '@nestjs/swagger';
import type { Text } from '@app/common';
import { OneOf } from '@app/http';

/** What happens when some rows are refused: nothing is written, or the others are. */
export const ON_REFUSED = ['nothing', 'skip'] as const;
export type OnRefused = (typeof ON_REFUSED)[number];

export class ImportUsageQuery {
  @OneOf(ON_REFUSED, { optional: true, description: 'nothing is written unless told to skip' })
  onRefused?: OnRefused;
}

export class CellProblem {
  @ApiProperty({ description: 'field of the row' }) pointer: string;
  @ApiProperty() code: string;
  @ApiProperty({ type: String }) message: Text;
}

export const ROW_VERDICTS = ['accepted', 'refused'] as const;

export class UsageRowVerdict {
  @ApiProperty({ description: 'as the spreadsheet counts, from 1' }) rowNumber: number;
  @ApiProperty({ enum: ROW_VERDICTS }) verdict: (typeof ROW_VERDICTS)[number];
  @ApiProperty({ type: [CellProblem] }) errors: CellProblem[];
}

export class UsageImportResponse {
  @ApiProperty({ description: 'rows that became records' }) written: number;
  @ApiProperty() refused: number;
  @ApiProperty({ type: [UsageRowVerdict] }) rows: UsageRowVerdict[];
}
