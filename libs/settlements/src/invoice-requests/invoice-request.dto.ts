import { ApiProperty } from '@nestjs/swagger';
import type { Fen } from '@app/common';
import {
  CivilDateField,
  EmailField,
  FenField,
  IdField,
  ItemsField,
  OneOf,
  PageQuery,
  TextField,
} from '@app/http';
import { INVOICE_KINDS, type InvoiceKind } from '../invoices/invoice.words';
import { INVOICE_REQUEST_STATES, type InvoiceRequestState } from './invoice-request.words';

const SAVED = 'as saved in the invoice profile unless given';

/** An order to be invoiced. */
export class RequestedOrder {
  @IdField() orderId: string;
  @FenField({
    min: 1,
    optional: true,
    description: 'all that is neither invoiced nor asked for yet',
  })
  amountFen?: Fen;
}

/** Body of `POST /invoice-requests` (开票申请): orders of one holder, or a confirmed statement. */
export class CreateInvoiceRequest {
  @ItemsField(() => RequestedOrder, { min: 1, max: 200, optional: true })
  orders?: RequestedOrder[];
  @IdField({ optional: true, description: 'in place of orders: all of it that is not invoiced' })
  statementId?: string;
  @OneOf(INVOICE_KINDS, { description: '专票 or 普票' }) kind: InvoiceKind;
  @TextField({ max: 100, optional: true, description: `抬头; ${SAVED}` }) title?: string;
  @TextField({ max: 20, optional: true, description: `税号; ${SAVED}` }) taxNumber?: string;
  @TextField({ max: 200, optional: true, description: SAVED }) address?: string;
  @TextField({ max: 40, optional: true, description: SAVED }) phone?: string;
  @TextField({ max: 100, optional: true, description: `开户银行; ${SAVED}` }) bankName?: string;
  @TextField({ max: 40, optional: true, description: `银行账号; ${SAVED}` }) bankAccount?: string;
  @EmailField({ optional: true, description: SAVED }) email?: string;
  @TextField({ max: 300, optional: true, description: 'what should be printed besides' })
  note?: string;
}

/** Body of `POST /invoice-requests/{id}/issue`: the invoice as it is printed, held against the request. */
export class IssueInvoice {
  @TextField({ max: 20, optional: true, description: '发票代码; left out for 数电票' })
  code?: string;
  @TextField({ max: 30, description: '发票号码' }) number: string;
  @OneOf(INVOICE_KINDS, { description: '专票 or 普票' }) kind: InvoiceKind;
  @TextField({ max: 100, description: '抬头' }) title: string;
  @TextField({ max: 20, description: '税号' }) taxNumber: string;
  @CivilDateField() issuedOn: string;
  @FenField({ min: 1, description: 'tax included' }) amountFen: Fen;
}

/** Body of `POST /invoice-requests/{id}/refuse`. */
export class RefuseInvoiceRequest {
  @TextField({ max: 500, description: 'what the user organisation should change' }) reason: string;
}

/** What is narrowed down of the list of requests. */
export class InvoiceRequestListQuery extends PageQuery {
  @OneOf(INVOICE_REQUEST_STATES, { optional: true }) state?: InvoiceRequestState;
}

/** An order and what is asked of it. */
export class RequestedPartResponse {
  @ApiProperty({ format: 'uuid' }) orderId: string;
  @ApiProperty() orderNumber: string;
  @ApiProperty({ type: 'integer' }) amountFen: Fen;
}

export class InvoiceRequestResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) holderOrganisationId: string;
  @ApiProperty({ format: 'uuid' }) userOrganisationId: string;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) statementId: string | null;
  @ApiProperty({ enum: INVOICE_REQUEST_STATES }) state: InvoiceRequestState;
  @ApiProperty({ enum: INVOICE_KINDS }) kind: InvoiceKind;
  @ApiProperty() title: string;
  @ApiProperty() taxNumber: string;
  @ApiProperty({ nullable: true, type: String }) address: string | null;
  @ApiProperty({ nullable: true, type: String }) phone: string | null;
  @ApiProperty({ nullable: true, type: String }) bankName: string | null;
  @ApiProperty({ nullable: true, type: String }) bankAccount: string | null;
  @ApiProperty({ nullable: true, type: String }) email: string | null;
  @ApiProperty({ nullable: true, type: String }) note: string | null;
  @ApiProperty({ type: 'integer' }) amountFen: Fen;
  @ApiProperty({ type: [RequestedPartResponse] }) orders: RequestedPartResponse[];
  @ApiProperty({ nullable: true, type: String, description: 'why it was refused' })
  reason: string | null;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) invoiceId: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) endedAt: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty() version: number;
}
