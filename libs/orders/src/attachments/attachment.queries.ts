import type { EntityManager } from 'typeorm';
import { acrossOrganisations } from '@app/database';
import type { AttachmentRow } from './order-attachment.dto';

/**
 * What lies beside an order, the oldest first; the records of both sides' files are read, for whoever may read the order may
 * read what belongs to it. The caller has found the order.
 */
export function findAttachments(tx: EntityManager, orderId: string): Promise<AttachmentRow[]> {
  return acrossOrganisations(tx, () =>
    tx.query(
      `SELECT a.id, a.file_id, a.kind, f.name, f.media_type, f.size_bytes, a.sha256, a.attached_by, u.display_name AS author_name,
              a.organisation_id, g.name_zh AS organisation_name, a.created_at
         FROM order_attachment a JOIN stored_file f ON f.id = a.file_id
         JOIN app_user u ON u.id = a.attached_by JOIN organisation g ON g.id = a.organisation_id
        WHERE a.order_id = $1 AND a.removed_at IS NULL ORDER BY a.id`,
      [orderId],
    ),
  );
}

/** Whether a report of this SHA-256 lies beside the order. */
export async function hasReport(
  tx: EntityManager,
  orderId: string,
  sha256: string,
): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `SELECT FROM order_attachment WHERE order_id = $1 AND sha256 = $2 AND kind = 'report' AND removed_at IS NULL`,
    [orderId, sha256],
  );
  return rows.length > 0;
}

/** Whether content of this SHA-256 was handed over as the report of an order of samples. */
export async function isReportOfOrder(
  tx: EntityManager,
  orderId: string,
  sha256: string,
): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    'SELECT FROM sample_order WHERE order_id = $1 AND report_sha256 = $2',
    [orderId, sha256],
  );
  return rows.length > 0;
}
