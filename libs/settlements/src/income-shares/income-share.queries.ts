import type { EntityManager } from 'typeorm';
import { fen, type Fen, subtractFen } from '@app/common';
import { monthAfter, monthOf, type Share, shareOf } from './income-share.rules';

/**
 * What came in for orders of a holder ($1) and when: receipts less what was freed or given back, transfers of project
 * cards, and what vouchers paid to the holder itself (通兑). Claims stand above this lib; their table is read as the
 * triggers of invoices read it.
 */
const MOVEMENTS = `
  SELECT entry.order_id, entry.created_at AS at, CASE entry.kind WHEN 'payment' THEN entry.amount_fen ELSE - entry.amount_fen END AS fen
    FROM settlement_entry entry JOIN service_order o ON o.id = entry.order_id WHERE o.provider_organisation_id = $1
  UNION ALL
  SELECT transfer.order_id, transfer.created_at, CASE transfer.kind WHEN 'charge' THEN transfer.amount_fen ELSE - transfer.amount_fen END
    FROM card_transfer transfer JOIN service_order o ON o.id = transfer.order_id WHERE o.provider_organisation_id = $1
  UNION ALL
  SELECT claim.order_id, batch.confirmed_at, claim.amount_fen
    FROM claim JOIN payment_batch batch ON batch.id = claim.payment_batch_id
    JOIN service_order o ON o.id = claim.order_id
   WHERE claim.payee_organisation_id = $1 AND o.provider_organisation_id = $1 AND claim.state = 'paid'`;

/**
 * What each order of a holder ($1) brought before the month $2 and by its end, what closed months have of it, and which
 * laboratory and rule count: those of a closed month if there is one, else those of the instrument and the day of service.
 * $3 and $4 narrow it to a laboratory and to some orders.
 */
const MONTH_SQL = `
  WITH moved AS (
    SELECT order_id, coalesce(sum(fen) FILTER (WHERE at < $2::date::timestamp AT TIME ZONE 'Asia/Shanghai'), 0) AS before, sum(fen) AS total
      FROM (${MOVEMENTS}) movement
     WHERE at < ($2::date + interval '1 month') AT TIME ZONE 'Asia/Shanghai' AND ($4::uuid[] IS NULL OR order_id = ANY ($4)) GROUP BY 1
  ), frozen AS (
    SELECT order_id, sum(received_fen) AS received, sum(lab_fen) AS lab,
           (array_agg(lab_id ORDER BY month DESC) FILTER (WHERE lab_id IS NOT NULL))[1] AS lab_id,
           (array_agg(rule_id ORDER BY month DESC) FILTER (WHERE rule_id IS NOT NULL))[1] AS rule_id
      FROM income_share WHERE holder_organisation_id = $1 GROUP BY 1
  )
  SELECT o.id AS "orderId", o.number AS "orderNumber", lab.id AS "labId", lab.name_zh AS "labNameZh", rule.id AS "ruleId",
         coalesce(rule.lab_ratio, 0)::float8 AS "labRatio", coalesce(moved.before, 0) AS before, coalesce(moved.total, 0) AS total,
         coalesce(frozen.received, 0) AS "frozenReceived", coalesce(frozen.lab, 0) AS "frozenLab"
    FROM moved FULL JOIN frozen USING (order_id)
    JOIN service_order o ON o.id = order_id
    JOIN order_account account USING (order_id)
    LEFT JOIN instrument i ON i.id = o.instrument_id
    LEFT JOIN lab ON lab.id = coalesce(frozen.lab_id, i.lab_id)
    LEFT JOIN LATERAL (
      SELECT r.id, r.lab_ratio FROM income_share_rule r
       WHERE r.holder_organisation_id = $1 AND lab.id IS NOT NULL
         AND CASE WHEN frozen.rule_id IS NOT NULL THEN r.id = frozen.rule_id ELSE (r.lab_id = lab.id OR r.lab_id IS NULL)
             AND r.valid_from <= (coalesce(o.completed_at, account.opened_at) AT TIME ZONE 'Asia/Shanghai')::date END
       ORDER BY r.lab_id NULLS LAST, r.valid_from DESC, r.version DESC LIMIT 1) rule ON true
   WHERE ($3::uuid IS NULL OR lab.id = $3) AND ($4::uuid[] IS NULL OR order_id = ANY ($4)) ORDER BY o.id`;

interface MonthRow {
  orderId: string;
  orderNumber: string;
  labId: string | null;
  labNameZh: string | null;
  ruleId: string | null;
  labRatio: number;
  before: string;
  total: string;
  frozenReceived: string;
  frozenLab: string;
}

/** What a month has of one order. */
export type IncomeLine = Share &
  Pick<MonthRow, 'orderId' | 'orderNumber' | 'labId' | 'labNameZh' | 'ruleId'>;

/** A month to look at: of which holder, and whether every month before it is closed. */
export interface OpenMonth {
  holderId: string;
  month: string;
  isFirstOpen: boolean;
  labId?: string | undefined;
}

/** What an open month has of each order by now, by the orders' ids; also of those of which it has nothing. */
export async function findOpenLines(
  tx: EntityManager,
  { holderId, month, isFirstOpen, labId }: OpenMonth,
): Promise<IncomeLine[]> {
  const rows: MonthRow[] = await tx.query(MONTH_SQL, [holderId, month, labId ?? null, null]);
  return rows.map((row) => {
    const { orderId, orderNumber, labId: ofLab, labNameZh, ruleId, labRatio } = row;
    // What months before have: as they were closed, or as they will be.
    const before = isFirstOpen ? frozenOf(row) : shareOf(fen(row.before), labRatio);
    const line = monthOf({ receivedFen: fen(row.total), labRatio, before });
    return { orderId, orderNumber, labId: ofLab, labNameZh, ruleId, ...line };
  });
}

/** A month that no movement lies behind. */
const END_OF_TIME = '2200-12-01';

/** What the laboratories of some orders have of all that came in for these by now. */
export async function findLabParts(
  tx: EntityManager,
  holderId: string,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, Fen>> {
  const rows: MonthRow[] = await tx.query(MONTH_SQL, [holderId, END_OF_TIME, null, orderIds]);
  return new Map(
    rows.map(({ orderId, total, labRatio }) => [orderId, shareOf(fen(total), labRatio).labFen]),
  );
}

function frozenOf({ frozenReceived, frozenLab }: MonthRow): Share {
  const [receivedFen, labFen]: [Fen, Fen] = [fen(frozenReceived), fen(frozenLab)];
  return { receivedFen, labFen, holderFen: subtractFen(receivedFen, labFen) };
}

/** What a closed month has of each order, by the orders' ids. */
export async function findClosedLines(
  tx: EntityManager,
  { holderId, month, labId }: Omit<OpenMonth, 'isFirstOpen'>,
): Promise<IncomeLine[]> {
  const rows: (Omit<IncomeLine, keyof Share> & Record<keyof Share, string>)[] = await tx.query(
    `SELECT o.id AS "orderId", o.number AS "orderNumber", share.lab_id AS "labId", lab.name_zh AS "labNameZh", share.rule_id AS "ruleId",
            share.received_fen AS "receivedFen", share.lab_fen AS "labFen", share.holder_fen AS "holderFen"
       FROM income_share share JOIN service_order o ON o.id = share.order_id LEFT JOIN lab ON lab.id = share.lab_id
      WHERE share.holder_organisation_id = $1 AND share.month = $2 AND ($3::uuid IS NULL OR share.lab_id = $3) ORDER BY o.id`,
    [holderId, month, labId ?? null],
  );
  return rows.map((row) => ({
    ...row,
    receivedFen: fen(row.receivedFen),
    labFen: fen(row.labFen),
    holderFen: fen(row.holderFen),
  }));
}

/** What the calendar of a holder's income says of a month. */
export interface MonthState {
  closedAt: Date | null;
  isOver: boolean;
  /** The month after the last closed one, else that of the first movement; null while nothing came in. */
  firstOpen: string | null;
}

/** Which of a holder's months are closed, as seen from one of them. */
export async function findMonthState(
  tx: EntityManager,
  holderId: string,
  month: string,
): Promise<MonthState> {
  const [row]: {
    closedAt: Date | null;
    isOver: boolean;
    last: string | null;
    first: string | null;
  }[] = await tx.query(
    `SELECT (SELECT closed_at FROM income_month WHERE holder_organisation_id = $1 AND month = $2::date) AS "closedAt",
              ($2::date + interval '1 month') AT TIME ZONE 'Asia/Shanghai' <= app_now() AS "isOver",
              (SELECT max(month)::text FROM income_month WHERE holder_organisation_id = $1) AS last,
              (SELECT date_trunc('month', min(at) AT TIME ZONE 'Asia/Shanghai')::date::text FROM (${MOVEMENTS}) movement) AS first`,
    [holderId, month],
  );
  if (!row) return { closedAt: null, isOver: false, firstOpen: null };
  const { closedAt, isOver, last, first } = row;
  return { closedAt, isOver, firstOpen: last === null ? first : monthAfter(last) };
}

/** Keeps what a month has of each order. */
export async function insertLines(
  tx: EntityManager,
  holderId: string,
  month: string,
  lines: readonly IncomeLine[],
): Promise<void> {
  await tx.query(
    `INSERT INTO income_share (holder_organisation_id, month, order_id, lab_id, rule_id, received_fen, lab_fen, holder_fen)
     SELECT $1, $2, "orderId", "labId", "ruleId", "receivedFen", "labFen", "holderFen"
       FROM json_to_recordset($3::json) AS line ("orderId" uuid, "labId" uuid, "ruleId" uuid, "receivedFen" bigint,
            "labFen" bigint, "holderFen" bigint)`,
    [holderId, month, JSON.stringify(lines)],
  );
}
