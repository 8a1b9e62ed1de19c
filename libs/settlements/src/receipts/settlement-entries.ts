import type { EntityManager } from 'typeorm';
import { type Fen, newId } from '@app/common';
import type { Actor } from '@app/identity';
import { refuseAmount } from '../settlement.errors';
import { findPaid } from './receipt.queries';
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

/** Frees all that was paid on an invoice that is taken back, whose lock the caller has. @returns the receipts' ids */
export async function reopenInvoice(
  tx: EntityManager,
  actor: Actor,
  invoiceId: string,
): Promise<string[]> {
  // Locked before they are summed: somebody may be giving back or freeing a part at this moment.
  await tx.query(
    `SELECT id FROM receipt WHERE id IN (SELECT receipt_id FROM settlement_entry WHERE invoice_id = $1)
      ORDER BY id FOR NO KEY UPDATE`,
    [invoiceId],
  );
  const paid = await findPaid(tx, { invoiceId });
  await postEntries(
    tx,
    actor,
    paid.map((part) => ({ ...part, kind: 'reopen' as const })),
  );
  return [...new Set(paid.map(({ receiptId }) => receiptId))];
}
