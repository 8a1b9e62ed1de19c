import { ApiProperty } from '@nestjs/swagger';
import type { Fen } from '@app/common';
import {
  BooleanField,
  CivilDateField,
  FenField,
  IdField,
  OneOf,
  PageQuery,
  TextField,
} from '@app/http';
import { RECEIPT_SOURCES, type ReceiptSource } from './receipt.entity';
import { ENTRY_KINDS, type EntryKind } from './settlement-entry.entity';

/** Body of `POST /receipts`: money that arrived at the caller's organisation. */
export class RecordReceipt {
  @TextField({ max: 100, description: '流水号 of the bank, once for each holder' })
  reference: string;
  @CivilDateField() receivedOn: string;
  @FenField({ min: 1 }) amountFen: Fen;
  @TextField({ max: 200, description: 'who paid, as the bank wrote it' }) payerName: string;
  @IdField({
    optional: true,
    description: 'the organisation that paid, where it is known; pays for its orders only',
  })
  payerOrganisationId?: string;
  @TextField({ max: 500, optional: true, description: '附言: what the payer wrote' })
  remark?: string;
}

/** Body of `POST /receipts/{id}/matches` (到款认领): an order, or an invoice whose orders are paid one after the other. */
export class MatchReceipt {
  @IdField({ optional: true }) orderId?: string;
  @IdField({ optional: true }) invoiceId?: string;
  @FenField({ min: 1 }) amountFen: Fen;
}

/** Body of `POST /receipts/{id}/reopen`: all that the receipt has paid of the order is free again. */
export class ReopenMatch {
  @IdField() orderId: string;
}

/** Body of `POST /receipts/{id}/refunds`: money given back, by which the fee of the order is lower. */
export class RefundReceipt {
  @IdField() orderId: string;
  @FenField({ min: 1 }) amountFen: Fen;
  @TextField({ max: 500, description: 'why it is given back' }) reason: string;
}

/** The newest recorded first, or by age: what arrived first is first. */
export const RECEIPT_ORDERS = ['newest', 'oldest'] as const;
export type ReceiptOrder = (typeof RECEIPT_ORDERS)[number];

/** What is narrowed down of the list of receipts. */
export class ReceiptListQuery extends PageQuery {
  @OneOf(RECEIPT_ORDERS, { optional: true, description: 'newest unless told otherwise' })
  order?: ReceiptOrder;
  @BooleanField({ optional: true, fromQuery: true, description: 'with something left to match' })
  open?: boolean;
}

/** One movement of a receipt's money. */
export class EntryResponse {
  @ApiProperty({ enum: ENTRY_KINDS }) kind: EntryKind;
  @ApiProperty({ format: 'uuid' }) orderId: string;
  @ApiProperty() orderNumber: string;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) invoiceId: string | null;
  @ApiProperty({ type: 'integer' }) amountFen: Fen;
  @ApiProperty({ nullable: true, type: String }) reason: string | null;
}

export class ReceiptResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() reference: string;
  @ApiProperty({ format: 'date' }) receivedOn: string;
  @ApiProperty({ type: 'integer', description: 'days since it arrived' }) ageDays: number;
  @ApiProperty() payerName: string;
  @ApiProperty({
    nullable: true,
    type: String,
    description: "last characters of the payer's account",
  })
  payerAccountEnding: string | null;
  @ApiProperty({ nullable: true, type: String, description: '附言: what the payer wrote' })
  remark: string | null;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) payerOrganisationId: string | null;
  @ApiProperty({ type: 'integer' }) amountFen: Fen;
  @ApiProperty({ type: 'integer', description: 'what orders have of it' }) matchedFen: Fen;
  @ApiProperty({ type: 'integer', description: 'what was given back' }) returnedFen: Fen;
  @ApiProperty({ type: 'integer', description: 'left to match; until then a deposit (预存)' })
  openFen: Fen;
  @ApiProperty({ enum: RECEIPT_SOURCES }) source: ReceiptSource;
  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'file it was told by' })
  bankImportId: string | null;
  @ApiProperty({ type: [EntryResponse] }) entries: EntryResponse[];
  @ApiProperty({ format: 'date-time' }) createdAt: string;
}
