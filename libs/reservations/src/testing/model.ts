import type { Interval } from '@app/common';
import type { TestCalendar, TestInstrument } from './calendar';
import { type ChangeCommand, type Command, type Course, type Made, SERIES_DAYS } from './course';
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

/** Slots that one person may hold at a time. */
const MAX_HOLDS = 3;

/**
 * What the calendar ought to answer, told by comparing every piece of time with every other one: nothing else is known
 * here of constraints, locks, statements or indexes.
 */
export class CalendarModel {
  private constructor(
    private readonly taken: Taken[],
    private readonly states: ReadonlyMap<string, string>,
    private readonly openDowntimes: ReadonlySet<string>,
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
    const reservations: { id: string; state: string }[] = await calendar.db.query(
      'SELECT id, state FROM reservation WHERE instrument_id = ANY ($1)',
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
      new Map(reservations.map(({ id, state }) => [id, state])),
      new Set(downtimes.map(({ id }) => id)),
      places,
    );
  }

  /** What a command should come to: `made`, `nothing`, or the code of the refusal. */
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
    const state = this.states.get(made.id) ?? '';
    const decided = step.do === 'approve' || step.do === 'reject';
    const from = decided ? ['requested'] : ['requested', 'confirmed', 'displaced'];
    if (!from.includes(state)) return 'reservation-state';
    return step.do === 'move' ? this.clash(this.place(made.on), step.period, made.id) : 'made';
  }

  private bookHeld({ pick }: { pick: number }, course: Course): string {
    const hold = course.picked(course.holds, pick);
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

  /** A downtime takes the time from whoever has it, but for another one. */
  private stop(place: Place, wish: Interval): string {
    const isStopped = this.taken.some(
      (one) =>
        ['downtime', 'maintenance'].includes(one.kind) &&
        place.unitIds.includes(one.unitId) &&
        overlap(one, wish),
    );
    return isStopped ? 'reservation-conflict' : 'made';
  }
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

/** Takes a period where it is free; false where it is not. */
function isTakenInto(taken: Taken[], place: Place, wish: Interval): boolean {
  const unit = unitFor(place, wish, taken);
  if (unit === undefined) return false;
  const during = { ...withBuffers(place, wish), kind: 'reservation', by: null };
  for (const unitId of [unit, ...place.sharedUnitIds]) taken.push({ ...during, unitId });
  return true;
}
