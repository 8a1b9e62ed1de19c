import { ApiProperty } from '@nestjs/swagger';
import type { Fen, Text } from '@app/common';

/** A column of the file and what it was taken for. */
export class BankColumnResponse {
  @ApiProperty({ description: 'what it says of a row' }) field: string;
  @ApiProperty({ description: 'as the file writes it' }) header: string;
}

/** What became of a file: every row of money that came in is a receipt now. */
export class BankImportResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() fileName: string;
  @ApiProperty({ type: 'integer', description: 'rows that became receipts' }) recorded: number;
  @ApiProperty({ type: 'integer', description: 'rows whose serial number was recorded before' })
  known: number;
  @ApiProperty({ type: 'integer', description: 'rows of money that went out, left out' })
  debits: number;
  @ApiProperty({ type: [BankColumnResponse] }) columns: BankColumnResponse[];
  @ApiProperty({ format: 'date-time' }) createdAt: string;
}

/** A file that was imported, with what became of its rows. */
export class PastBankImportResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() fileName: string;
  @ApiProperty({ type: 'integer', description: 'rows that became receipts' }) recorded: number;
  @ApiProperty({ type: 'integer', description: 'rows whose serial number was recorded before' })
  known: number;
  @ApiProperty({ type: 'integer', description: 'rows of money that went out, left out' })
  debits: number;
  @ApiProperty({ format: 'uuid' }) importedBy: string;
  @ApiProperty() importedByName: string;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
}

/** `new` becomes a receipt, `known` is one already, `refused` has a serial number that stands for other money. */
export const BANK_VERDICTS = ['new', 'known', 'refused'] as const;
export type BankVerdict = (typeof BANK_VERDICTS)[number];

/** A row of money that came in, as it would be recorded. */
export class BankRowResponse {
  @ApiProperty({ type: 'integer', description: 'as the spreadsheet counts, from 1' })
  rowNumber: number;
  @ApiProperty({ enum: BANK_VERDICTS }) verdict: BankVerdict;
  @ApiProperty({ format: 'date' }) receivedOn: string;
  @ApiProperty({ type: 'integer' }) amountFen: Fen;
  @ApiProperty() payerName: string;
  @ApiProperty({ nullable: true, type: String }) remark: string | null;
  @ApiProperty({ description: '流水号 of the bank' }) reference: string;
}

/** One cell that keeps the file from being imported. */
export class BankFaultResponse {
  @ApiProperty({ description: 'row and field' }) pointer: string;
  @ApiProperty() code: string;
  @ApiProperty({ type: String, description: 'row, column, value and way out' }) message: Text;
}

/** What an import of the file would do; nothing is written. */
export class BankPreviewResponse {
  @ApiProperty({ type: 'integer' }) debits: number;
  @ApiProperty({ type: [BankColumnResponse] }) columns: BankColumnResponse[];
  @ApiProperty({ type: [BankRowResponse] }) rows: BankRowResponse[];
  @ApiProperty({ type: [BankFaultResponse], description: 'nothing is imported while there is one' })
  errors: BankFaultResponse[];
}
