import { type Arbitrary, boolean, constantFrom, integer, oneof, record } from 'fast-check';
import { DateTime } from 'luxon';
import { DomainError, type Interval } from '@app/common';
import type { Actor } from '@app/identity';
import { ahead, isoOf, type TestCalendar, type TestInstrument } from './calendar';

const period = record({
  at: integer({ min: 0, max: 10 }),
  length: integer({ min: 1, max: 4 }),
}).map(({ at, length }) => ahead(3, at, at + length));
const user = integer({ min: 0, max: 2 });
const pick = integer({ min: 0, max: 9 });

/** One thing somebody does to the calendar; `on` chooses the instrument, `pick` among what was made so far. */
export type Command =
  | { do: 'book' | 'hold'; user: number; on: number; period: Interval }
  | { do: 'joint'; user: number; on: number; period: Interval; then: Interval }
  | { do: 'series'; user: number; on: number; period: Interval; onClash: 'refuse' | 'skip' }
  | { do: 'move'; pick: number; period: Interval }
  | { do: 'cancel' | 'approve' | 'reject' | 'check-in'; pick: number }
  | { do: 'extend'; pick: number; hours: number }
  | { do: 'book-held' | 'end' | 'cancel-plan'; pick: number }
  | { do: 'downtime' | 'maintenance'; on: number; period: Interval }
  | { do: 'plan'; on: number; period: Interval; displaces: boolean }
  | { do: 'wait'; user: number; on: number; period: Interval }
  | { do: 'offer' };

/** What is done to one reservation. */
export type ChangeCommand = Extract<
  Command,
  { do: 'move' | 'cancel' | 'approve' | 'reject' | 'check-in' | 'extend' }
>;

/** Any command; cancelled, approved, moved and ended is what was made, if anything was. */
export const command: Arbitrary<Command> = oneof<Arbitrary<Command>[]>(
  record({ do: constantFrom('book' as const, 'hold' as const), user, on: pick, period }),
  record({ do: constantFrom('joint' as const), user, on: pick, period, then: period }),
  record({
    ...{ do: constantFrom('series' as const), user, on: pick, period },
    onClash: constantFrom('refuse' as const, 'skip' as const),
  }),
  record({ do: constantFrom('move' as const), pick, period }),
  record({ do: constantFrom('cancel' as const), pick }),
  record({ do: constantFrom('approve' as const, 'reject' as const), pick }),
  record({ do: constantFrom('check-in' as const), pick }),
  record({ do: constantFrom('extend' as const), pick, hours: integer({ min: 1, max: 2 }) }),
  record({ do: constantFrom('book-held' as const, 'end' as const), pick }),
  record({ do: constantFrom('downtime' as const, 'maintenance' as const), on: pick, period }),
  record({ do: constantFrom('plan' as const), on: pick, period, displaces: boolean() }),
  record({ do: constantFrom('cancel-plan' as const), pick }),
  record({ do: constantFrom('wait' as const), user, on: pick, period }),
  record({ do: constantFrom('offer' as const) }),
  // Twice: it does something only after somebody waited and something was given back.
  record({ do: constantFrom('offer' as const) }),
);

/** How many dates a series or a maintenance plan of the course has, one a day. */
export const SERIES_DAYS = 3;
/** How long a time the people of the course wait for. */
export const WAITED_MINUTES = 60;

/** A reservation that was made, and by whom. */
export interface Made {
  id: string;
  by: Actor;
  on: TestInstrument;
}

/** A slot that is or was held. */
export interface Held extends Made {
  period: Interval;
}

/**
 * What a command did: `nothing`, for want of anything to do it to; `made`; what became of the dates of a plan or who was
 * offered time; or the refusal.
 */
export type Outcome = string | DomainError;

/** What commands have made so far on some instruments. */
export class Course {
  readonly reservations: Made[] = [];
  readonly holds: Held[] = [];
  /** Slots held for who waited for them. */
  readonly offers: Held[] = [];
  readonly downtimes: { id: string; lab: Actor }[] = [];
  readonly plans: { id: string; lab: Actor }[] = [];

  constructor(
    private readonly calendar: TestCalendar,
    private readonly users: readonly Actor[],
    private readonly instruments: readonly TestInstrument[],
  ) {}

  /** A refusal is an answer; anything else is a fault. */
  async attempt(step: Command): Promise<Outcome> {
    try {
      const done = await this.run(step);
      return typeof done === 'string' ? done : done ? 'made' : 'nothing';
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  user(index: number): Actor {
    return chosen(this.users, index);
  }

  instrument(index: number): TestInstrument {
    return chosen(this.instruments, index);
  }

  /** The one of those made that a number means; undefined when there is none. */
  picked<T>(made: readonly T[], index: number): T | undefined {
    return made[index % Math.max(1, made.length)];
  }

  /** Slots that may be booked: held, or offered. */
  get slots(): readonly Held[] {
    return [...this.holds, ...this.offers];
  }

  /** @returns false when there was nothing to do it to */
  private async run(step: Command): Promise<boolean | string> {
    switch (step.do) {
      case 'book':
        return this.book(this.user(step.user), this.instrument(step.on), step.period);
      case 'hold':
        return this.hold(this.user(step.user), this.instrument(step.on), step.period);
      case 'joint':
        return this.bookJointly(step);
      case 'series':
        return this.repeat(step);
      case 'book-held':
        return this.with(this.slots, step.pick, ({ id, by, on, period: held }) =>
          this.book(by, on, held, id),
        );
      case 'downtime':
      case 'maintenance':
        return this.stop(step.do, this.instrument(step.on), step.period);
      case 'end':
        return this.with(this.downtimes, step.pick, ({ id, lab }) =>
          this.calendar.downtimes.end(lab, id),
        );
      case 'plan':
        return this.plan(step);
      case 'cancel-plan':
        return this.with(this.plans, step.pick, ({ id, lab }) =>
          this.calendar.maintenance.cancel(lab, id, {}),
        );
      case 'wait':
        return this.wait(this.user(step.user), this.instrument(step.on), step.period);
      case 'offer':
        return this.offer();
      default:
        return this.with(this.reservations, step.pick, (made) => this.change(step, made));
    }
  }

  private async change(step: ChangeCommand, { id, by, on }: Made): Promise<unknown> {
    const { life } = this.calendar;
    switch (step.do) {
      case 'move':
        return this.calendar.move(by, id, step.period);
      case 'cancel':
        return life.cancel(by, id, undefined, {});
      case 'approve':
        return life.approve(on.lab, id, {});
      case 'reject':
        return life.reject(on.lab, id, '不具备条件', {});
      case 'check-in':
        return life.checkIn(by, id, {});
      case 'extend': {
        const { endsAt } = await this.calendar.reservations.get(by, id);
        const later = DateTime.fromISO(endsAt).plus({ hours: step.hours });
        return this.calendar.extensions.extend(by, id, { endsAt: later.toISO() ?? '' }, {});
      }
    }
  }

  private async book(
    by: Actor,
    on: TestInstrument,
    wish: Interval,
    holdId?: string,
  ): Promise<boolean> {
    const request = { instrumentId: on.id, purpose: 'testing' as const, holdId };
    const { id } = await this.calendar.reservations.create(
      by,
      { ...request, ...isoOf(wish) },
      undefined,
    );
    this.reservations.push({ id, by, on });
    return true;
  }

  private async hold(by: Actor, on: TestInstrument, wish: Interval): Promise<boolean> {
    const { id } = await this.calendar.holds.create(by, { instrumentId: on.id, ...isoOf(wish) });
    this.holds.push({ id, by, on, period: wish });
    return true;
  }

  /** An instrument and the next one. */
  private async bookJointly(step: Extract<Command, { do: 'joint' }>): Promise<boolean> {
    const by = this.user(step.user);
    const pair = [this.instrument(step.on), this.instrument(step.on + 1)] as const;
    const items = [
      { instrumentId: pair[0].id, ...isoOf(step.period) },
      { instrumentId: pair[1].id, ...isoOf(step.then) },
    ];
    const made = await this.calendar.joint.create(by, { items, purpose: 'testing' }, undefined);
    made.reservations.forEach(({ id }, index) =>
      this.reservations.push({ id, by, on: chosen(pair, index) }),
    );
    return true;
  }

  private async repeat(step: Extract<Command, { do: 'series' }>): Promise<boolean> {
    const [by, on] = [this.user(step.user), this.instrument(step.on)];
    const repeat = { every: 'day' as const, interval: 1, count: SERIES_DAYS };
    const wish = { instrumentId: on.id, ...isoOf(step.period), purpose: 'testing' as const };
    const made = await this.calendar.series.create(
      by,
      { ...wish, repeat, onClash: step.onClash },
      undefined,
    );
    for (const { id } of made.reservations) this.reservations.push({ id, by, on });
    return true;
  }

  private async stop(
    kind: 'downtime' | 'maintenance',
    { lab, id }: TestInstrument,
    wish: Interval,
  ): Promise<boolean> {
    const request = { kind, reason: '故障', ...isoOf(wish) };
    const made = await this.calendar.downtimes.create(lab, id, request);
    this.downtimes.push({ id: made.id, lab });
    return true;
  }

  /** Maintenance on so many days; what became of each. */
  private async plan(step: Extract<Command, { do: 'plan' }>): Promise<string> {
    const { lab, id } = this.instrument(step.on);
    const made = await this.calendar.maintenance.create(lab, id, {
      ...{ ...isoOf(step.period), reason: '保养', displaces: step.displaces },
      repeat: { every: 'day', interval: 1, count: SERIES_DAYS },
    });
    this.plans.push({ id: made.id, lab });
    for (const { downtimeId } of made.dates)
      if (downtimeId !== null) this.downtimes.push({ id: downtimeId, lab });
    return made.dates.map(({ state }) => state).join(' ');
  }

  private async wait(by: Actor, on: TestInstrument, within: Interval): Promise<boolean> {
    const { startsAt: from, endsAt: until } = isoOf(within);
    const wish = { from, until, minutes: WAITED_MINUTES, purpose: 'testing' as const };
    await this.calendar.waitingList.join(by, on.id, wish);
    return true;
  }

  /** What the job does for freed time of each instrument; the entries to which it made an offer, and from when on. */
  private async offer(): Promise<string | boolean> {
    for (const { id } of this.instruments) await this.calendar.offers.offerFreed(id);
    const fresh: string[] = [];
    for (const by of this.users) {
      const { items } = await this.calendar.waitingList.list(by);
      for (const { id, holdId, offeredStartsAt, instrumentId } of items) {
        const on = this.instruments.find((one) => one.id === instrumentId);
        const isKnown = this.offers.some((one) => one.id === holdId);
        if (holdId === null || offeredStartsAt === null || isKnown || !on) continue;
        const startsAt = DateTime.fromISO(offeredStartsAt).toUTC();
        const held = { startsAt, endsAt: startsAt.plus({ minutes: WAITED_MINUTES }) };
        this.offers.push({ id: holdId, by, on, period: held });
        fresh.push(offerOf(id, held));
      }
    }
    return fresh.length > 0 && fresh.sort().join(', ');
  }

  private async with<T>(
    made: readonly T[],
    index: number,
    act: (one: T) => Promise<unknown>,
  ): Promise<boolean> {
    const one = this.picked(made, index);
    if (one === undefined) return false;
    await act(one);
    return true;
  }
}

/** An offer in words: which entry of the line, and from when on. */
export const offerOf = (entryId: string, { startsAt }: Interval): string =>
  `${entryId} ${startsAt.toISO() ?? ''}`;

/** One of a list, whatever the number. @throws for an empty list */
function chosen<T>(among: readonly T[], index: number): T {
  const one = among[index % among.length];
  if (one === undefined) throw new Error('nothing to choose among');
  return one;
}
