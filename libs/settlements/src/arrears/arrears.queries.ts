import type { EntityManager } from 'typeorm';
import { type Fen, fen } from '@app/common';

/**
 * Orders with something open and the civil day (Shanghai) on which it is due, the alias `due`; a WHERE follows. On a
 * statement it is due as that says once it was sent; else by the first invoice; else so many days after acceptance. What
 * is settled by month and on no statement yet is due on no day, and nothing is where no terms were agreed.
 */
export const DUE_SQL = `
  SELECT due.* FROM (
    SELECT o.id AS order_id, o.provider_organisation_id AS holder_id, o.user_organisation_id AS customer_id,
           account.fee_fen - account.voucher_fen - account.paid_fen - account.written_off_fen AS open_fen,
           CASE WHEN line.order_id IS NOT NULL THEN stated.due_on
                WHEN paper.issued_on IS NOT NULL THEN paper.issued_on + terms.days_to_pay
                WHEN terms.mode <> 'monthly' THEN (account.opened_at AT TIME ZONE 'Asia/Shanghai')::date + terms.days_to_pay
           END AS due_on
      FROM service_order o JOIN order_account account ON account.order_id = o.id
      LEFT JOIN statement_line line ON line.order_id = o.id AND line.live
      LEFT JOIN statement stated ON stated.id = line.statement_id
      CROSS JOIN LATERAL settlement_terms_at(o.provider_organisation_id, o.user_organisation_id, o.created_at) terms
      LEFT JOIN LATERAL (SELECT min(invoice.issued_on) AS issued_on FROM invoice_allocation part
             JOIN invoice ON invoice.id = part.invoice_id WHERE part.order_id = o.id AND part.live) paper ON true
     WHERE o.provider_organisation_id <> o.user_organisation_id
       AND account.fee_fen > account.voucher_fen + account.paid_fen + account.written_off_fen) due`;

/** What a user organisation owes a holder past the day on which it was due. */
export interface Overdue {
  overdueFen: Fen;
  orders: number;
  /** Civil day; null when nothing is overdue. */
  oldestDueOn: string | null;
  /** Whole days since then, 0 when nothing is overdue. */
  days: number;
}

interface OverdueRow {
  overdue_fen: string;
  orders: number;
  oldest_due_on: string | null;
  days: number | null;
}

const OVERDUE = `coalesce(sum(open_fen), 0) AS overdue_fen, count(*)::int AS orders, min(due_on)::text AS oldest_due_on,
                 (app_now() AT TIME ZONE 'Asia/Shanghai')::date - min(due_on) AS days`;
const IS_OVERDUE = `due.due_on < (app_now() AT TIME ZONE 'Asia/Shanghai')::date`;

const toOverdue = (row: OverdueRow | undefined): Overdue => ({
  overdueFen: fen(row?.overdue_fen ?? 0),
  orders: row?.orders ?? 0,
  oldestDueOn: row?.oldest_due_on ?? null,
  days: row?.days ?? 0,
});

/** What one user organisation owes one holder past its day. */
export async function findOverdue(
  tx: EntityManager,
  holderId: string,
  customerId: string,
): Promise<Overdue> {
  const [row]: OverdueRow[] = await tx.query(
    `SELECT ${OVERDUE} FROM (${DUE_SQL} WHERE due.holder_id = $1 AND due.customer_id = $2 AND ${IS_OVERDUE}) late`,
    [holderId, customerId],
  );
  return toOverdue(row);
}

/** Two organisations of which one owes the other. */
export interface OverdueBetween extends Overdue {
  holderId: string;
  customerId: string;
}

/** Everything that is overdue to an organisation, or by it; the largest amounts first. */
export async function findOverdueOf(
  tx: EntityManager,
  organisationId: string,
): Promise<OverdueBetween[]> {
  const rows: (OverdueRow & { holder_id: string; customer_id: string })[] = await tx.query(
    `SELECT holder_id, customer_id, ${OVERDUE}
       FROM (${DUE_SQL} WHERE $1 IN (due.holder_id, due.customer_id) AND ${IS_OVERDUE}) late
      GROUP BY 1, 2 ORDER BY overdue_fen DESC, holder_id, customer_id`,
    [organisationId],
  );
  return rows.map((row) => ({
    ...toOverdue(row),
    holderId: row.holder_id,
    customerId: row.customer_id,
  }));
}
