import { fen, instantOf, isoInZone } from '@app/common';
import type { EntityManager } from 'typeorm';
import type { RiskFacts } from './claim-risk.rules';

/** Orders placed within so many days are looked at together where the programme does not say. */
export const DEFAULT_SPLIT_DAYS = 30;

/**
 * The facts of many claims in one statement. A report is known by its content or by its number at the provider; of an
 * account, whose number is sealed, by its bank and ending.
 */
const FACTS_SQL = `
  WITH asked AS MATERIALIZED (
    SELECT claim.id, claim.order_id, claim.payee_organisation_id, o.user_organisation_id, o.provider_organisation_id, o.instrument_id,
           o.created_at, o.completed_at AT TIME ZONE 'Asia/Shanghai' AS completed_at, o.actual_fen, coalesce(o.actual_fen, o.list_fen + o.change_fen) AS fee_fen,
           CASE WHEN o.fee_schedule_version IS NOT NULL THEN o.list_fen END AS published_fen,
           coalesce(policy.split_days, $2) AS split_days, policy.split_cap_fen
      FROM claim JOIN service_order o ON o.id = claim.order_id
      LEFT JOIN claim_policy policy ON policy.programme_id = claim.programme_id
     WHERE claim.id = ANY($1)),
  report (order_id, mark) AS MATERIALIZED (
    SELECT order_id, sha256 FROM order_attachment WHERE kind = 'report' AND removed_at IS NULL
    UNION SELECT order_id, report_sha256 FROM sample_order WHERE report_sha256 IS NOT NULL
    UNION SELECT offline.order_id, file.sha256 FROM offline_order offline JOIN stored_file file ON file.id = offline.report_file_id
    UNION SELECT sample.order_id, o.provider_organisation_id || ' ' || sample.report_number
            FROM sample_order sample JOIN service_order o ON o.id = sample.order_id WHERE sample.report_number IS NOT NULL)
  SELECT asked.id, asked.split_days, asked.split_cap_fen, asked.fee_fen, asked.published_fen, asked.created_at AS filed_at,
         extract(month FROM asked.completed_at)::int AS month,
         (SELECT json_agg(json_build_object('number', near.number, 'feeFen', coalesce(near.actual_fen, near.list_fen + near.change_fen),
                   'days', (near.created_at AT TIME ZONE 'Asia/Shanghai')::date - (asked.created_at AT TIME ZONE 'Asia/Shanghai')::date) ORDER BY near.id)
            FROM service_order near
           WHERE near.user_organisation_id = asked.user_organisation_id AND near.provider_organisation_id = asked.provider_organisation_id
             AND near.created_at BETWEEN asked.created_at - make_interval(days => asked.split_days) AND asked.created_at + make_interval(days => asked.split_days)
             AND near.voucher_fen > 0 AND near.state NOT IN ('cancelled', 'rejected', 'withdrawn', 'expired')) AS orders,
         (SELECT array_agg(DISTINCT o.number ORDER BY o.number) FROM report mine
            JOIN report theirs ON theirs.mark = mine.mark AND theirs.order_id <> mine.order_id
            JOIN service_order o ON o.id = theirs.order_id WHERE mine.order_id = asked.order_id) AS orders_of_report,
         (SELECT array_agg(DISTINCT mine.number ORDER BY mine.number) FROM claim_invoice mine
            JOIN claim_invoice theirs ON theirs.number = mine.number AND theirs.claim_id <> mine.claim_id
            JOIN claim ON claim.id = theirs.claim_id JOIN service_order o ON o.id = claim.order_id
           WHERE mine.claim_id = asked.id AND mine.live
             AND (theirs.code <> mine.code OR (o.user_organisation_id, o.provider_organisation_id)
                  <> (asked.user_organisation_id, asked.provider_organisation_id))) AS reused_invoices,
         (SELECT array_agg(DISTINCT other.name_zh ORDER BY other.name_zh) FROM payee_account mine
            JOIN payee_account theirs ON theirs.bank = mine.bank AND theirs.number_ending = mine.number_ending
             AND theirs.organisation_id <> mine.organisation_id AND theirs.state = 'active'
            JOIN organisation other ON other.id = theirs.organisation_id
           WHERE mine.organisation_id = asked.payee_organisation_id AND mine.state = 'active') AS account_sharers,
         coalesce((SELECT actual_starts_at FROM reservation WHERE reservation.order_id = asked.order_id),
                  (SELECT starts_at FROM offline_order WHERE offline_order.order_id = asked.order_id),
                  (SELECT min(at) FROM order_history WHERE order_history.order_id = asked.order_id AND action = 'start')) AS began_at,
         (SELECT json_build_object('total', coalesce(sum(used.captured_fen), 0), 'december', coalesce(sum(used.captured_fen)
                   FILTER (WHERE extract(month FROM used.completed_at AT TIME ZONE 'Asia/Shanghai') = 12), 0))
            FROM service_order used WHERE used.user_organisation_id = asked.user_organisation_id AND used.captured_fen > 0
             AND extract(year FROM used.completed_at AT TIME ZONE 'Asia/Shanghai') = extract(year FROM asked.completed_at)) AS year,
         (SELECT array_agg(o.number ORDER BY o.number) FROM service_order o JOIN claim ON claim.order_id = o.id
           WHERE o.user_organisation_id = asked.user_organisation_id AND o.provider_organisation_id = asked.provider_organisation_id
             AND o.id <> asked.order_id AND o.instrument_id IS NOT DISTINCT FROM asked.instrument_id AND o.actual_fen = asked.actual_fen
             AND (o.completed_at AT TIME ZONE 'Asia/Shanghai')::date = asked.completed_at::date
             AND claim.state NOT IN ('draft', 'rejected')) AS same_services
    FROM asked`;

interface FactsRow {
  id: string;
  split_days: number;
  split_cap_fen: string | null;
  fee_fen: string;
  published_fen: string | null;
  filed_at: Date;
  month: number;
  orders: { number: string; days: number; feeFen: number }[] | null;
  orders_of_report: string[] | null;
  reused_invoices: string[] | null;
  account_sharers: string[] | null;
  began_at: Date | null;
  year: { total: number; december: number };
  same_services: string[] | null;
}

/** What the rules are held against, for each of the claims that exists, by its id; needs the scope of an office. */
export async function findRiskFacts(
  tx: EntityManager,
  claimIds: readonly string[],
): Promise<Map<string, RiskFacts>> {
  const rows: FactsRow[] = await tx.query(FACTS_SQL, [claimIds, DEFAULT_SPLIT_DAYS]);
  return new Map(rows.map((row) => [row.id, toFacts(row)]));
}

const instantText = (at: Date): string => isoInZone(instantOf(at));

const toFacts = (row: FactsRow): RiskFacts => ({
  splitting: {
    withinDays: row.split_days,
    capFen: row.split_cap_fen === null ? null : fen(row.split_cap_fen),
    orders: (row.orders ?? []).map((order) => ({ ...order, feeFen: fen(order.feeFen) })),
  },
  fee: {
    chargedFen: fen(row.fee_fen),
    publishedFen: row.published_fen === null ? null : fen(row.published_fen),
  },
  ordersOfReport: row.orders_of_report ?? [],
  reusedInvoices: row.reused_invoices ?? [],
  accountSharers: row.account_sharers ?? [],
  service: {
    filedAt: instantText(row.filed_at),
    beganAt: row.began_at && instantText(row.began_at),
  },
  year: {
    month: row.month,
    decemberFen: fen(row.year.december),
    totalFen: fen(row.year.total),
  },
  sameServices: row.same_services ?? [],
});
