import { ApiProperty } from '@nestjs/swagger';
import type { Fen } from '@app/common';
import {
  CivilDateField,
  FenField,
  IdField,
  ItemsField,
  OneOf,
  PageQuery,
  TextField,
} from '@app/http';
import {
  INVOICE_KINDS,
  INVOICE_STATES,
  type InvoiceKind,
  type InvoiceState,
  type Verification,
  VERIFICATIONS,
} from './invoice.words';

const CODE = '发票代码; left out for a fully digital invoice (数电票)';

/** The part of an invoice that is for one order. */
export class AllocationBody {
  @IdField() orderId: string;
  @FenField({ min: 1 }) amountFen: Fen;
}

/** Body of `POST /invoices`; seller is the caller's organisation, buyer the one that the orders were for. */
export class RecordInvoice {
  @TextField({ max: 20, optional: true, description: CODE }) code?: string;
  @TextField({ max: 30, description: '发票号码' }) number: string;
  @OneOf(INVOICE_KINDS, { description: '专票 or 普票' }) kind: InvoiceKind;
  @TextField({ max: 100, description: '抬头' }) title: string;
  @TextField({ max: 20, description: '税号: the credit code of the user organisation' })
  taxNumber: string;
  @CivilDateField() issuedOn: string;
  @FenField({ min: 1, description: 'tax included' }) amountFen: Fen;
  @ItemsField(() => AllocationBody, { min: 1, max: 200 }) allocations: AllocationBody[];
}

/** Body of `POST /invoices/{id}/verify`: what the tax bureau's platform said (查验). */
export class VerifyInvoice {
  @OneOf(['valid', 'invalid']) result: 'valid' | 'invalid';
}

/** Body of `POST /invoices/{id}/red-flush`: the negative invoice (红字发票) over all that stands, or over parts of it. */
export class FlushInvoice {
  @TextField({ max: 20, optional: true, description: CODE }) code?: string;
  @TextField({ max: 30, description: '红字发票号码' }) number: string;
  @CivilDateField() issuedOn: string;
  @ItemsField(() => AllocationBody, {
    ...{ min: 1, max: 200, optional: true },
    description: 'what is taken back of which order; left out for all that stands',
  })
  parts?: AllocationBody[];
}

/** What is narrowed down of the list of invoices. */
export class InvoiceListQuery extends PageQuery {
  @OneOf(INVOICE_STATES, { optional: true }) state?: InvoiceState;
}

/** An order and its part of an invoice. */
export class AllocationResponse {
  @ApiProperty({ format: 'uuid' }) orderId: string;
  @ApiProperty() orderNumber: string;
  @ApiProperty({ type: 'integer', description: 'what stands of it; negative on a red one' })
  amountFen: Fen;
  @ApiProperty({ description: 'false once it was taken back' }) live: boolean;
}

export class InvoiceResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: CODE }) code: string;
  @ApiProperty() number: string;
  @ApiProperty({ format: 'uuid' }) sellerOrganisationId: string;
  @ApiProperty({ format: 'uuid' }) buyerOrganisationId: string;
  @ApiProperty({ enum: INVOICE_KINDS }) kind: InvoiceKind;
  @ApiProperty() title: string;
  @ApiProperty() taxNumber: string;
  @ApiProperty({ format: 'date' }) issuedOn: string;
  @ApiProperty({ type: 'integer', description: 'negative for a red one' }) amountFen: Fen;
  @ApiProperty({ type: 'integer', description: 'what orders have of it' }) allocatedFen: Fen;
  @ApiProperty({ type: 'integer', description: 'what red ones take back of it' }) flushedFen: Fen;
  @ApiProperty({ enum: VERIFICATIONS }) verification: Verification;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) verifiedAt: string | null;
  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'who looked' })
  verifiedBy: string | null;
  @ApiProperty({ enum: INVOICE_STATES }) state: InvoiceState;
  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'it takes this back' })
  redOf: string | null;
  @ApiProperty({
    ...{ format: 'uuid', nullable: true, type: String },
    description: 'this took back the last of it',
  })
  flushedBy: string | null;
  @ApiProperty({
    ...{ type: 'array', items: { type: 'string', format: 'uuid' } },
    description: 'these take back parts of it, or all',
  })
  redInvoiceIds: string[];
  @ApiProperty({
    ...{ format: 'uuid', nullable: true, type: String },
    description: 'the statement that it is over as a whole',
  })
  statementId: string | null;
  @ApiProperty({ type: [AllocationResponse] }) allocations: AllocationResponse[];
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty() version: number;
}
