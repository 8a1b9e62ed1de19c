import { ApiProperty } from '@nestjs/swagger';
import type { Fen } from '@app/common';
import {
  CivilDateField,
  FenField,
  IdField,
  IdsField,
  OneOf,
  PageQuery,
  TextField,
  WholeNumber,
} from '@app/http';
import { INVOICE_KINDS, type InvoiceKind } from '../invoices/invoice.words';
import {
  STATEMENT_ACTIONS,
  STATEMENT_FORMATS,
  STATEMENT_STATES,
  type StatementAction,
  type StatementFormat,
  type StatementState,
} from './statement.words';

/** Body of `POST /statements`: every accepted order of the month that is on no statement yet. */
export class DraftStatement {
  @IdField({ description: 'the user organisation' }) customerOrganisationId: string;
  @WholeNumber({ min: 2000, max: 2999 }) year: number;
  @WholeNumber({ min: 1, max: 12, description: 'calendar month in Shanghai' }) month: number;
}

/** Body of `POST /statements/{id}/confirm`. */
export class ConfirmStatement {
  @FenField({ description: '`ownFen` as it was read: another amount now is not confirmed' })
  ownFen: Fen;
}

/** Body of `POST /statements/{id}/dispute` and `/void`. */
export class StatementReason {
  @TextField({ max: 500, description: 'what is wrong with it' }) reason: string;
}

/** Body of `POST /statements/{id}/correct`: a draft again, without some of its orders. */
export class CorrectStatement {
  @IdsField({ max: 500, optional: true, description: 'orders that another statement may take' })
  leaveOut?: string[];
}

/** Body of `POST /statements/{id}/invoice`: one invoice over all that is not invoiced of its orders. */
export class InvoiceStatement {
  @TextField({ max: 20, optional: true, description: '发票代码; left out for 数电票' })
  code?: string;
  @TextField({ max: 30, description: '发票号码' }) number: string;
  @OneOf(INVOICE_KINDS, { description: '专票 or 普票' }) kind: InvoiceKind;
  @TextField({ max: 100, description: '抬头' }) title: string;
  @TextField({ max: 20, description: '税号: the credit code of the user organisation' })
  taxNumber: string;
  @CivilDateField() issuedOn: string;
  @FenField({
    min: 1,
    description: 'as printed: what is not invoiced of the fees, or of the user organisation’s part',
  })
  amountFen: Fen;
}

/** What is narrowed down of the list of statements. */
export class StatementListQuery extends PageQuery {
  @OneOf(STATEMENT_STATES, { optional: true }) state?: StatementState;
}

/** How a statement is to be written. */
export class StatementFileQuery {
  @OneOf(STATEMENT_FORMATS, { optional: true, description: 'pdf unless told' })
  format?: StatementFormat;
}

/** One order of a statement, as it is now, or as it was confirmed. */
export class StatementLineResponse {
  @ApiProperty({ format: 'uuid' }) orderId: string;
  @ApiProperty() orderNumber: string;
  @ApiProperty({ type: 'integer' }) feeFen: Fen;
  @ApiProperty({ type: 'integer', description: 'of it what the user organisation pays itself' })
  ownFen: Fen;
  @ApiProperty({ description: 'false once it was left out, or the statement is void' })
  live: boolean;
}

export class StatementResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: '`JS26-000123-4`; the last character checks the digits' })
  number: string;
  @ApiProperty({ format: 'uuid' }) holderOrganisationId: string;
  @ApiProperty({ format: 'uuid' }) customerOrganisationId: string;
  @ApiProperty({ type: 'integer' }) year: number;
  @ApiProperty({ type: 'integer', description: 'calendar month in Shanghai' }) month: number;
  @ApiProperty({ enum: STATEMENT_STATES }) state: StatementState;
  @ApiProperty({
    ...{ enum: STATEMENT_ACTIONS, isArray: true },
    description: 'what the state allows, to whoever may do it',
  })
  actions: StatementAction[];
  @ApiProperty({ type: 'integer', description: 'fees of its orders' }) feeFen: Fen;
  @ApiProperty({ type: 'integer', description: 'what the user organisation pays of them' })
  ownFen: Fen;
  @ApiProperty({ type: 'integer', description: 'what is neither paid nor given up of it' })
  openFen: Fen;
  @ApiProperty({ format: 'date', nullable: true, type: String }) dueOn: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'why it is disputed or void' })
  reason: string | null;
  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'that stands' })
  invoiceId: string | null;
  @ApiProperty({ type: [StatementLineResponse] }) lines: StatementLineResponse[];
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) sentAt: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) confirmedAt: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty() version: number;
}
