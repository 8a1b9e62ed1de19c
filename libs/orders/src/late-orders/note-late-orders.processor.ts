import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { inTransaction } from '@app/database';
import type { JobProcessor } from '@app/messaging';
import { OWED } from '../samples/sample.queries';

/** Every morning: what is past its promised civil date (Asia/Shanghai) is written into its history, from where it is told. */
@Injectable()
export class NoteLateOrdersProcessor implements JobProcessor<'note-late-orders'> {
  readonly job = 'note-late-orders';

  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  async process(): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      for (const { id, promisedOn } of await noteLate(tx))
        await this.audit.record(tx, {
          ...{ actor: null, action: 'order.late', objectType: 'service_order', objectId: id },
          detail: { promisedOn },
        });
    });
  }
}

interface Late {
  id: string;
  /** Civil date. */
  promisedOn: string;
}

/**
 * Orders that are late and not noted as late for the date that is promised now, each with the row of its history: one that is
 * promised for another day may be late again.
 */
async function noteLate(tx: EntityManager): Promise<Late[]> {
  const late: (Late & { state: string })[] = await tx.query(
    `SELECT o.id, o.state, s.promised_on::text AS "promisedOn"
       FROM service_order o JOIN sample_order s ON s.order_id = o.id
      WHERE o.state = ANY ($1) AND s.promised_on < (app_now() AT TIME ZONE 'Asia/Shanghai')::date
        AND NOT EXISTS (SELECT FROM order_history h WHERE h.order_id = o.id AND h.action = 'late'
                           AND h.detail->>'promisedOn' = s.promised_on::text)
      ORDER BY o.id FOR NO KEY UPDATE OF o SKIP LOCKED`,
    [OWED],
  );
  for (const { id, state, promisedOn } of late)
    await tx.query(
      `INSERT INTO order_history (id, order_id, action, from_state, to_state, detail) VALUES ($1, $2, 'late', $3, $3, $4)`,
      [newId(), id, state, { promisedOn }],
    );
  return late;
}
