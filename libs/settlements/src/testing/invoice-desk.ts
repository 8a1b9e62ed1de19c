import type { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { fen } from '@app/common';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { InvoiceProfiles } from '../invoice-requests/invoice-profiles.service';
import type {
  CreateInvoiceRequest,
  InvoiceRequestResponse,
  IssueInvoice,
} from '../invoice-requests/invoice-request.dto';
import { InvoiceRequests } from '../invoice-requests/invoice-requests.service';
import { creditCodeOf, invoiceNumber, type Sides } from './settlement-desk';
import { StatementDesk } from './statement-desk';

/** What a special invoice has to say of its buyer. */
export const ACCOUNT = {
  address: '嘉兴市经开区某路 1 号',
  phone: '0573-82000000',
  bankName: '嘉兴银行营业部',
  bankAccount: '3305 0101 0000 0001',
} as const;

/** A desk of settlement and statements at which user organisations also ask for invoices. */
export class InvoiceDesk extends StatementDesk {
  readonly profiles: InvoiceProfiles;
  readonly requests: InvoiceRequests;

  constructor(db: DataSource) {
    super(db);
    const audit = new AuditService();
    this.profiles = new InvoiceProfiles(db, audit);
    this.requests = new InvoiceRequests(db, this.invoices, this.statements, audit, new Outbox());
  }

  /** Asks for an ordinary invoice over orders, all that is left of them unless an amount is told. */
  ask(
    { user }: Sides,
    orders: Readonly<Record<string, number | null>>,
    change: Partial<CreateInvoiceRequest> = {},
  ): Promise<InvoiceRequestResponse> {
    return this.requests.create(user, {
      ...{ kind: 'ordinary', title: '测试单位', taxNumber: creditCodeOf(user.organisationId) },
      orders: Object.entries(orders).map(([orderId, amountFen]) => ({
        orderId,
        ...(amountFen !== null && { amountFen: fen(amountFen) }),
      })),
      ...change,
    });
  }

  /** Issues what was asked for, as it was asked for unless told otherwise. */
  issueAs(
    holder: Actor,
    request: InvoiceRequestResponse,
    change: Partial<IssueInvoice> = {},
  ): Promise<InvoiceRequestResponse> {
    const { kind, title, taxNumber, amountFen } = request;
    const printed = { kind, title, taxNumber, amountFen, issuedOn: '2026-01-05' };
    const input = { ...printed, number: invoiceNumber(), ...change };
    return this.requests.issue(holder, request.id, input, {});
  }
}
