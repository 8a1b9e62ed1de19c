import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '@app/database';
import { findReservations, lockReservation, type ReservationRow } from '../reservation.queries';
import type { ReservationState } from '../reservation.words';
import { changeState } from '../transitions';
import { Release } from './release';

/** How many are ended in one round; the next round goes on. */
const BATCH = 200;

/** A way a reservation ends without anybody's command; `condition` is SQL over r, o and i. */
interface Ending {
  action: string;
  from: ReservationState;
  to: ReservationState;
  condition: string;
}

/** What ends by itself: requests nobody answered, displaced reservations nobody moved, and those nobody came for. */
const OVERTAKEN: readonly Ending[] = [
  { action: 'expire', from: 'requested', to: 'expired', condition: 'r.starts_at <= app_now()' },
  { action: 'lapse', from: 'displaced', to: 'cancelled', condition: 'r.starts_at <= app_now()' },
  {
    action: 'no-show',
    from: 'confirmed',
    to: 'no_show',
    condition: `r.starts_at + (SELECT make_interval(mins => (p.rules->>'autoReleaseMinutes')::int) FROM booking_policy p
                  WHERE p.instrument_id = r.instrument_id AND p.version = r.policy_version) <= app_now()`,
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
        return true;
      });
    } catch (error) {
      this.logger.error({ err: error, event: 'reservation-not-released', reservationId: id });
      return false;
    }
  }
}
