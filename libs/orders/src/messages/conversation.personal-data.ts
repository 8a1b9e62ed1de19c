import type { PersonalDataSources } from '@app/identity';

/** What messages and attachments of orders hold about a person. */
export function defineConversationData(sources: PersonalDataSources): void {
  // What was agreed in messages is evidence of the order, and so is what was attached: both stay, under no name any more.
  sources.define({
    name: 'orderMessages',
    rows: `SELECT order_id AS "orderId", side, text, created_at AS "createdAt" FROM order_message WHERE author_id = $1`,
  });
  sources.define({
    name: 'orderAttachments',
    rows: `SELECT a.order_id AS "orderId", a.kind, f.name, a.created_at AS "createdAt", a.removed_at AS "removedAt"
             FROM order_attachment a JOIN stored_file f ON f.id = a.file_id WHERE a.attached_by = $1`,
  });
}
