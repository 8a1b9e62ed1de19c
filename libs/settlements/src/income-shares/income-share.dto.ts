import { ApiProperty } from '@nestjs/swagger';
import type { Fen } from '@app/common';
import { CivilDateField, IdField, PageQuery, RatioField } from '@app/http';

/** Body of `POST /income-shares/rules`: from a day of service on, a laboratory has this part of what comes in. */
export class SetShareRule {
  @IdField({
    nullable: true,
    description: 'for this laboratory; for every one without a rule of its own if left out',
  })
  labId?: string | null;
  @CivilDateField({ description: 'the first day of service it is for' }) validFrom: string;
  @RatioField({ description: 'the part of the laboratory, 0 to 1; the rest is the holder’s' })
  labRatio: number;
}

export class ShareRuleResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ type: 'integer' }) version: number;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) labId: string | null;
  @ApiProperty({ nullable: true, type: String }) labNameZh: string | null;
  @ApiProperty({ format: 'date' }) validFrom: string;
  @ApiProperty() labRatio: number;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
}

/** Which month. */
export class MonthQuery {
  @CivilDateField({ description: 'any day of the month' }) month: string;
}

/** Which orders of which month. */
export class ShareListQuery extends PageQuery {
  @CivilDateField({ description: 'any day of the month' }) month: string;
  @IdField({ optional: true, description: 'of this laboratory only' }) labId?: string;
}

/** Body of `POST /income-shares/closings`. */
export class CloseMonth {
  @CivilDateField({ description: 'any day of the month; open months before it are closed as well' })
  month: string;
}

/** What came in and how it is shared: received = lab + holder, to the fen. */
class SharedResponse {
  @ApiProperty({
    type: 'integer',
    description: 'receipts less refunds, transfers of project cards, vouchers paid to the holder',
  })
  receivedFen: Fen;
  @ApiProperty({ type: 'integer' }) labFen: Fen;
  @ApiProperty({ type: 'integer' }) holderFen: Fen;
}

/** A month of one laboratory; without an id that of instruments which belong to none. */
export class LabIncomeResponse extends SharedResponse {
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) labId: string | null;
  @ApiProperty({ nullable: true, type: String }) labNameZh: string | null;
  @ApiProperty({ type: 'integer' }) orderCount: number;
}

export class IncomeStatementResponse {
  @ApiProperty({ format: 'date', description: 'the first day of the month' }) month: string;
  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'since when it stays as it is; null while the month is open',
  })
  closedAt: string | null;
  @ApiProperty({ type: [LabIncomeResponse] }) labs: LabIncomeResponse[];
  @ApiProperty({ type: SharedResponse }) total: SharedResponse;
}

/** What a month has of one order; negative where money went back or a rule came late. */
export class IncomeShareResponse extends SharedResponse {
  @ApiProperty({ format: 'uuid' }) orderId: string;
  @ApiProperty() orderNumber: string;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) labId: string | null;
  @ApiProperty({ nullable: true, type: String }) labNameZh: string | null;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) ruleId: string | null;
}
