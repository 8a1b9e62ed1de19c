import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, formatYuan, newId, normaliseCreditCode } from '@app/common';
import { type IdempotentCall, inCommand, onConstraint } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  type Page,
  page,
  requireVersion,
} from '@app/http';
import { type Actor, reachOf } from '@app/identity';
import { Outbox, type SettlementNews } from '@app/messaging';
import { InvoicesService } from '../invoices/invoices.service';
import { fieldRefused } from '../settlement.errors';
import { StatementInvoiced } from '../statements/statement.errors';
import { getStatement } from '../statements/statement.queries';
import { StatementsService } from '../statements/statements.service';
import { findProfile } from './invoice-profiles.service';
import type {
  CreateInvoiceRequest,
  InvoiceRequestListQuery,
  InvoiceRequestResponse,
  IssueInvoice,
  RefuseInvoiceRequest,
} from './invoice-request.dto';
import { InvoiceRequestStateConflict, notAsRequested } from './invoice-request.errors';
import {
  getRequest,
  type InvoiceRequestRow,
  REQUESTS_SQL,
  toRequestResponse,
} from './invoice-request.queries';
import type { InvoiceRequestState } from './invoice-request.words';
import { type InvoiceTitle, taxNumberProblem, titleProblems } from './invoice-title.rules';
import { insertParts, requestedParts } from './requested-parts';

/** How a request ends. */
interface Ending {
  state: Exclude<InvoiceRequestState, 'requested'>;
  action: string;
  reason?: string;
  invoiceId?: string;
}

/** What user organisations ask to be invoiced, and what holders do about it. */
@Injectable()
export class InvoiceRequests {
  constructor(
    private readonly db: DataSource,
    private readonly invoices: InvoicesService,
    private readonly statements: StatementsService,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Asks a holder for an invoice over orders of the actor's organisation; what is asked for is set aside.
   *
   * @throws FieldsRefused, OrderNotBillable, AmountRefused above what is neither invoiced nor asked for (422)
   */
  create(
    actor: Actor,
    input: CreateInvoiceRequest,
    call?: IdempotentCall,
  ): Promise<InvoiceRequestResponse> {
    return inCommand(this.db, call, async (tx) => {
      const { organisationId } = actor;
      const title = await this.titleOf(tx, organisationId, input);
      const { holderId, parts, amountFen } = await requestedParts(tx, organisationId, input);
      const id = newId();
      await tx
        .query(
          `INSERT INTO invoice_request (id, holder_organisation_id, user_organisation_id, statement_id, kind, title, tax_number,
                                        address, phone, bank_name, bank_account, email, note, amount_fen, requested_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
          [
            ...[id, holderId, organisationId, input.statementId ?? null, input.kind],
            ...[title.title, title.taxNumber, title.address, title.phone],
            ...[title.bankName, title.bankAccount, title.email, input.note ?? null],
            ...[amountFen, actor.userId],
          ],
        )
        .catch((error) =>
          onConstraint(error, {
            invoice_request_to_itself: () => fieldRefused('/orders', 'order-of-own-house', OWN),
          }),
        );
      await insertParts(tx, id, parts);
      await this.tell(tx, actor, 'invoice-request.create', id, { amountFen });
      await this.mail(tx, 'invoice-requested', id);
      return getRequest(tx, id);
    });
  }

  /**
   * Records the invoice that was issued for a request, as it is printed.
   *
   * @throws InvoiceRequestStateConflict, InvoiceRecordedTwice, StatementInvoiced (409)
   * @throws FieldsRefused for whatever is not as requested (422)
   */
  issue(
    actor: Actor,
    id: string,
    input: IssueInvoice,
    how: CommandCall,
  ): Promise<InvoiceRequestResponse> {
    return inCommand(this.db, how.call, async (tx) => {
      const request = await this.lock(tx, id, how);
      requireAsRequested(input, request);
      const { statementId, orders } = request;
      if (statementId !== null) {
        await this.statements.lock(tx, statementId, {}, 'invoice');
        const { invoiceId: standing } = await getStatement(tx, statementId);
        if (standing !== null) throw new StatementInvoiced();
      }
      const allocations = orders.map(({ orderId, amountFen }) => ({ orderId, amountFen }));
      // Its parts are free again once it has ended, so that the invoice takes their place under the orders' locks.
      const printed = { ...input, taxNumber: request.taxNumber, allocations };
      const invoiceId = await this.invoices.enter(tx, actor, printed, statementId);
      return this.end(tx, actor, id, { state: 'issued', action: 'issue', invoiceId });
    });
  }

  /** Says why the invoice is not issued; what was asked for can be asked for again. @throws InvoiceRequestStateConflict (409) */
  refuse(
    actor: Actor,
    id: string,
    { reason }: RefuseInvoiceRequest,
    how: CommandCall,
  ): Promise<InvoiceRequestResponse> {
    return inCommand(this.db, how.call, async (tx) => {
      await this.lock(tx, id, how);
      return this.end(tx, actor, id, { state: 'refused', action: 'refuse', reason });
    });
  }

  /** Takes the request back. @throws InvoiceRequestStateConflict (409) */
  withdraw(actor: Actor, id: string, how: CommandCall): Promise<InvoiceRequestResponse> {
    return inCommand(this.db, how.call, async (tx) => {
      await this.lock(tx, id, how);
      return this.end(tx, actor, id, { state: 'withdrawn', action: 'withdraw' });
    });
  }

  /** @throws InvoiceRequestNotFound */
  get(id: string): Promise<InvoiceRequestResponse> {
    return getRequest(this.db.manager, id);
  }

  /** Requests the actor may open, made by or to the actor's organisation, the newest first. */
  async list(
    { limit = DEFAULT_PAGE, cursor, state }: InvoiceRequestListQuery,
    actor: Actor,
  ): Promise<Page<InvoiceRequestResponse>> {
    const { everything, organisationId, counterpartyId } = reachOf(actor, 'invoiceRequests.get');
    const before = decodeCursor(cursor, 1)?.[0] ?? null;
    const rows: InvoiceRequestRow[] = await this.db.query(
      `${REQUESTS_SQL}
        WHERE ($1::boolean OR asked.holder_organisation_id = $2 OR asked.user_organisation_id = $3)
          AND ($4::text IS NULL OR asked.state = $4) AND ($5::uuid IS NULL OR asked.id < $5)
        ORDER BY asked.id DESC LIMIT $6`,
      [everything, organisationId, counterpartyId, state ?? null, before, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toRequestResponse);
  }

  /** What is given, and what the organisation has saved where nothing is. @throws FieldsRefused (422) */
  private async titleOf(
    tx: EntityManager,
    organisationId: string,
    input: CreateInvoiceRequest,
  ): Promise<InvoiceTitle> {
    const saved = await findProfile(tx, organisationId);
    const title = {
      title: input.title ?? saved.title,
      address: input.address ?? saved.address,
      phone: input.phone ?? saved.phone,
      bankName: input.bankName ?? saved.bankName,
      bankAccount: input.bankAccount ?? saved.bankAccount,
      email: input.email ?? saved.email,
      // The organisation's credit code, whatever was typed of it.
      taxNumber: saved.taxNumber,
    };
    const problems = titleProblems(input.kind, title);
    const wrong = input.taxNumber && taxNumberProblem(input.taxNumber, saved.taxNumber);
    if (wrong) problems.push(wrong);
    if (problems.length > 0) throw new FieldsRefused(problems);
    return title;
  }

  /** Locks a request that has not ended. @throws InvoiceRequestNotFound, VersionConflict, InvoiceRequestStateConflict */
  private async lock(
    tx: EntityManager,
    id: string,
    { ifMatch }: CommandCall,
  ): Promise<InvoiceRequestResponse> {
    await tx.query('SELECT id FROM invoice_request WHERE id = $1 FOR NO KEY UPDATE', [id]);
    const request = await getRequest(tx, id);
    requireVersion(ifMatch, request.version);
    if (request.state !== 'requested') throw new InvoiceRequestStateConflict(request.state);
    return request;
  }

  private async end(
    tx: EntityManager,
    actor: Actor,
    id: string,
    { state, action, reason = undefined, invoiceId = undefined }: Ending,
  ): Promise<InvoiceRequestResponse> {
    await tx.query(
      `UPDATE invoice_request SET state = $2, reason = $3, invoice_id = $4, ended_by = $5, ended_at = app_now(),
              version = version + 1 WHERE id = $1`,
      [id, state, reason ?? null, invoiceId ?? null, actor.userId],
    );
    await this.tell(tx, actor, `invoice-request.${action}`, id, invoiceId ? { invoiceId } : {});
    if (state !== 'withdrawn') await this.mail(tx, `invoice-${state}`, id);
    return getRequest(tx, id);
  }

  /** Tells the other side. */
  private mail(tx: EntityManager, mail: SettlementNews, objectId: string): Promise<void> {
    return this.outbox.add(tx, 'mail-requested', { mail, objectId });
  }

  private tell(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    const objectType = 'invoice_request';
    return this.audit.record(tx, { actor, action, objectType, objectId, detail });
  }
}

const OWN = {
  zh: '本单位使用自己的仪器不开发票，请用内部转账',
  en: 'an organisation issues no invoice to itself; use an internal transfer',
};

/** Buyer, kind and amount as the request says; blanks and width of the title do not matter. */
function requireAsRequested(input: IssueInvoice, request: InvoiceRequestResponse): void {
  const bare = (text: string): string => text.normalize('NFKC').replace(/\s/g, '');
  const compared: [field: string, given: string, asked: string][] = [
    ['kind', input.kind, request.kind],
    ['title', bare(input.title), bare(request.title)],
    ['taxNumber', normaliseCreditCode(input.taxNumber), normaliseCreditCode(request.taxNumber)],
    ['amountFen', formatYuan(input.amountFen), formatYuan(request.amountFen)],
  ];
  const problems = compared
    .filter(([, given, asked]) => given !== asked)
    .map(([field, given, asked]) => notAsRequested(field, given, asked));
  if (problems.length > 0) throw new FieldsRefused(problems);
}
