import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { civilDateOf, type Interval, minutesOf } from '@app/common';
import { type Asker, type BookableInstrument, InstrumentsService } from '@app/instruments';
import { WorkCalendarService } from '@app/work-calendar';
import { allowedLength, freeTime, nearestSlots } from './availability/free-time.rules';
import { findAskerFacts, findAskerFactsIn } from './availability/restrictions.queries';
import { type AskerFacts, restrictionsOf, unrestricted } from './availability/restrictions.rules';
import { databaseNow } from './booking/booking-facts';
import { findFullLabs } from './booking/lab.queries';
import { findBusyByUnit } from './occupancy.queries';
import { BookingRuleBroken, ReservationConflict } from './reservation.errors';

/** How far around a refused period to look, and how many free ones to offer. */
const AROUND_DAYS = 7;
const OFFERED = 3;
/** Looked at for each that is offered, where rules about people may refuse some. */
const CANDIDATES = 8;

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
   * horizon of the asker's groups, and only those that no rule about the asker stands against.
   *
   * @param except the reservation of the asker's that would be moved
   */
  async near(
    instrumentId: string,
    wished: Interval,
    asker?: Asker,
    except?: string,
  ): Promise<Interval[]> {
    const within = {
      startsAt: wished.startsAt.minus({ days: AROUND_DAYS }),
      endsAt: wished.endsAt.plus({ days: AROUND_DAYS }),
    };
    const around = await this.look(this.db.manager, instrumentId, wished, { within, asker });
    const known = asker && (await findAskerFacts(this.db, asker, [{ ...around, except }]));
    return offered(around, wished, known?.get(instrumentId), OFFERED);
  }

  /** The same in the caller's transaction, within another period and as many as are asked for. */
  async nearIn(
    tx: EntityManager,
    instrumentId: string,
    wished: Interval,
    where: { within: Interval; limit: number; asker?: Asker | undefined; except?: string },
  ): Promise<Interval[]> {
    const { asker, except, limit } = where;
    const around = await this.look(tx, instrumentId, wished, where);
    const known = asker && (await findAskerFactsIn(tx, asker, [{ ...around, except }]));
    return offered(around, wished, known?.get(instrumentId), limit);
  }

  private async look(
    tx: EntityManager,
    instrumentId: string,
    wished: Interval,
    { within, asker }: { within: Interval; asker?: Asker | undefined },
  ): Promise<Around> {
    const instrument = await this.instruments.getBookable(
      tx,
      instrumentId,
      civilDateOf(wished.startsAt),
      asker,
    );
    const busyByUnit = await findBusyByUnit(tx, [instrument], within);
    const fullLabs = await findFullLabs(tx, [instrument], within);
    const calendar = await this.workCalendar.load();
    const now = await databaseNow(tx);
    const free = freeTime({ instrument, calendar, busyByUnit, fullLabs, within, now });
    return { instrument, within, free };
  }

  /** The refusal with alternatives added; anything else as it came. Called outside the failed transaction. */
  async added(
    error: unknown,
    instrumentId: string,
    wished: Interval,
    asker: Asker,
    except?: string,
  ): Promise<unknown> {
    const near = (): Promise<Interval[]> => this.near(instrumentId, wished, asker, except);
    if (error instanceof ReservationConflict) return new ReservationConflict(wished, await near());
    if (error instanceof BookingRuleBroken) return error.withAlternatives(await near());
    return error;
  }
}

/** An instrument with what is free on it in a period. */
interface Around {
  instrument: BookableInstrument;
  within: Interval;
  free: Interval[];
}

function offered(
  { instrument: { policy }, free }: Around,
  wished: Interval,
  own: AskerFacts | undefined,
  limit: number,
): Interval[] {
  if (!own) return nearestSlots(free, wished, policy, limit);
  const minutes = allowedLength(policy, minutesOf(wished));
  const open = policy.wholeDay ? free : unrestricted(own, free, minutes);
  // A part may allow the first booking of the length and not each: more are looked at than are offered.
  return nearestSlots(open, wished, policy, CANDIDATES * limit)
    .filter((slot) => restrictionsOf(own, [slot]).length === 0)
    .slice(0, limit);
}
