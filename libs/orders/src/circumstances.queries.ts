import type { EntityManager } from 'typeorm';
import type { OpenChange } from './change-orders/change-order.words';

/** What beside its state decides about the next actions on an order. */
export interface Circumstances {
  openChange: OpenChange;
  /** Null without an open change order. */
  changeProposedBy: string | null;
}

const USUAL: Circumstances = { openChange: 'none', changeProposedBy: null };

/** The circumstances of orders by their ids. */
export async function findCircumstances(
  tx: EntityManager,
  orderIds: readonly string[],
): Promise<(orderId: string) => Circumstances> {
  const rows: { order_id: string; state: 'proposed' | 'offered'; proposed_by: string }[] =
    await tx.query(
      `SELECT order_id, state, proposed_by FROM change_order
        WHERE order_id = ANY($1) AND state IN ('proposed', 'offered')`,
      [orderIds],
    );
  const found = new Map(
    rows.map((row): [string, Circumstances] => [
      row.order_id,
      { openChange: row.state, changeProposedBy: row.proposed_by },
    ]),
  );
  return (orderId) => found.get(orderId) ?? USUAL;
}
