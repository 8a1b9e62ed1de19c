import type { EntityManager } from 'typeorm';

/** What a filed service is claimed with beside invoice and payment proof. */
export type ClaimPaper = 'contract' | 'report';

/**
 * Which of them an order of a filed service lacks; a contract that both sides accepted here counts as one on paper, and a
 * report that a side attached to the order as one handed in.
 */
export async function findMissingPapers(
  tx: EntityManager,
  orderId: string,
): Promise<readonly ClaimPaper[]> {
  const rows: { paper: ClaimPaper }[] = await tx.query(
    `SELECT 'contract' AS paper FROM offline_order f
      WHERE f.order_id = $1 AND f.contract_file_id IS NULL
        AND NOT EXISTS (SELECT FROM order_contract c WHERE c.order_id = f.order_id
                         AND c.user_accepted_at IS NOT NULL AND c.provider_accepted_at IS NOT NULL)
     UNION ALL SELECT 'report' FROM offline_order f
      WHERE f.order_id = $1 AND f.report_file_id IS NULL
        AND NOT EXISTS (SELECT FROM order_attachment a
                         WHERE a.order_id = f.order_id AND a.kind = 'report' AND a.removed_at IS NULL)`,
    [orderId],
  );
  return rows.map(({ paper }) => paper);
}
