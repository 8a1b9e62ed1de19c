import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { constraintOf, type IdempotentCall, inCommand, onConstraint } from '@app/database';
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
import { statementNumber } from '@app/orders';
import { fieldRefused } from '../settlement.errors';
import type {
  ConfirmStatement,
  CorrectStatement,
  DraftStatement,
  StatementListQuery,
  StatementReason,
  StatementResponse,
} from './statement.dto';
import {
  StatementChanged,
  StatementEmpty,
  StatementInvoiced,
  StatementStateConflict,
} from './statement.errors';
import {
  getStatement,
  type LockedStatement,
  lockStatement,
  type StatementOf,
  type StatementRow,
  STATEMENTS_SQL,
  takeOrders,
  toStatementResponse,
} from './statement.queries';
import { STATEMENT_LIFE, type StatementAction } from './statement.words';

/** Statements of what user organisations owe for a month: drafted, sent, confirmed or disputed, corrected, voided. */
@Injectable()
export class StatementsService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Drafts a statement of all that a user organisation had accepted from the actor's organisation in a month.
   *
   * @throws StatementEmpty, FieldsRefused for a customer that is unknown or the holder itself (422)
   */
  draft(
    actor: Actor,
    { customerOrganisationId, year, month }: DraftStatement,
    call?: IdempotentCall,
  ): Promise<StatementResponse> {
    const firstDay = `${year}-${String(month).padStart(2, '0')}-01`;
    const of = { holderId: actor.organisationId, customerId: customerOrganisationId, firstDay };
    return inCommand(this.db, call, async (tx) =>
      getStatement(tx, await this.draftIn(tx, actor, of)),
    );
  }

  /** The same in a running transaction; without an actor it is the worker's. @returns its id */
  async draftIn(tx: EntityManager, actor: Actor | null, of: StatementOf): Promise<string> {
    const id = newId();
    await insertStatement(tx, id, actor, of);
    if ((await takeOrders(tx, id, of)) === 0) throw new StatementEmpty();
    await this.tell(tx, actor, 'draft', id, { firstDay: of.firstDay });
    return id;
  }

  /** The user organisation can see it from now on; payment is due by the terms of its orders, the longest of them. */
  send(actor: Actor, id: string, how: CommandCall): Promise<StatementResponse> {
    return this.step(actor, id, how, 'send', (tx) =>
      tx.query(
        `UPDATE statement s SET state = 'sent', sent_at = app_now(), reason = NULL, version = version + 1,
                due_on = (app_now() AT TIME ZONE 'Asia/Shanghai')::date + (
                  SELECT max((settlement_terms_at(s.holder_organisation_id, s.customer_organisation_id, o.created_at)).days_to_pay)
                    FROM statement_line line JOIN service_order o ON o.id = line.order_id
                   WHERE line.statement_id = s.id AND line.live)
          WHERE id = $1`,
        [id],
      ),
    );
  }

  /**
   * The user organisation agrees; what its orders come to is frozen.
   *
   * @throws StatementChanged where that is another amount than it read (409)
   */
  confirm(
    actor: Actor,
    id: string,
    { ownFen: seenFen }: ConfirmStatement,
    how: CommandCall,
  ): Promise<StatementResponse> {
    return this.step(actor, id, how, 'confirm', async (tx) => {
      await tx.query(
        `UPDATE statement SET state = 'confirmed', confirmed_at = app_now(), confirmed_by = $2, version = version + 1 WHERE id = $1`,
        [id, actor.userId],
      );
      const { ownFen } = await getStatement(tx, id);
      if (ownFen !== seenFen) throw new StatementChanged(seenFen, ownFen);
    });
  }

  /** The user organisation does not agree; nothing of it is due until it is sent again. */
  dispute(
    actor: Actor,
    id: string,
    { reason }: StatementReason,
    how: CommandCall,
  ): Promise<StatementResponse> {
    return this.step(actor, id, how, 'dispute', (tx) =>
      tx.query(
        `UPDATE statement SET state = 'disputed', reason = $2, due_on = NULL, version = version + 1 WHERE id = $1`,
        [id, reason],
      ),
    );
  }

  /** Makes it a draft again, without the orders that are left out. @throws StatementEmpty without any (422) */
  correct(
    actor: Actor,
    id: string,
    { leaveOut = [] }: CorrectStatement,
    how: CommandCall,
  ): Promise<StatementResponse> {
    return this.step(actor, id, how, 'correct', async (tx) => {
      await requireLines(tx, id, leaveOut);
      await tx.query(
        'UPDATE statement_line SET live = false WHERE statement_id = $1 AND order_id = ANY ($2) AND live',
        [id, leaveOut],
      );
      await tx.query(`UPDATE statement SET state = 'draft', version = version + 1 WHERE id = $1`, [
        id,
      ]);
      const { lines } = await getStatement(tx, id);
      if (!lines.some(({ live }) => live)) throw new StatementEmpty();
    });
  }

  /** Ends it and gives its orders free for another one. @throws StatementInvoiced while an invoice over it stands (409) */
  void(
    actor: Actor,
    id: string,
    { reason }: StatementReason,
    how: CommandCall,
  ): Promise<StatementResponse> {
    return this.step(actor, id, how, 'void', (tx) =>
      tx
        .query(
          `UPDATE statement SET state = 'void', reason = $2, due_on = NULL, version = version + 1 WHERE id = $1`,
          [id, reason],
        )
        .catch((error: unknown) => {
          if (constraintOf(error) === 'statement_invoiced') throw new StatementInvoiced();
          throw error;
        }),
    );
  }

  /** @throws StatementNotFound */
  get(id: string): Promise<StatementResponse> {
    return getStatement(this.db.manager, id);
  }

  /** Statements the actor may open, the newest first; a user organisation sees none that is a draft. */
  async list(
    { limit = DEFAULT_PAGE, cursor, state }: StatementListQuery,
    actor: Actor,
  ): Promise<Page<StatementResponse>> {
    const { everything, organisationId, counterpartyId } = reachOf(actor, 'statements.get');
    const before = decodeCursor(cursor, 1)?.[0] ?? null;
    const rows: StatementRow[] = await this.db.query(
      `${STATEMENTS_SQL}
        WHERE ($1::boolean OR s.holder_organisation_id = $2 OR s.customer_organisation_id = $3 AND s.sent_at IS NOT NULL)
          AND ($4::text IS NULL OR s.state = $4) AND ($5::uuid IS NULL OR s.id < $5)
        ORDER BY s.id DESC LIMIT $6`,
      [everything, organisationId, counterpartyId, state ?? null, before, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toStatementResponse);
  }

  /** Locks a statement for an action. @throws VersionConflict (412), StatementStateConflict (409) */
  async lock(
    tx: EntityManager,
    id: string,
    { ifMatch }: Pick<CommandCall, 'ifMatch'>,
    action: StatementAction,
  ): Promise<LockedStatement> {
    const statement = await lockStatement(tx, id);
    requireVersion(ifMatch, statement.version);
    if (!STATEMENT_LIFE[action].from.includes(statement.state))
      throw new StatementStateConflict(action, statement.state);
    return statement;
  }

  private step(
    actor: Actor,
    id: string,
    how: CommandCall,
    action: StatementAction,
    effect: (tx: EntityManager) => Promise<unknown>,
  ): Promise<StatementResponse> {
    return inCommand(this.db, how.call, async (tx) => {
      await this.lock(tx, id, how, action);
      await effect(tx);
      await this.tell(tx, actor, action, id, {});
      const mail = NEWS[action];
      if (mail) await this.outbox.add(tx, 'mail-requested', { mail, objectId: id });
      return getStatement(tx, id);
    });
  }

  private tell(
    tx: EntityManager,
    actor: Actor | null,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `statement.${action}`, objectType: 'statement', objectId, detail },
    });
  }
}

/** What is told to the other side of a statement. */
const NEWS: Partial<Record<StatementAction, SettlementNews>> = {
  send: 'statement-sent',
  confirm: 'statement-confirmed',
  dispute: 'statement-disputed',
};

async function insertStatement(
  tx: EntityManager,
  id: string,
  actor: Actor | null,
  { holderId, customerId, firstDay }: StatementOf,
): Promise<void> {
  const [next]: { serial: string; year: number }[] = await tx.query(
    `SELECT nextval('statement_serial_seq') AS serial, extract(year FROM app_now() AT TIME ZONE 'Asia/Shanghai')::int AS year`,
  );
  if (!next) throw new Error('the sequence of statements gave nothing');
  const { serial, year } = next;
  try {
    await tx.query(
      `INSERT INTO statement (id, serial, number, holder_organisation_id, customer_organisation_id, month, drafted_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        ...[id, serial, statementNumber(year, Number(serial)), holderId, customerId, firstDay],
        actor?.userId ?? null,
      ],
    );
  } catch (error) {
    onConstraint(error, {
      statement_customer_exists: () =>
        fieldRefused('/customerOrganisationId', 'customer-unknown', {
          zh: '该用户单位不存在，请核对',
          en: 'there is no such organisation; check it',
        }),
      statement_to_itself: () =>
        fieldRefused('/customerOrganisationId', 'customer-of-own-house', {
          zh: '本单位使用自己的仪器不出结算单，请用内部转账',
          en: 'an organisation makes out no statement to itself; use an internal transfer',
        }),
    });
  }
}

/** @throws FieldsRefused for an order that is not on the statement (422) */
async function requireLines(
  tx: EntityManager,
  id: string,
  leaveOut: readonly string[],
): Promise<void> {
  const { lines } = await getStatement(tx, id);
  for (const [at, orderId] of leaveOut.entries()) {
    if (lines.some((line) => line.live && line.orderId === orderId)) continue;
    throw fieldRefused(`/leaveOut/${at}`, 'order-not-on-statement', {
      zh: '该订单不在结算单中，请核对',
      en: 'the order is not on the statement; check it',
    });
  }
}
