import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '@app/database';
import { recordTransition } from '../transitions';

/** How many are noticed in one round; the next round goes on. */
const BATCH = 200;

/** SQL that a use runs past its end, and that nobody was told so since; an extension gives it a new end. */
const UNTOLD = `r.state = 'in_use' AND r.ends_at <= app_now() AND NOT EXISTS (
  SELECT FROM reservation_history t WHERE t.reservation_id = r.id AND t.action = 'overrun' AND t.at >= r.ends_at)`;

/** Notices uses that run past their end (超时): a step in their history, from which the lab and who comes next are told. */
@Injectable()
export class OverrunsService {
  constructor(private readonly db: DataSource) {}

  /** @returns how many were noticed; each end of a use once */
  async notice(): Promise<number> {
    const due: { id: string }[] = await this.db.query(
      `SELECT r.id FROM reservation r WHERE ${UNTOLD} ORDER BY r.ends_at, r.id LIMIT ${BATCH}`,
    );
    let count = 0;
    for (const { id } of due) if (await this.noticeOne(id)) count += 1;
    return count;
  }

  private noticeOne(id: string): Promise<boolean> {
    return inTransaction(this.db, async (tx) => {
      await tx.query('SELECT FROM reservation WHERE id = $1 FOR UPDATE', [id]);
      // Checked out, extended or noticed by another sweep in the meantime.
      const still: unknown[] = await tx.query(
        `SELECT FROM reservation r WHERE r.id = $1 AND ${UNTOLD}`,
        [id],
      );
      if (still.length === 0) return false;
      const step = { reservationId: id, actorId: null, action: 'overrun' };
      await recordTransition(tx, { ...step, from: 'in_use', to: 'in_use' });
      return true;
    });
  }
}
