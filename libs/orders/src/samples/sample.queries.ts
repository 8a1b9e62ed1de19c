import type { EntityManager } from 'typeorm';
import type { OrderState } from '../order.words';
import type { SampleLabel } from './sample.dto';
import type { LeftOver } from './sample.words';

/** States in which the lab owes what it has promised. */
export const OWED: readonly OrderState[] = ['open', 'sent', 'received', 'running'];

/** Whether an order is past its promised civil date and not completed. */
export const isLate = (state: OrderState, promisedOn: string | null, today: string): boolean =>
  promisedOn !== null && promisedOn < today && OWED.includes(state);

/** The labels of an order's samples in their order; none before the lab has received them. */
export async function findLabels(tx: EntityManager, orderId: string): Promise<SampleLabel[]> {
  const rows: LabelRow[] = await tx.query(
    `SELECT s.label_code, s.name, s.quantity, s.hazards, o.number, d.left_over
       FROM order_sample s JOIN sample_order d ON d.order_id = s.order_id JOIN service_order o ON o.id = s.order_id
      WHERE s.order_id = $1 AND s.label_code IS NOT NULL ORDER BY s.position`,
    [orderId],
  );
  return rows.map((row) => ({
    labelCode: row.label_code,
    // The code alone: a scanner types it into any search field, and nothing about the customer is told.
    qrText: row.label_code,
    orderNumber: row.number,
    name: row.name,
    quantity: row.quantity,
    hazards: row.hazards,
    leftOver: row.left_over,
  }));
}

interface LabelRow {
  label_code: string;
  name: string;
  quantity: number;
  hazards: string | null;
  number: string;
  left_over: LeftOver;
}
