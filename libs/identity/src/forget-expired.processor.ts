import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { JobProcessor } from '@app/messaging';

/** Rows that are deleted in one statement: few enough that nobody waits for it. */
const BATCH = 1_000;

/** What is of no more use, as conditions on its table. Longer kept would be more to lose. */
const EXPIRED: Readonly<Record<string, string>> = {
  // A session not seen for so long ended by itself, long ago.
  session: `coalesce(ended_at, seen_at) < app_now() - interval '30 days'`,
  sign_in_guess: `forgotten_at < app_now()`,
  sign_in_flow: `expires_at < app_now()`,
  signed_link: `expires_at < app_now() - interval '90 days'`,
  idempotency_key: `created_at < app_now() - interval '400 days'`,
  channel_code: `created_at < app_now() - interval '2 days'`,
  notification_delivery: `created_at < app_now() - interval '180 days'`,
  outbox_message: `state = 'done' AND finished_at < app_now() - interval '30 days'`,
};

/**
 * What a line of a ledger said, which may name people, a month after its import; that there was such a line stays, and
 * what became of it.
 */
const FORGET_LINES = `
  UPDATE import_row SET cells = NULL, repairs = '{}',
         messages = coalesce((SELECT jsonb_agg(message || '{"value": ""}') FROM jsonb_array_elements(messages) AS message), '[]')
   WHERE (run_id, row_number) IN
     (SELECT line.run_id, line.row_number FROM import_row line JOIN import_run run ON run.id = line.run_id
       WHERE line.cells IS NOT NULL AND coalesce(run.finished_at, run.created_at) < app_now() - interval '30 days'
       LIMIT $1 FOR UPDATE OF line SKIP LOCKED)`;

/** Daily: deletes what has expired. The audit trail and the ledger forget nothing. */
@Injectable()
export class ForgetExpiredProcessor implements JobProcessor<'forget-expired'> {
  readonly job = 'forget-expired';

  constructor(private readonly db: DataSource) {}

  async process(): Promise<void> {
    for (const [table, condition] of Object.entries(EXPIRED)) {
      let deleted = BATCH;
      while (deleted === BATCH) {
        // Rows that somebody is using right now are left for the next day.
        const [, count]: [unknown[], number] = await this.db.query(
          `DELETE FROM ${table} WHERE ctid IN
             (SELECT ctid FROM ${table} WHERE ${condition} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`,
        );
        deleted = count;
      }
    }
    await this.forgetLines();
  }

  private async forgetLines(): Promise<void> {
    let emptied = BATCH;
    while (emptied === BATCH) {
      const [, count]: [unknown[], number] = await this.db.query(FORGET_LINES, [BATCH]);
      emptied = count;
    }
  }
}
