import type { Fen } from '@app/common';
import { SHEET_FORMATS, type SheetFormat } from '@app/files';
import { CivilDateField, FenField, OneOf, TextField, WholeNumber } from '@app/http';
import { ApiProperty } from '@nestjs/swagger';
import { TRANSFER_KINDS, type TransferKind } from '../ledger-transfer.entity';
import { STATEMENT_SIDES, type StatementSide } from './voucher-books.queries';

/** The kind of file a sheet is written as. */
export class BooksSheetQuery {
  @OneOf(SHEET_FORMATS, { optional: true, description: 'xlsx unless told' }) format?: SheetFormat;
}

/** Which side of an organisation's voucher money, and its days. */
export class VoucherStatementQuery {
  @OneOf(STATEMENT_SIDES, {
    optional: true,
    description: 'voucher: what it may spend (unless told); payee: what is owed to it',
  })
  side?: StatementSide;
  @CivilDateField({ optional: true, description: 'first day; 1 January of this year unless told' })
  from?: string;
  @CivilDateField({ optional: true, description: 'last day, included; today unless told' })
  to?: string;
}

/** The same as a file. */
export class VoucherStatementSheetQuery extends VoucherStatementQuery {
  @OneOf(SHEET_FORMATS, { optional: true, description: 'xlsx unless told' }) format?: SheetFormat;
}

/** Where the voucher money of one region is. */
export class RegionUseResponse {
  @TextField({ description: 'county of the organisations the vouchers were issued to' })
  regionCode: string;
  @FenField() issuedFen: Fen;
  @FenField() freeFen: Fen;
  @FenField() heldFen: Fen;
  @FenField() capturedFen: Fen;
  @FenField({ description: 'confirmed with its whole batch' }) paidFen: Fen;
}

/** Where spending leads at the average rate since the programme's first day. */
export class ForecastResponse {
  @FenField({ description: 'used up to the last day; it may exceed the plan' }) forecastFen: Fen;
  @CivilDateField({ nullable: true, description: 'the plan is gone; null if it lasts' })
  exhaustedOn: string | null;
}

/** Where the money of a programme is; unissued to lapsed, clawback included, sum to the plan. */
export class BurnDownResponse {
  @TextField() programmeNameZh: string;
  @FenField({ description: 'everything appropriated' }) planFen: Fen;
  @FenField() unissuedFen: Fen;
  @FenField() freeFen: Fen;
  @FenField() heldFen: Fen;
  @FenField({ description: 'used, not yet claimed' }) payableFen: Fen;
  @FenField() inReviewFen: Fen;
  @FenField({ description: 'sent to the treasury, outcome unknown' }) instructedFen: Fen;
  @FenField() paidFen: Fen;
  @FenField() lapsedFen: Fen;
  @FenField({ description: 'to be recovered' }) clawbackFen: Fen;
  @FenField({ description: 'payable, in review, instructed and paid together' }) capturedFen: Fen;
  @ApiProperty({ type: ForecastResponse, nullable: true, description: 'null before the first day' })
  forecast: ForecastResponse | null;
  @ApiProperty({ type: [RegionUseResponse] }) regions: RegionUseResponse[];
}

/** All movements of one kind in the days of a statement. */
export class StatementMovementResponse {
  @OneOf(TRANSFER_KINDS) kind: TransferKind;
  @WholeNumber({ min: 1 }) count: number;
  @FenField({ min: Number.MIN_SAFE_INTEGER, description: 'signed' }) amountFen: Fen;
}

/** What an organisation had, what moved, and what it has; opening and movements sum to closing. */
export class VoucherStatementResponse {
  @OneOf(STATEMENT_SIDES) side: StatementSide;
  @CivilDateField() from: string;
  @CivilDateField() to: string;
  @FenField() openingFen: Fen;
  @ApiProperty({ type: [StatementMovementResponse] }) movements: StatementMovementResponse[];
  @FenField() closingFen: Fen;
}
