import { type EntityManager, In } from 'typeorm';
import { instantOf, isoInZone } from '@app/common';
import { decodeCursor, DEFAULT_PAGE, type Page, page } from '@app/http';
import { type Actor, reachOf } from '@app/identity';
import { findCircumstances } from './circumstances.queries';
import {
  type ListOrdersQuery,
  type OrderHistoryStep,
  type OrderListItem,
  toOrderResponse,
} from './order.dto';
import { notAnOrderNumber } from './order.errors';
import { ORDER_LIVES } from './order.life';
import { isOrderNumber } from './order-number';
import type { OrderKind, OrderState } from './order.words';
import { isLate } from './samples/sample.queries';
import { ServiceOrder } from './service-order.entity';

/** The filters of a list, over the orders of one side. */
const FILTERS = `($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR state = $2)
   AND ($3::text IS NULL OR number = $3) AND ($4::uuid IS NULL OR id < $4)
   AND ($9::boolean IS NULL OR $9 = (state IN ('open', 'sent', 'received', 'running') AND id IN (
         SELECT order_id FROM sample_order WHERE promised_on < (app_now() AT TIME ZONE 'Asia/Shanghai')::date)))`;

/** The newest ids, along the index of each side, and of all orders; a side that is null has none. */
const NEWEST_IDS = `
  (SELECT id FROM service_order WHERE user_organisation_id = $6 AND ${FILTERS} ORDER BY id DESC LIMIT $5)
  UNION (SELECT id FROM service_order WHERE provider_organisation_id = $7 AND ${FILTERS} ORDER BY id DESC LIMIT $5)
  UNION (SELECT id FROM service_order WHERE $8::boolean AND ${FILTERS} ORDER BY id DESC LIMIT $5)`;

/** Orders the actor may open, the newest first. @throws InvalidRequest for a number that no order has */
export async function listOrders(
  tx: EntityManager,
  actor: Actor,
  { limit = DEFAULT_PAGE, cursor, kind, state, side, number, late }: ListOrdersQuery,
): Promise<Page<OrderListItem>> {
  const asked = number?.trim().toUpperCase();
  if (asked !== undefined && !isOrderNumber(asked)) throw notAnOrderNumber(asked);
  const after = decodeCursor(cursor, 1)?.[0] ?? null;
  const reach = reachOf(actor, 'orders.get');
  const rows: ListedRow[] = await tx.query(
    `SELECT o.id, u.name_zh AS user_name, p.name_zh AS provider_name, i.name_zh AS instrument_name,
            s.promised_on::text, (app_now() AT TIME ZONE 'Asia/Shanghai')::date::text AS today
       FROM service_order o
       JOIN organisation u ON u.id = o.user_organisation_id
       JOIN organisation p ON p.id = o.provider_organisation_id
       LEFT JOIN instrument i ON i.id = o.instrument_id
       LEFT JOIN sample_order s ON s.order_id = o.id
      WHERE o.id IN (${NEWEST_IDS}) ORDER BY o.id DESC LIMIT $5`,
    [
      ...[kind ?? null, state ?? null, asked ?? null, after, limit + 1],
      ...[side === 'provider' ? null : reach.organisationId],
      ...[side === 'user' ? null : reach.counterpartyId],
      reach.everything && side === undefined,
      late ?? null,
    ],
  );
  const found = await tx.getRepository(ServiceOrder).findBy({ id: In(rows.map(({ id }) => id)) });
  const names = new Map(rows.map((row) => [row.id, row]));
  const circumstancesOf = await findCircumstances(
    tx,
    found.map(({ id }) => id),
  );
  const orders = found.sort((one, other) => (one.id < other.id ? 1 : -1));
  return page(
    orders,
    limit,
    ({ id }) => [id],
    (order) => ({
      ...toOrderResponse(order, actor, circumstancesOf(order.id)),
      ...namesOf(names.get(order.id)),
      ...promiseOf(order, names.get(order.id)),
    }),
  );
}

interface ListedRow {
  id: string;
  user_name: string;
  provider_name: string;
  instrument_name: string | null;
  /** Civil dates in Asia/Shanghai. */
  promised_on: string | null;
  today: string;
}

const namesOf = (row: ListedRow | undefined) => ({
  userOrganisationNameZh: row?.user_name ?? '',
  providerNameZh: row?.provider_name ?? '',
  instrumentNameZh: row?.instrument_name ?? null,
});

const promiseOf = ({ state }: ServiceOrder, row: ListedRow | undefined) => ({
  promisedOn: row?.promised_on ?? null,
  late: row !== undefined && isLate(state, row.promised_on, row.today),
});

/** What happened to an order, the first step first; that it was placed is told by the order itself. */
export async function findHistory(tx: EntityManager, orderId: string): Promise<OrderHistoryStep[]> {
  const rows: HistoryRow[] = await tx.query(
    `SELECT s.action, s.from_state, s.to_state, s.at, s.detail, o.kind, p.display_name, g.name_zh
       FROM service_order o
       CROSS JOIN LATERAL (
         SELECT o.id, 'open' AS action, NULL AS from_state, NULL AS to_state, o.created_at AS at, '{}'::jsonb AS detail,
                o.placed_by AS actor_id, o.user_organisation_id AS organisation_id, 0 AS position
         UNION ALL
         SELECT h.id, h.action, h.from_state, h.to_state, h.at, h.detail, h.actor_id, h.organisation_id, 1
           FROM order_history h WHERE h.order_id = o.id) s
       LEFT JOIN app_user p ON p.id = s.actor_id
       LEFT JOIN organisation g ON g.id = s.organisation_id
      WHERE o.id = $1 ORDER BY s.position, s.id`,
    [orderId],
  );
  return rows.map((row) => ({
    action: row.action,
    fromState: row.from_state,
    toState: row.to_state ?? ORDER_LIVES[row.kind].first,
    at: isoInZone(instantOf(row.at)),
    by:
      row.display_name === null || row.name_zh === null
        ? null
        : { displayName: row.display_name, organisationNameZh: row.name_zh },
    detail: row.detail,
  }));
}

interface HistoryRow {
  action: string;
  from_state: OrderState | null;
  to_state: OrderState | null;
  at: Date;
  detail: object;
  kind: OrderKind;
  display_name: string | null;
  name_zh: string | null;
}
