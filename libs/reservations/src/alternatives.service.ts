import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { civilDateOf, type Interval } from '@app/common';
import { InstrumentsService } from '@app/instruments';
import { WorkCalendarService } from '@app/work-calendar';
import { freeTime, nearestSlots } from './availability/free-time.rules';
import { databaseNow } from './booking/booking-facts';
import { findBusyByUnit } from './occupancy.queries';
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

  /** Free periods of the same length nearest to the wished one, on the same instrument. */
  async near(instrumentId: string, wished: Interval): Promise<Interval[]> {
    const tx = this.db.manager;
    const instrument = await this.instruments.getBookable(
      tx,
      instrumentId,
      civilDateOf(wished.startsAt),
    );
    const within = {
      startsAt: wished.startsAt.minus({ days: AROUND_DAYS }),
      endsAt: wished.endsAt.plus({ days: AROUND_DAYS }),
    };
    const busyByUnit = await findBusyByUnit(tx, [instrument], within);
    const calendar = await this.workCalendar.load();
    const free = freeTime({ instrument, calendar, busyByUnit, within, now: await databaseNow(tx) });
    return nearestSlots(free, wished, instrument.policy, OFFERED);
  }

  /** The refusal with alternatives added; anything else as it came. Called outside the failed transaction. */
  async added(error: unknown, instrumentId: string, wished: Interval): Promise<unknown> {
    if (error instanceof ReservationConflict)
      return new ReservationConflict(wished, await this.near(instrumentId, wished));
    if (error instanceof BookingRuleBroken)
      return error.withAlternatives(await this.near(instrumentId, wished));
    return error;
  }
}
