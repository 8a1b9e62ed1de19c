import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '@app/database';
import { recordTransition } from '../transitions';

/** How many are reminded of in one round; the next round goes on. */
const BATCH = 200;

/** SQL for when whoever answers the request r was asked: each of these steps makes it wait for an answer. */
const ASKED_AT = `(SELECT max(h.at) FROM reservation_history h
                    WHERE h.reservation_id = r.id AND h.action IN ('create', 'ask', 'move', 'approve'))`;

/** SQL that half of the time to answer has gone by, not all of it, and nobody was reminded of it since they were asked. */
const DUE = `r.state = 'requested' AND r.respond_by > app_now()
  AND ${ASKED_AT} + (r.respond_by - ${ASKED_AT}) / 2 <= app_now()
  AND NOT EXISTS (SELECT FROM reservation_history t
                   WHERE t.reservation_id = r.id AND t.action = 'remind' AND t.at > ${ASKED_AT})`;

/** Notices requests that nobody has answered yet: a step in their history, from which whoever decides is told. */
@Injectable()
export class ApprovalReminders {
  constructor(private readonly db: DataSource) {}

  /**
   * Once half of the promised time is over, once for each side that is asked; a late sweep still reminds of what has not
   * expired. @returns how many
   */
  async sweep(): Promise<number> {
    const due: { id: string }[] = await this.db.query(
      `SELECT r.id FROM reservation r WHERE ${DUE} ORDER BY r.respond_by, r.id LIMIT ${BATCH}`,
    );
    let count = 0;
    for (const { id } of due) if (await this.remindOf(id)) count += 1;
    return count;
  }

  private remindOf(id: string): Promise<boolean> {
    return inTransaction(this.db, async (tx) => {
      await tx.query('SELECT FROM reservation WHERE id = $1 FOR UPDATE', [id]);
      // Answered, moved or reminded of by another sweep in the meantime.
      const still: unknown[] = await tx.query(
        `SELECT FROM reservation r WHERE r.id = $1 AND ${DUE}`,
        [id],
      );
      if (still.length === 0) return false;
      const step = { reservationId: id, actorId: null, action: 'remind' };
      await recordTransition(tx, { ...step, from: 'requested', to: 'requested' });
      return true;
    });
  }
}
