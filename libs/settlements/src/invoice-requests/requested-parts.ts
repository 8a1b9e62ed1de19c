import type { EntityManager } from 'typeorm';
import { type Fen, type FieldError, FieldsRefused, newId, sumFen } from '@app/common';
import { amountRefused, fieldRefused, OrderNotBillable, refuseAmount } from '../settlement.errors';
import type { CreateInvoiceRequest, RequestedOrder } from './invoice-request.dto';
import { findRequestable, findStatementOrders } from './invoice-request.queries';

/** What a request asks of single orders, all of one holder. */
export interface RequestedParts {
  holderId: string;
  amountFen: Fen;
  parts: { orderId: string; amountFen: Fen }[];
}

/**
 * The orders of a request with what is asked of each: as told, or all that is neither invoiced nor asked for.
 *
 * @throws FieldsRefused, OrderNotBillable, AmountRefused when nothing is left (422)
 */
export async function requestedParts(
  tx: EntityManager,
  userOrganisationId: string,
  { orders, statementId }: CreateInvoiceRequest,
): Promise<RequestedParts> {
  if ((orders === undefined) === (statementId === undefined)) {
    throw fieldRefused('/orders', 'one-of-two', {
      zh: '请填写订单或选择一张已确认的结算单，二者只填其一',
      en: 'name either orders or a confirmed statement',
    });
  }
  if (orders !== undefined) return partsOf(tx, userOrganisationId, orders);
  return partsOfStatement(tx, userOrganisationId, statementId ?? '');
}

async function partsOf(
  tx: EntityManager,
  userOrganisationId: string,
  orders: readonly RequestedOrder[],
): Promise<RequestedParts> {
  const ids = orders.map(({ orderId }) => orderId);
  const known = await findRequestable(tx, userOrganisationId, ids);
  const holderId = known.get(ids[0] ?? '')?.holderId ?? '';
  const problems = orders.flatMap(({ orderId }, at) =>
    problemsOf(known.get(orderId)?.holderId, holderId, ids.indexOf(orderId) === at, at),
  );
  if (problems.length > 0) throw new FieldsRefused(problems);
  const parts = orders.map(({ orderId, amountFen }) => {
    const leftFen = known.get(orderId)?.leftFen ?? null;
    if (leftFen === null) throw new OrderNotBillable(orderId);
    if (leftFen === 0) throw nothingLeft(orderId, leftFen, amountFen ?? leftFen);
    return { orderId, amountFen: amountFen ?? leftFen };
  });
  return { holderId, parts, amountFen: sumFen(parts.map((part) => part.amountFen)) };
}

/** Why an order of a request cannot be asked for. */
function problemsOf(
  orderHolderId: string | undefined,
  holderId: string,
  isFirst: boolean,
  at: number,
): FieldError[] {
  const pointer = `/orders/${at}/orderId`;
  if (orderHolderId === undefined) return [{ pointer, code: 'order-unknown', message: UNKNOWN }];
  if (!isFirst) return [{ pointer, code: 'order-twice', message: TWICE }];
  if (orderHolderId === holderId) return [];
  return [{ pointer, code: 'order-of-another-holder', message: OTHER_HOLDER }];
}

async function partsOfStatement(
  tx: EntityManager,
  userOrganisationId: string,
  statementId: string,
): Promise<RequestedParts> {
  const statement = await findStatementOrders(tx, userOrganisationId, statementId);
  if (!statement) throw fieldRefused('/statementId', 'statement-unknown', NO_STATEMENT);
  if (statement.state !== 'confirmed') {
    throw fieldRefused('/statementId', 'statement-not-confirmed', NOT_CONFIRMED);
  }
  const known = await findRequestable(tx, userOrganisationId, statement.orderIds);
  const open = [...known.values()].filter(({ leftFen }) => (leftFen ?? 0) > 0);
  const [first] = open;
  if (!first) throw fieldRefused('/statementId', 'statement-invoiced', ALL_INVOICED);
  const orders = open.map(({ orderId }) => ({ orderId }));
  return partsOf(tx, userOrganisationId, orders);
}

/** Sets the parts of a request aside, in the order of their orders' ids as invoices take them. @throws AmountRefused (422) */
export async function insertParts(
  tx: EntityManager,
  requestId: string,
  parts: RequestedParts['parts'],
): Promise<void> {
  const sorted = [...parts].sort((left, right) => (left.orderId < right.orderId ? -1 : 1));
  await tx
    .query(
      `INSERT INTO invoice_request_part (id, request_id, order_id, amount_fen)
       SELECT "id", $1, "orderId", "amountFen"
         FROM json_to_recordset($2::json) AS part ("id" uuid, "orderId" uuid, "amountFen" bigint)`,
      [requestId, JSON.stringify(sorted.map((part) => ({ id: newId(), ...part })))],
    )
    .catch(refuseAmount);
}

const nothingLeft = (objectId: string, availableFen: Fen, askedFen: Fen) =>
  amountRefused('invoice_request_beyond_uninvoiced', { objectId, availableFen, askedFen });

const UNKNOWN = {
  zh: '订单不存在，或不是本单位的订单',
  en: 'the order does not exist or is not of your organisation',
};
const TWICE = { zh: '同一订单只能填写一次', en: 'an order is named once' };
const OTHER_HOLDER = {
  zh: '该订单由另一单位提供服务，一次申请只能向一个单位开票，请分开申请',
  en: 'the order was served by another holder; ask each holder by itself',
};
const NO_STATEMENT = {
  zh: '结算单不存在，或不是本单位的结算单',
  en: 'the statement does not exist or is not of your organisation',
};
const NOT_CONFIRMED = {
  zh: '结算单尚未确认，请先确认结算单再申请开票',
  en: 'the statement is not confirmed; confirm it first',
};
const ALL_INVOICED = {
  zh: '结算单的订单均已开票或已申请开票，请查看已有的发票和申请',
  en: 'all orders of the statement are invoiced or asked for; look at the invoices and requests there are',
};
