import type { EntityManager } from 'typeorm';
import { addFen, type Fen, fen, minFen, newId, subtractFen, sumFen, ZERO_FEN } from '@app/common';
import { amountRefused, orderUnknown, refuseAmount } from '../settlement.errors';
import type { AllocationBody } from './invoice.dto';
import type { LockedInvoice } from './invoice.queries';

/** A part of an invoice that stands for an order. */
export interface StandingPart extends AllocationBody {
  id: string;
}

/** What a red invoice takes back, and what it leaves. */
export interface TakingBack {
  /** Of the red invoice, as a positive amount. */
  amountFen: Fen;
  /** What it takes of each order. */
  parts: readonly AllocationBody[];
  /** What each order of the invoice keeps of it. */
  kept: ReadonlyMap<string, Fen>;
  /** The parts that become less, with what stands of each afterwards. */
  lowered: readonly StandingPart[];
}

/** The standing parts of an invoice, by their orders' ids and in each the oldest first. */
export async function findStanding(tx: EntityManager, invoiceId: string): Promise<StandingPart[]> {
  const rows: { id: string; orderId: string; amountFen: string }[] = await tx.query(
    `SELECT id, order_id AS "orderId", amount_fen AS "amountFen" FROM invoice_allocation
      WHERE invoice_id = $1 AND live ORDER BY order_id, id`,
    [invoiceId],
  );
  return rows.map((row) => ({ ...row, amountFen: fen(row.amountFen) }));
}

/**
 * Plans to take back the named parts of an invoice, or all that stands of it, allocated or not; the youngest parts of an
 * order go first.
 *
 * @throws FieldsRefused for an order that has nothing of it, AmountRefused for more than it has (422)
 */
export function planTakingBack(
  invoice: Pick<LockedInvoice, 'amountFen' | 'flushedFen'>,
  standing: readonly StandingPart[],
  asked?: readonly AllocationBody[],
): TakingBack {
  const had = totals(standing);
  const taken = asked ? totals(asked) : had;
  asked?.forEach(({ orderId }, at) => requireStanding(had, taken, orderId, at));
  const left = new Map(taken);
  const lowered = [...standing].reverse().flatMap((part) => {
    const wanted = left.get(part.orderId) ?? ZERO_FEN;
    const less = minFen(wanted, part.amountFen);
    left.set(part.orderId, subtractFen(wanted, less));
    return less > 0 ? [{ ...part, amountFen: subtractFen(part.amountFen, less) }] : [];
  });
  const parts = [...taken].map(([orderId, amountFen]) => ({ orderId, amountFen }));
  return {
    amountFen: asked
      ? sumFen(parts.map((part) => part.amountFen))
      : subtractFen(invoice.amountFen, invoice.flushedFen),
    parts,
    kept: new Map(
      [...had].map(([orderId, amountFen]) => [
        orderId,
        subtractFen(amountFen, taken.get(orderId) ?? ZERO_FEN),
      ]),
    ),
    lowered,
  };
}

/** Lowers what stands, always in the order of the orders' ids. @throws InvoiceClaimed (409) */
export async function lowerParts(tx: EntityManager, { lowered }: TakingBack): Promise<void> {
  const sorted = [...lowered].sort((left, right) => (left.orderId < right.orderId ? -1 : 1));
  for (const { id, amountFen } of sorted) {
    await (
      amountFen > 0
        ? tx.query('UPDATE invoice_allocation SET amount_fen = $2 WHERE id = $1', [id, amountFen])
        : tx.query('UPDATE invoice_allocation SET live = false WHERE id = $1', [id])
    ).catch(refuseAmount);
  }
}

/** Writes on a red invoice what it took of each order. */
export async function noteParts(
  tx: EntityManager,
  redInvoiceId: string,
  { parts }: TakingBack,
): Promise<void> {
  await tx.query(
    `INSERT INTO invoice_allocation (id, invoice_id, order_id, amount_fen, live)
     SELECT "id", $1, "orderId", "amountFen", false
       FROM json_to_recordset($2::json) AS part ("id" uuid, "orderId" uuid, "amountFen" bigint)`,
    [redInvoiceId, JSON.stringify(parts.map((part) => ({ id: newId(), ...part })))],
  );
}

function totals(parts: readonly AllocationBody[]): Map<string, Fen> {
  const sums = new Map<string, Fen>();
  for (const { orderId, amountFen } of parts)
    sums.set(orderId, addFen(sums.get(orderId) ?? ZERO_FEN, amountFen));
  return sums;
}

function requireStanding(
  had: ReadonlyMap<string, Fen>,
  taken: ReadonlyMap<string, Fen>,
  orderId: string,
  at: number,
): void {
  const availableFen = had.get(orderId);
  if (availableFen === undefined) throw orderUnknown(`/parts/${at}/orderId`);
  const askedFen = taken.get(orderId) ?? ZERO_FEN;
  if (askedFen > availableFen) {
    const shortage = { objectId: orderId, availableFen, askedFen };
    throw amountRefused('invoice_flushed_beyond_amount', shortage);
  }
}
