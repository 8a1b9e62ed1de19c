import type { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { type Fen, fen } from '@app/common';
import { Outbox } from '@app/messaging';
import { StatementInvoices } from '../statements/statement-invoices.service';
import type { InvoiceStatement, StatementResponse } from '../statements/statement.dto';
import { StatementsService } from '../statements/statements.service';
import { creditCodeOf, invoiceNumber, SettlementDesk, type Sides } from './settlement-desk';

/** A desk of settlement that also states what is owed for the month in which the database is. */
export class StatementDesk extends SettlementDesk {
  readonly statements: StatementsService;
  readonly statementInvoices: StatementInvoices;

  constructor(db: DataSource) {
    super(db);
    this.statements = new StatementsService(db, new AuditService(), new Outbox());
    this.statementInvoices = new StatementInvoices(db, this.statements, this.invoices);
  }

  /** Drafts a statement of this month, or of one so many months away. */
  async draft({ holder, user }: Sides, monthsAway = 0): Promise<StatementResponse> {
    const [now]: { year: number; month: number }[] = await this.db.query(
      `SELECT extract(year FROM moment)::int AS year, extract(month FROM moment)::int AS month
         FROM (SELECT (app_now() AT TIME ZONE 'Asia/Shanghai') + make_interval(months => $1) AS moment) now`,
      [monthsAway],
    );
    const customerOrganisationId = user.organisationId;
    return this.statements.draft(holder, {
      customerOrganisationId,
      ...(now ?? { year: 2000, month: 1 }),
    });
  }

  /** Drafts and sends a statement of this month. */
  async send(sides: Sides): Promise<StatementResponse> {
    const { id } = await this.draft(sides);
    return this.statements.send(sides.holder, id, {});
  }

  /** The user organisation confirms what it is told to pay. */
  confirm({ user }: Sides, { id, ownFen }: StatementResponse): Promise<StatementResponse> {
    return this.statements.confirm(user, id, { ownFen }, {});
  }

  /** A statement of this month, confirmed. */
  async stated(sides: Sides): Promise<StatementResponse> {
    return this.confirm(sides, await this.send(sides));
  }

  /** Records an invoice over a statement; over the fees unless told otherwise. */
  invoiceOver(
    { holder, user }: Sides,
    { id, feeFen }: StatementResponse,
    amountFen: number = feeFen,
  ): Promise<StatementResponse> {
    const input: InvoiceStatement = {
      ...{ number: invoiceNumber(), kind: 'special', title: '测试单位', issuedOn: '2026-01-05' },
      taxNumber: creditCodeOf(user.organisationId),
      amountFen: fen(amountFen) satisfies Fen,
    };
    return this.statementInvoices.record(holder, id, input, {});
  }
}
