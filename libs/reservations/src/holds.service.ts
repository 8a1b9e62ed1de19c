import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { civilDateOf, instantOf, type Interval, isoInZone } from '@app/common';
import { inTransaction } from '@app/database';
import type { Actor } from '@app/identity';
import { InstrumentsService } from '@app/instruments';
import { periodOf } from '@app/orders';
import { Alternatives } from './alternatives.service';
import { BookingFactsLoader } from './booking/booking-facts';
import { reason } from './booking/booking-reason';
import { bookingReasons } from './booking/booking.rules';
import { countHolds, OF_HOLD, releaseHold, takeAny, withBuffers } from './occupancy.queries';
import { period } from './period.column';
import type { CreateHoldRequest, HoldResponse } from './reservation.dto';
import { BookingRuleBroken, HoldNotFound, ReservationConflict } from './reservation.errors';

/** How long a slot waits for its form, and again when prolonged. Source: design, section 5. */
const LIFETIME_MINUTES = 10;
/** Forms one person fills at a time; more would keep time from everybody else. */
const MAX_HOLDS = 3;
const TOO_MANY = reason(
  'too-many-holds',
  `同时最多占位 ${MAX_HOLDS} 个时段，请先提交或放弃已占的时段`,
  `you may hold ${MAX_HOLDS} slots at a time; submit or release one of them first`,
  { maxHolds: MAX_HOLDS },
);

const PROLONGED = reason(
  'already-prolonged',
  '占位只能延长一次，请在到期前提交',
  'a hold is prolonged once only; submit before it expires',
);

interface HoldRow {
  id: string;
  during: string;
  expires_at: Date;
}

/** Slot holds (占位): the time is kept while somebody fills the form. */
@Injectable()
export class HoldsService {
  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly facts: BookingFactsLoader,
    private readonly alternatives: Alternatives,
  ) {}

  /** @throws ReservationConflict, BookingRuleBroken as for a booking */
  async create(actor: Actor, input: CreateHoldRequest): Promise<HoldResponse> {
    const wished = periodOf(input.startsAt, input.endsAt);
    try {
      return await inTransaction(this.db, async (tx) => {
        const instrument = await this.instruments.getBookableFor(
          tx,
          actor,
          input.instrumentId,
          civilDateOf(wished.startsAt),
        );
        if ((await countHolds(tx, actor.userId)) >= MAX_HOLDS)
          throw new BookingRuleBroken([TOO_MANY]);
        const asker = { userId: actor.userId, userOrganisationId: actor.organisationId };
        const reasons = bookingReasons(
          await this.facts.load(tx, { instrument, period: wished, ...asker }),
        );
        if (reasons.length > 0) throw new BookingRuleBroken(reasons);
        const during = withBuffers(
          wished,
          instrument.policy.setUpMinutes,
          instrument.policy.cleanUpMinutes,
        );
        const claim = {
          kind: 'hold',
          heldBy: actor.userId,
          lifetimeMinutes: LIFETIME_MINUTES,
        } as const;
        const id = await takeAny(tx, instrument, during, claim);
        if (id === null) throw new ReservationConflict(wished);
        const [row]: { expires_at: Date }[] = await tx.query(
          'SELECT expires_at FROM occupancy WHERE id = $1',
          [id],
        );
        if (!row) throw new HoldNotFound();
        return toHoldResponse(id, wished, row.expires_at, false);
      });
    } catch (error) {
      throw await this.alternatives.added(error, input.instrumentId, wished, actor);
    }
  }

  /**
   * Once, by another ten minutes.
   *
   * @throws BookingRuleBroken when it was prolonged before (422), HoldNotFound when it has expired or was used (404)
   */
  async prolong(actor: Actor, id: string): Promise<HoldResponse> {
    const live = `${OF_HOLD} AND held_by = $2 AND blocking AND expires_at > app_now()`;
    const [rows]: [HoldRow[], number] = await this.db.query(
      `UPDATE occupancy SET prolonged = true, expires_at = expires_at + make_interval(mins => $3)
        WHERE ${live} AND NOT prolonged RETURNING id, during, expires_at`,
      [id, actor.userId, LIFETIME_MINUTES],
    );
    const row = rows[0];
    if (row) return toHoldResponse(id, period.from(row.during) as Interval, row.expires_at, true);
    const held: unknown[] = await this.db.query(`SELECT 1 FROM occupancy WHERE ${live}`, [
      id,
      actor.userId,
    ]);
    throw held.length > 0 ? new BookingRuleBroken([PROLONGED]) : new HoldNotFound();
  }

  /** Gives the slot back; an unknown or expired hold is given back already. */
  async release(actor: Actor, id: string): Promise<void> {
    await releaseHold(this.db.manager, id, actor.userId);
  }
}

const toHoldResponse = (
  id: string,
  held: Interval,
  expiresAt: Date,
  prolonged: boolean,
): HoldResponse => ({
  id,
  startsAt: isoInZone(held.startsAt),
  endsAt: isoInZone(held.endsAt),
  expiresAt: isoInZone(instantOf(expiresAt)),
  prolonged,
});
