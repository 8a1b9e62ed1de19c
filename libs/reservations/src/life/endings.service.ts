import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '@app/database';
import { findReservations, lockReservation, type ReservationRow } from '../reservation.queries';
import type { ReservationState } from '../reservation.words';
import { changeState } from '../transitions';
import { givePoints } from './penalty.queries';
import { Release } from './release';

/** How many are ended in one round; the next round goes on. */
const BATCH = 200;

/** A way a reservation ends without anybody's command; `condition` is SQL over r, o, i and p. */
interface Ending {
  action: string;
  from: ReservationState;
  to: ReservationState;
  condition: string;
}

/** How long the instrument of r could not be used since the start: nobody is late while it stands still. */
const STOOD_STILL = `
  (SELECT coalesce(sum(least(d.ends_at, app_now()) - greatest(d.starts_at, r.starts_at)), interval '0') FROM downtime d
    WHERE d.instrument_id = r.instrument_id AND d.starts_at < app_now() AND d.ends_at > r.starts_at)`;

/** What ends by itself: requests nobody answered, displaced reservations nobody moved, and those nobody came for. */
const OVERTAKEN: readonly Ending[] = [
  { action: 'expire', from: 'requested', to: 'expired', condition: 'r.starts_at <= app_now()' },
  { action: 'expire', from: 'requested', to: 'expired', condition: 'r.respond_by <= app_now()' },
  {
    action: 'lapse',
    from: 'displaced',
    to: 'cancelled',
    // Who was offered something else for a day has that day to answer.
    condition: `r.starts_at <= app_now() AND NOT EXISTS (SELECT FROM displacement_proposal p
                  WHERE p.reservation_id = r.id AND p.state = 'open' AND p.expires_at > app_now())`,
  },
  {
    action: 'no-show',
    from: 'confirmed',
    to: 'no_show',
    condition: `r.starts_at + make_interval(mins => (p.rules->>'autoReleaseMinutes')::int) + ${STOOD_STILL} <= app_now()`,
  },
];

/** The ways a reservation ends by itself, each swept by a job; a late sweep catches up. */
@Injectable()
export class ReservationEndings {
  private readonly logger = new Logger(ReservationEndings.name);

  constructor(
    private readonly db: DataSource,
    private readonly release: Release,
  ) {}

  /** Ends what its own time has overtaken and gives everything back. @returns how many */
  async releaseOvertaken(): Promise<number> {
    let count = 0;
    for (const ending of OVERTAKEN) count += await this.endAll(ending, []);
    return count;
  }

  /** Ends what is booked ahead on an instrument that is no longer there. @returns how many */
  async releaseRetired(instrumentId: string): Promise<number> {
    let count = 0;
    for (const from of ['requested', 'confirmed', 'displaced'] as const) {
      const condition = `r.starts_at > app_now() AND r.instrument_id = $1 AND i.status = 'retired'`;
      count += await this.endAll({ action: 'retire', from, to: 'cancelled', condition }, [
        instrumentId,
      ]);
    }
    return count;
  }

  /** Each in a transaction of its own, so that one that cannot be ended stands in nobody's way. */
  private async endAll(ending: Ending, parameters: string[]): Promise<number> {
    const condition = `r.state = '${ending.from}' AND ${ending.condition}`;
    let count = 0;
    for (const { id } of await this.findDue(condition, parameters)) {
      if (await this.end(id, ending, condition, parameters)) count += 1;
    }
    return count;
  }

  private findDue(condition: string, parameters: string[]): Promise<ReservationRow[]> {
    return findReservations(this.db.manager, condition, parameters, BATCH, 'earliest');
  }

  private async end(
    id: string,
    { action, from, to }: Ending,
    condition: string,
    parameters: string[],
  ): Promise<boolean> {
    try {
      return await inTransaction(this.db, async (tx) => {
        await lockReservation(tx, id);
        const still = `r.id = $${parameters.length + 1} AND ${condition}`;
        const [row] = await findReservations(tx, still, [...parameters, id], 1);
        // Somebody answered, moved or came in the meantime.
        if (!row) return false;
        const step = { reservationId: row.id, version: row.version, actorId: null };
        await changeState(tx, { ...step, action, from, to });
        await this.release.giveBack(tx, null, row);
        if (action === 'no-show') await givePoints(tx, row.id, 'no-show');
        return true;
      });
    } catch (error) {
      this.logger.error({ err: error, event: 'reservation-not-released', reservationId: id });
      return false;
    }
  }
}
