import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { deriveKey } from '@app/common';
import { TooManyRequests } from '@app/http';
import { IDENTITY_SETTINGS, type IdentitySettings } from '../identity.settings';
import type { GuessBucket } from './guess-buckets';

/** So long after the first failure a bucket starts anew. */
const WINDOW = '15 minutes';

/**
 * Slows guessing, for all processes together. An attempt is counted before it is made, so that many at a time are no
 * more than their number, and an attempt too many costs one statement and no password hash.
 */
@Injectable()
export class Guesses {
  private readonly key: Buffer;

  constructor(
    private readonly db: DataSource,
    @Inject(IDENTITY_SETTINGS) settings: IdentitySettings,
  ) {
    this.key = deriveKey(settings.secretKey, 'sign-in guesses');
  }

  /** Counts one attempt against every bucket. @throws TooManyRequests when one of them is used up (429) */
  async take(...buckets: readonly GuessBucket[]): Promise<void> {
    for (const bucket of buckets) {
      if (!(await this.tryTake(bucket)))
        throw new TooManyRequests(await this.secondsUntilForgotten(bucket));
    }
  }

  /** Counts one attempt; false when the bucket is used up. */
  async tryTake(bucket: GuessBucket): Promise<boolean> {
    const rows: unknown[] = await this.db.query(
      `INSERT INTO sign_in_guess AS g (bucket_hash, failures, forgotten_at)
       VALUES ($1, 1, app_now() + interval '${WINDOW}')
       ON CONFLICT (bucket_hash) DO UPDATE SET
         failures = CASE WHEN g.forgotten_at > app_now() THEN g.failures + 1 ELSE 1 END,
         forgotten_at = CASE WHEN g.forgotten_at > app_now() THEN g.forgotten_at ELSE excluded.forgotten_at END
       WHERE g.failures < $2 OR g.forgotten_at <= app_now()
       RETURNING failures`,
      [this.hashOf(bucket), bucket.limit],
    );
    return rows.length === 1;
  }

  /** The attempt was right: what was counted against the buckets is forgiven. */
  async forgive(...buckets: readonly GuessBucket[]): Promise<void> {
    for (const bucket of buckets) {
      if (bucket.onSuccess === 'refund') await this.refund(bucket);
      else
        await this.db.query('DELETE FROM sign_in_guess WHERE bucket_hash = $1', [
          this.hashOf(bucket),
        ]);
    }
  }

  /** The attempt turned out to be none; failures before it stay counted. */
  async refund(...buckets: readonly GuessBucket[]): Promise<void> {
    for (const bucket of buckets) {
      await this.db.query(
        'UPDATE sign_in_guess SET failures = failures - 1 WHERE bucket_hash = $1 AND failures > 0',
        [this.hashOf(bucket)],
      );
    }
  }

  private async secondsUntilForgotten(bucket: GuessBucket): Promise<number> {
    const [row]: { seconds: number }[] = await this.db.query(
      `SELECT ceil(extract(epoch FROM forgotten_at - app_now()))::int AS seconds
         FROM sign_in_guess WHERE bucket_hash = $1`,
      [this.hashOf(bucket)],
    );
    return Math.max(1, row?.seconds ?? 1);
  }

  private hashOf({ name }: GuessBucket): Buffer {
    return createHmac('sha256', this.key).update(name).digest();
  }
}
