import type { EntityManager } from 'typeorm';
import type { OpenChange } from './change-orders/change-order.words';

/** What beside its state decides about the next actions on an order. */
export interface Circumstances {
  openChange: OpenChange;
  /** Null without an open change order. */
  changeProposedBy: string | null;
  /** Who of the lab has offered a lower fee to settle a dispute; null without an offer. */
  offeredBy: string | null;
  /** Who handed in the substitute evidence that waits for a reviewer; null without any. */
  evidenceBy: string | null;
}

const USUAL: Circumstances = {
  ...{ openChange: 'none', changeProposedBy: null },
  ...{ offeredBy: null, evidenceBy: null },
};

/** The circumstances of orders by their ids. */
export async function findCircumstances(
  tx: EntityManager,
  orderIds: readonly string[],
): Promise<(orderId: string) => Circumstances> {
  const rows: ({ orderId: string } & Circumstances)[] = await tx.query(
    `SELECT o.id AS "orderId", coalesce(c.state, 'none') AS "openChange", c.proposed_by AS "changeProposedBy",
            d.offered_by AS "offeredBy", e.provided_by AS "evidenceBy"
       FROM unnest($1::uuid[]) AS o (id)
       LEFT JOIN change_order c ON c.order_id = o.id AND c.state IN ('proposed', 'offered')
       LEFT JOIN order_dispute d ON d.order_id = o.id AND d.decision IS NULL
       LEFT JOIN offline_evidence e ON e.order_id = o.id AND e.decision IS NULL`,
    [orderIds],
  );
  const found = new Map(rows.map(({ orderId, ...row }) => [orderId, row]));
  return (orderId) => found.get(orderId) ?? USUAL;
}
