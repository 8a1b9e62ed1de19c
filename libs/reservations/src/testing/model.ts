import type { DateTime } from 'luxon';
import { instantOf, type Interval } from '@app/common';
import type { TestCalendar, TestInstrument } from './calendar';
import {
  type ChangeCommand,
  type Command,
  type Course,
  type Made,
  offerOf,
  SERIES_DAYS,
  WAITED_MINUTES,
} from './course';
import { period as periodColumn } from '../period.column';

/** A piece of a unit's time that is taken, and by what. */
interface Taken extends Interval {
  unitId: string;
  kind: string;
  /** The reservation or the hold. */
  by: string | null;
}

/** An instrument with what its bookings take: one of its units, and all that it shares. */
export interface Place extends TestInstrument {
  sharedUnitIds: readonly string[];
  setUpMinutes: number;
  cleanUpMinutes: number;
}

/** A reservation as it stands. */
interface Standing {
  state: string;
  endsAt: DateTime;
}

/** Somebody who waits for time within a window, in the order of the line. */
interface InLine {
  id: string;
  userId: string;
  instrumentId: string;
  window: Interval;
  /** Of an offer: what was held; null where nothing is offered. */
  held: (Interval & { unitId: string; isLost: boolean }) | null;
}

/** Slots that one person may hold, and things that one may wait for, at a time. */
const [MAX_HOLDS, MAX_WAITING] = [3, 10];

/** From which states a reservation is changed. */
const FROM: Readonly<Record<ChangeCommand['do'], readonly string[]>> = {
  approve: ['requested'],
  reject: ['requested'],
  move: ['requested', 'confirmed', 'displaced'],
  cancel: ['requested', 'confirmed', 'displaced'],
  'check-in': ['confirmed'],
  extend: ['in_use'],
};

/**
 * What the calendar ought to answer, told by comparing every piece of time with every other one: nothing else is known
 * here of constraints, locks, statements or indexes.
 */
export class CalendarModel {
  private constructor(
    private readonly taken: Taken[],
    private readonly reservations: ReadonlyMap<string, Standing>,
    private readonly openDowntimes: ReadonlySet<string>,
    private readonly line: readonly InLine[],
    private readonly places: readonly Place[],
  ) {}

  /** The calendar as it is at this moment. */
  static async of(calendar: TestCalendar, places: readonly Place[]): Promise<CalendarModel> {
    const units = places.flatMap(({ unitIds, sharedUnitIds }) => [...unitIds, ...sharedUnitIds]);
    const rows: { unit_id: string; during: string; kind: string; by: string | null }[] =
      await calendar.db.query(
        `SELECT unit_id, during, kind, coalesce(reservation_id, hold_id, id) AS by FROM occupancy
          WHERE unit_id = ANY ($1) AND blocking`,
        [units],
      );
    const ids = places.map(({ id }) => id);
    const reservations: { id: string; state: string; ends_at: Date }[] = await calendar.db.query(
      'SELECT id, state, ends_at FROM reservation WHERE instrument_id = ANY ($1)',
      [ids],
    );
    const downtimes: { id: string }[] = await calendar.db.query(
      'SELECT id FROM downtime WHERE instrument_id = ANY ($1) AND ended_at IS NULL',
      [ids],
    );
    return new CalendarModel(
      rows.map(({ unit_id, during, kind, by }) => ({
        ...{ unitId: unit_id, kind, by },
        ...(periodColumn.from(during) as Interval),
      })),
      new Map(
        reservations.map(({ id, state, ends_at }) => [id, { state, endsAt: instantOf(ends_at) }]),
      ),
      new Set(downtimes.map(({ id }) => id)),
      await readLine(calendar, ids),
      places,
    );
  }

  /** What a command should come to: `made`, `nothing`, what was made in words, or the code of the refusal. */
  expected(step: Command, course: Course): string {
    switch (step.do) {
      case 'book':
        return this.clash(this.place(course.instrument(step.on)), step.period);
      case 'hold':
        return this.holdsOf(course, course.user(step.user).userId) >= MAX_HOLDS
          ? 'booking-rule'
          : this.clash(this.place(course.instrument(step.on)), step.period);
      case 'joint':
        return this.joint(step, course);
      case 'series':
        return this.series(step, course);
      case 'downtime':
      case 'maintenance':
        return this.stop(this.place(course.instrument(step.on)), step.period);
      case 'end':
        return ended(course.picked(course.downtimes, step.pick)?.id, this.openDowntimes);
      case 'book-held':
        return this.bookHeld(step, course);
      case 'plan':
        return this.plan(step, this.place(course.instrument(step.on)));
      case 'cancel-plan':
        return course.plans.length > 0 ? 'made' : 'nothing';
      case 'wait':
        return this.wait(step, course);
      case 'offer':
        return this.offer();
      default:
        return this.change(step, course.picked(course.reservations, step.pick));
    }
  }

  /** Whether a period of an instrument could be booked now, rules aside. */
  isFree(instrument: TestInstrument, wish: Interval): boolean {
    return this.clash(this.place(instrument), wish) === 'made';
  }

  private place({ id }: TestInstrument): Place {
    const place = this.places.find((one) => one.id === id);
    if (!place) throw new Error(`the model knows no instrument ${id}`);
    return place;
  }

  private clash(place: Place, wish: Interval, except?: string, taken = this.taken): string {
    return unitFor(place, wish, taken, except) === undefined ? 'reservation-conflict' : 'made';
  }

  private change(step: ChangeCommand, made: Made | undefined): string {
    if (!made) return 'nothing';
    const standing = this.reservations.get(made.id);
    if (!standing || !FROM[step.do].includes(standing.state)) return 'reservation-state';
    const place = this.place(made.on);
    if (step.do === 'move') return this.clash(place, step.period, made.id);
    if (step.do !== 'extend') return 'made';
    return this.extend(place, made.id, standing.endsAt.plus({ hours: step.hours }));
  }

  /** A use goes on where it is, as long as it has all that it took and nobody else comes before the new end. */
  private extend(place: Place, id: string, end: DateTime): string {
    const own = this.taken.filter(({ by }) => by === id);
    const endsAt = end.plus({ minutes: place.cleanUpMinutes });
    const isWhole = own.length === 1 + place.sharedUnitIds.length;
    const isFree = own.every(
      ({ unitId, startsAt }) =>
        !this.taken.some(
          (one) => one.unitId === unitId && one.by !== id && overlap(one, { startsAt, endsAt }),
        ),
    );
    return isWhole && isFree ? 'made' : 'reservation-conflict';
  }

  private bookHeld({ pick }: { pick: number }, course: Course): string {
    const hold = course.picked(course.slots, pick);
    return hold ? this.clash(this.place(hold.on), hold.period, hold.id) : 'nothing';
  }

  private holdsOf(course: Course, userId: string): number {
    const live = new Set(this.taken.filter(({ kind }) => kind === 'hold').map(({ by }) => by));
    return course.holds.filter(({ id, by }) => by.userId === userId && live.has(id)).length;
  }

  /** One after the other in the order of the instruments, each seeing what the one before it takes. */
  private joint(step: Extract<Command, { do: 'joint' }>, course: Course): string {
    const wishes = [
      { on: this.place(course.instrument(step.on)), wish: step.period },
      { on: this.place(course.instrument(step.on + 1)), wish: step.then },
    ].sort((left, right) => (left.on.id < right.on.id ? -1 : 1));
    const taken = [...this.taken];
    const isEach = wishes.map(({ on, wish }) => isTakenInto(taken, on, wish));
    return isEach.every(Boolean) ? 'made' : 'joint-reservation-refused';
  }

  private series(step: Extract<Command, { do: 'series' }>, course: Course): string {
    const on = this.place(course.instrument(step.on));
    const taken = [...this.taken];
    const made = Array.from({ length: SERIES_DAYS }, (_, days) =>
      isTakenInto(taken, on, {
        startsAt: step.period.startsAt.plus({ days }),
        endsAt: step.period.endsAt.plus({ days }),
      }),
    );
    const isMade = step.onClash === 'skip' ? made.some(Boolean) : made.every(Boolean);
    return isMade ? 'made' : 'series-refused';
  }

  /** Each date is made or left out by itself: it gives way to another downtime, and where it displaces nobody to anything. */
  private plan({ period, displaces }: Extract<Command, { do: 'plan' }>, place: Place): string {
    const states = Array.from({ length: SERIES_DAYS }, (_, days) => {
      const date = {
        startsAt: period.startsAt.plus({ days }),
        endsAt: period.endsAt.plus({ days }),
      };
      const isLeftOut = this.taken.some(
        (one) =>
          (!displaces || isDown(one)) && place.unitIds.includes(one.unitId) && overlap(one, date),
      );
      return isLeftOut ? 'left-out' : 'made';
    });
    return states.join(' ');
  }

  /** Nobody waits for what is free, nor for too much. */
  private wait(step: Extract<Command, { do: 'wait' }>, course: Course): string {
    const place = this.place(course.instrument(step.on));
    const { userId } = course.user(step.user);
    const many = this.line.filter((one) => one.userId === userId).length;
    const isFree = earliestIn(place, step.period, this.taken) !== undefined;
    return isFree || many >= MAX_WAITING ? 'booking-rule' : 'made';
  }

  /** One after the other in line gets the earliest time that fits; who lost an offer to a downtime waits again. */
  private offer(): string {
    const taken = [...this.taken];
    const offered = this.places.flatMap((place) =>
      this.line
        .filter(({ instrumentId, held }) => instrumentId === place.id && this.waits(held))
        .flatMap(({ id, window }) => {
          const slot = earliestIn(place, window, taken);
          return slot && isTakenInto(taken, place, slot) ? [offerOf(id, slot)] : [];
        }),
    );
    return offered.sort().join(', ') || 'nothing';
  }

  private waits(held: InLine['held']): boolean {
    if (held === null) return true;
    const { unitId, isLost } = held;
    return (
      isLost && this.taken.some((one) => isDown(one) && one.unitId === unitId && overlap(one, held))
    );
  }

  /** A downtime takes the time from whoever has it, but for another one. */
  private stop(place: Place, wish: Interval): string {
    const isStopped = this.taken.some(
      (one) => isDown(one) && place.unitIds.includes(one.unitId) && overlap(one, wish),
    );
    return isStopped ? 'reservation-conflict' : 'made';
  }
}

const isDown = ({ kind }: Taken): boolean => ['downtime', 'maintenance'].includes(kind);

/** Who waits or is offered something, who came first first. */
async function readLine(calendar: TestCalendar, instrumentIds: string[]): Promise<InLine[]> {
  const rows: {
    id: string;
    user_id: string;
    instrument_id: string;
    wanted_from: Date;
    wanted_until: Date;
    unit_id: string | null;
    during: string | null;
    is_lost: boolean | null;
  }[] = await calendar.db.query(
    `SELECT w.id, w.user_id, w.instrument_id, w.wanted_from, w.wanted_until, o.unit_id, o.during,
            o.kind = 'hold' AND NOT o.blocking AS is_lost
       FROM waiting_entry w LEFT JOIN occupancy o ON o.id = w.hold_id AND w.state = 'offered'
      WHERE w.instrument_id = ANY ($1) AND w.state IN ('waiting', 'offered') ORDER BY w.created_at, w.id`,
    [instrumentIds],
  );
  return rows.map((row) => ({
    ...{ id: row.id, userId: row.user_id, instrumentId: row.instrument_id },
    window: { startsAt: instantOf(row.wanted_from), endsAt: instantOf(row.wanted_until) },
    held:
      (row.unit_id !== null &&
        row.during !== null && {
          ...{ unitId: row.unit_id, isLost: row.is_lost === true },
          ...(periodColumn.from(row.during) as Interval),
        }) ||
      null,
  }));
}

const ended = (id: string | undefined, open: ReadonlySet<string>): string => {
  if (id === undefined) return 'nothing';
  return open.has(id) ? 'made' : 'not-found';
};

const overlap = (left: Interval, right: Interval): boolean =>
  left.startsAt < right.endsAt && right.startsAt < left.endsAt;

const withBuffers = ({ setUpMinutes, cleanUpMinutes }: Place, wish: Interval): Interval => ({
  startsAt: wish.startsAt.minus({ minutes: setUpMinutes }),
  endsAt: wish.endsAt.plus({ minutes: cleanUpMinutes }),
});

/** The first unit that is free for a period together with all that is shared. */
function unitFor(
  place: Place,
  wish: Interval,
  taken: readonly Taken[],
  except?: string,
): string | undefined {
  const during = withBuffers(place, wish);
  const isFree = (unitId: string): boolean =>
    !taken.some((one) => one.unitId === unitId && one.by !== except && overlap(one, during));
  return place.sharedUnitIds.every(isFree) ? place.unitIds.find(isFree) : undefined;
}

/** The earliest time of the waited length in a window: at its beginning, or as soon as something is over. */
function earliestIn(place: Place, window: Interval, taken: readonly Taken[]): Interval | undefined {
  const starts = taken
    .map(({ endsAt }) => endsAt.plus({ minutes: place.setUpMinutes }))
    .filter((start) => start > window.startsAt);
  return [window.startsAt, ...starts.sort((left, right) => +left - +right)]
    .map((startsAt) => ({ startsAt, endsAt: startsAt.plus({ minutes: WAITED_MINUTES }) }))
    .find((wish) => wish.endsAt <= window.endsAt && unitFor(place, wish, taken) !== undefined);
}

/** Takes a period where it is free; false where it is not. */
function isTakenInto(taken: Taken[], place: Place, wish: Interval): boolean {
  const unit = unitFor(place, wish, taken);
  if (unit === undefined) return false;
  const during = { ...withBuffers(place, wish), kind: 'reservation', by: null };
  for (const unitId of [unit, ...place.sharedUnitIds]) taken.push({ ...during, unitId });
  return true;
}
