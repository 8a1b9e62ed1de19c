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
  outbox_message: `state = 'done' AND finished_at < app_now() - interval '30 days'`,
};

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
  }
}
