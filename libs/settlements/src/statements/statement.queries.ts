import type { EntityManager } from 'typeorm';
import { fen, type Fen, instantOf, isoInZone } from '@app/common';
import type { StatementLineResponse, StatementResponse } from './statement.dto';
import { StatementNotFound } from './statement.errors';
import { actionsIn, type StatementState } from './statement.words';

/** A row of {@link STATEMENTS_SQL}. */
export interface StatementRow {
  id: string;
  number: string;
  holder_organisation_id: string;
  customer_organisation_id: string;
  year: number;
  month_of_year: number;
  state: StatementState;
  total_fee_fen: string;
  total_own_fen: string;
  open_fen: string;
  due_on: string | null;
  reason: string | null;
  invoice_id: string | null;
  lines: (Omit<StatementLineResponse, 'feeFen' | 'ownFen'> & { feeFen: number; ownFen: number })[];
  sent_at: Date | null;
  confirmed_at: Date | null;
  created_at: Date;
  version: number;
}

/** Statements with their orders, the alias `s`; a WHERE follows. */
export const STATEMENTS_SQL = `
  SELECT s.*, extract(year FROM s.month)::int AS year, extract(month FROM s.month)::int AS month_of_year, paper.id AS invoice_id,
         lines.*, coalesce(s.fee_fen, lines.fee) AS total_fee_fen, coalesce(s.own_fen, lines.own) AS total_own_fen
    FROM statement s
    LEFT JOIN invoice paper ON paper.statement_id = s.id AND paper.state = 'recorded'
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(part.fee) FILTER (WHERE part.live), 0) AS fee, coalesce(sum(part.own) FILTER (WHERE part.live), 0) AS own,
             coalesce(sum(part.open) FILTER (WHERE part.live), 0) AS open_fen,
             coalesce(json_agg(json_build_object('orderId', part.order_id, 'orderNumber', part.number, 'feeFen', part.fee,
                      'ownFen', part.own, 'live', part.live) ORDER BY part.serial), '[]') AS lines
        FROM (SELECT o.number, o.serial, line.order_id, line.live, coalesce(line.fee_fen, account.fee_fen) AS fee,
                     coalesce(line.own_fen, account.fee_fen - account.voucher_fen) AS own,
                     account.fee_fen - account.voucher_fen - account.paid_fen - account.written_off_fen AS open
                FROM statement_line line JOIN order_account account USING (order_id) JOIN service_order o ON o.id = line.order_id
               WHERE line.statement_id = s.id) part) lines`;

/** The statement as both its sides see it. @throws StatementNotFound */
export async function getStatement(tx: EntityManager, id: string): Promise<StatementResponse> {
  const [row]: StatementRow[] = await tx.query(`${STATEMENTS_SQL} WHERE s.id = $1`, [id]);
  if (!row) throw new StatementNotFound();
  return toStatementResponse(row);
}

export const toStatementResponse = (row: StatementRow): StatementResponse => ({
  id: row.id,
  number: row.number,
  holderOrganisationId: row.holder_organisation_id,
  customerOrganisationId: row.customer_organisation_id,
  year: row.year,
  month: row.month_of_year,
  state: row.state,
  actions: actionsIn(row.state),
  feeFen: fen(row.total_fee_fen),
  ownFen: fen(row.total_own_fen),
  openFen: fen(row.open_fen),
  dueOn: row.due_on,
  reason: row.reason,
  invoiceId: row.invoice_id,
  lines: row.lines.map((line) => ({
    ...line,
    ...{ feeFen: fen(line.feeFen), ownFen: fen(line.ownFen) },
  })),
  sentAt: row.sent_at && isoInZone(instantOf(row.sent_at)),
  confirmedAt: row.confirmed_at && isoInZone(instantOf(row.confirmed_at)),
  createdAt: isoInZone(instantOf(row.created_at)),
  version: row.version,
});

/** A statement under its lock. */
export interface LockedStatement {
  id: string;
  holderOrganisationId: string;
  customerOrganisationId: string;
  state: StatementState;
  version: number;
}

/** Locks a statement against other commands. @throws StatementNotFound */
export async function lockStatement(tx: EntityManager, id: string): Promise<LockedStatement> {
  const [row]: LockedStatement[] = await tx.query(
    `SELECT id, holder_organisation_id AS "holderOrganisationId", customer_organisation_id AS "customerOrganisationId",
            state, version FROM statement WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  if (!row) throw new StatementNotFound();
  return row;
}

/** A holder and a user organisation in one month, by its first civil day. */
export interface StatementOf {
  holderId: string;
  customerId: string;
  firstDay: string;
}

/** Puts every accepted order of the month that is on no statement onto this one. @returns how many those are */
export async function takeOrders(
  tx: EntityManager,
  id: string,
  { holderId, customerId, firstDay }: StatementOf,
): Promise<number> {
  const rows: unknown[] = await tx.query(
    `INSERT INTO statement_line (statement_id, order_id)
     SELECT $1, account.order_id FROM service_order o JOIN order_account account ON account.order_id = o.id
      WHERE o.provider_organisation_id = $2 AND o.user_organisation_id = $3 AND o.state IN ('accepted', 'cancelled')
        AND account.fee_fen > 0 AND account.opened_at >= ($4::date::timestamp AT TIME ZONE 'Asia/Shanghai')
        AND account.opened_at < (($4::date + interval '1 month') AT TIME ZONE 'Asia/Shanghai')
        AND NOT EXISTS (SELECT FROM statement_line line WHERE line.order_id = account.order_id AND line.live)
      ORDER BY account.order_id
     ON CONFLICT (order_id) WHERE live DO NOTHING RETURNING order_id`,
    [id, holderId, customerId, firstDay],
  );
  return rows.length;
}

/** Who is to be sent a statement of the last month by the worker: months settle for them, and it has not drafted one yet. */
export async function findMonthlyCustomers(tx: EntityManager): Promise<StatementOf[]> {
  return tx.query(
    `WITH period AS (SELECT date_trunc('month', app_now() AT TIME ZONE 'Asia/Shanghai') AS ends_at)
     SELECT DISTINCT o.provider_organisation_id AS "holderId", o.user_organisation_id AS "customerId",
            (ends_at - interval '1 month')::date::text AS "firstDay"
       FROM period
       JOIN order_account account ON account.opened_at >= ((ends_at - interval '1 month') AT TIME ZONE 'Asia/Shanghai')
                                 AND account.opened_at < (ends_at AT TIME ZONE 'Asia/Shanghai') AND account.fee_fen > 0
       JOIN service_order o ON o.id = account.order_id AND o.provider_organisation_id <> o.user_organisation_id
                           AND o.state IN ('accepted', 'cancelled')
      WHERE (settlement_terms_at(o.provider_organisation_id, o.user_organisation_id, o.created_at)).mode = 'monthly'
        AND NOT EXISTS (SELECT FROM statement_line line WHERE line.order_id = o.id AND line.live)
        AND NOT EXISTS (SELECT FROM statement s WHERE s.holder_organisation_id = o.provider_organisation_id AND s.drafted_by IS NULL
               AND s.customer_organisation_id = o.user_organisation_id AND s.month = (ends_at - interval '1 month')::date)
      ORDER BY 1, 2`,
  );
}

/** What is not invoiced of an order of a statement, counted in whole fees and in the user organisation's own part. */
export interface UninvoicedLine {
  orderId: string;
  feeFen: Fen;
  ownFen: Fen;
}

/** What an invoice over a statement can have of each of its orders. */
export async function findUninvoiced(tx: EntityManager, id: string): Promise<UninvoicedLine[]> {
  const rows: { orderId: string; fee: string; own: string }[] = await tx.query(
    `SELECT line.order_id AS "orderId", least(line.fee_fen, account.fee_fen - account.invoiced_fen) AS fee,
            least(line.own_fen, account.fee_fen - account.invoiced_fen) AS own
       FROM statement_line line JOIN order_account account USING (order_id)
      WHERE line.statement_id = $1 AND line.live AND account.invoiced_fen < account.fee_fen`,
    [id],
  );
  return rows.map(({ orderId, fee, own }) => ({ orderId, feeFen: fen(fee), ownFen: fen(own) }));
}
