import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { civilDateOf, type Interval } from '@app/common';
import { type Asker, InstrumentsService } from '@app/instruments';
import { WorkCalendarService } from '@app/work-calendar';
import { freeTime, nearestSlots } from './availability/free-time.rules';
import { databaseNow } from './booking/booking-facts';
import { findFullLabs } from './booking/lab.queries';
import { findBusyByUnit } from './occupancy.queries';
import { findQualifications } from './qualifications/qualification.queries';
import { qualifiedWithin } from './qualifications/qualification.rules';
import { BookingRuleBroken, ReservationConflict } from './reservation.errors';

/** How far around a refused period to look, and how many free ones to offer. */
const AROUND_DAYS = 7;
const OFFERED = 3;

/** Every refusal is followed by what would be possible instead. */
@Injectable()
export class Alternatives {
  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly workCalendar: WorkCalendarService,
  ) {}

  /**
   * Free periods of the same length nearest to the wished one, on the same instrument; for an asker by the hours and the
   * horizon of the asker's groups, and only those that the asker is qualified for.
   */
  async near(instrumentId: string, wished: Interval, asker?: Asker): Promise<Interval[]> {
    const within = {
      startsAt: wished.startsAt.minus({ days: AROUND_DAYS }),
      endsAt: wished.endsAt.plus({ days: AROUND_DAYS }),
    };
    return this.nearIn(this.db.manager, instrumentId, wished, { within, limit: OFFERED, asker });
  }

  /** The same in the caller's transaction, within another period and as many as are asked for. */
  async nearIn(
    tx: EntityManager,
    instrumentId: string,
    wished: Interval,
    where: { within: Interval; limit: number; asker?: Asker | undefined },
  ): Promise<Interval[]> {
    const { asker, limit, within: around } = where;
    const instrument = await this.instruments.getBookable(
      tx,
      instrumentId,
      civilDateOf(wished.startsAt),
      asker,
    );
    const granted = asker && (await findQualifications(tx, asker.userId, [instrument]));
    const within = granted
      ? qualifiedWithin(instrument, granted.get(instrument.id) ?? null, around)
      : around;
    if (within === null) return [];
    const busyByUnit = await findBusyByUnit(tx, [instrument], within);
    const fullLabs = await findFullLabs(tx, [instrument], within);
    const calendar = await this.workCalendar.load();
    const now = await databaseNow(tx);
    const free = freeTime({ instrument, calendar, busyByUnit, fullLabs, within, now });
    return nearestSlots(free, wished, instrument.policy, limit);
  }

  /** The refusal with alternatives added; anything else as it came. Called outside the failed transaction. */
  async added(
    error: unknown,
    instrumentId: string,
    wished: Interval,
    asker: Asker,
  ): Promise<unknown> {
    if (error instanceof ReservationConflict)
      return new ReservationConflict(wished, await this.near(instrumentId, wished, asker));
    if (error instanceof BookingRuleBroken)
      return error.withAlternatives(await this.near(instrumentId, wished, asker));
    return error;
  }
}
