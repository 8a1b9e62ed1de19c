import type { EntityManager } from 'typeorm';
import type { LinkPurpose } from '@app/identity';
import { LINKS_PER_DAY, TooManyConfirmationLinks } from './order-confirmation.errors';

/** @throws TooManyConfirmationLinks once an order has had its links of the day for a purpose (429) */
export async function requireFewLinks(
  tx: EntityManager,
  purpose: LinkPurpose,
  orderId: string,
): Promise<void> {
  const [row]: { many: boolean }[] = await tx.query(
    `SELECT count(*) >= $3 AS many FROM signed_link
      WHERE object_id = $1 AND purpose = $2 AND created_at > app_now() - interval '1 day'`,
    [orderId, purpose, LINKS_PER_DAY],
  );
  if (row?.many) throw new TooManyConfirmationLinks();
}
