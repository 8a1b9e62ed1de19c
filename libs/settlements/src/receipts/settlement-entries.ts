import type { EntityManager } from 'typeorm';
import { type Fen, minFen, newId, subtractFen, ZERO_FEN } from '@app/common';
import type { Actor } from '@app/identity';
import { refuseAmount } from '../settlement.errors';
import { findPaid, type PaidPart } from './receipt.queries';
import type { EntryKind } from './settlement-entry.entity';

/** One movement to post. */
export interface NewEntry {
  kind: EntryKind;
  receiptId: string;
  orderId: string;
  invoiceId: string | null;
  amountFen: Fen;
  reason?: string;
}

/**
 * Posts movements of receipts' money; the rules are the trigger's.
 *
 * @throws AmountRefused, OrderNotBillable (422)
 */
export async function postEntries(
  tx: EntityManager,
  actor: Actor,
  entries: readonly NewEntry[],
): Promise<void> {
  for (const { kind, receiptId, orderId, invoiceId, amountFen, reason } of entries) {
    await tx
      .query(
        `INSERT INTO settlement_entry (id, kind, receipt_id, order_id, invoice_id, amount_fen, reason, actor_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          ...[newId(), kind, receiptId, orderId, invoiceId, amountFen],
          ...[reason ?? null, actor.userId],
        ],
      )
      .catch(refuseAmount);
  }
}

/**
 * Frees what was paid on an invoice beyond what stands of each order's part, the youngest receipts first; the caller has the
 * invoice's lock.
 *
 * @param kept what stands afterwards, by order; of one that is not named nothing
 * @returns the receipts' ids
 */
export async function reopenInvoice(
  tx: EntityManager,
  actor: Actor,
  invoiceId: string,
  kept: ReadonlyMap<string, Fen>,
): Promise<string[]> {
  // Locked before they are summed: somebody may be giving back or freeing a part at this moment.
  await tx.query(
    `SELECT id FROM receipt WHERE id IN (SELECT receipt_id FROM settlement_entry WHERE invoice_id = $1)
      ORDER BY id FOR NO KEY UPDATE`,
    [invoiceId],
  );
  const beyond = paidBeyond(await findPaid(tx, { invoiceId }), kept);
  await postEntries(
    tx,
    actor,
    beyond.map((part) => ({ ...part, kind: 'reopen' as const })),
  );
  return [...new Set(beyond.map(({ receiptId }) => receiptId))];
}

/** Of payments, oldest first, those and the parts of them that go beyond what each order keeps. */
function paidBeyond(paid: readonly PaidPart[], kept: ReadonlyMap<string, Fen>): PaidPart[] {
  const left = new Map(kept);
  return paid.flatMap((part) => {
    const room = left.get(part.orderId) ?? ZERO_FEN;
    const stays = minFen(room, part.amountFen);
    left.set(part.orderId, subtractFen(room, stays));
    const amountFen = subtractFen(part.amountFen, stays);
    return amountFen > 0 ? [{ ...part, amountFen }] : [];
  });
}
