import { constantFrom, integer, oneof, record } from 'fast-check';
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
  | { do: 'move'; pick: number; period: Interval }
  | { do: 'cancel' | 'book-held' | 'end'; pick: number }
  | { do: 'downtime'; on: number; period: Interval };

export const command = oneof(
  record({ do: constantFrom('book' as const, 'hold' as const), user, on: pick, period }),
  record({ do: constantFrom('move' as const), pick, period }),
  record({ do: constantFrom('cancel' as const, 'book-held' as const, 'end' as const), pick }),
  record({ do: constantFrom('downtime' as const), on: pick, period }),
);

/** What commands have made so far on some instruments. */
export class Course {
  private readonly reservations: { id: string; by: Actor }[] = [];
  private readonly holds: { id: string; by: Actor; on: TestInstrument; period: Interval }[] = [];
  private readonly downtimes: { id: string; lab: Actor }[] = [];

  constructor(
    private readonly calendar: TestCalendar,
    private readonly users: readonly Actor[],
    private readonly instruments: readonly TestInstrument[],
  ) {}

  /** A refusal is an answer; anything else is a fault. */
  async attempt(step: Command): Promise<void> {
    await this.run(step).catch((error: unknown) => {
      if (!(error instanceof DomainError)) throw error;
    });
  }

  private async run(step: Command): Promise<void> {
    const { calendar } = this;
    switch (step.do) {
      case 'book':
        return this.book(step.user, this.instrument(step.on), step.period);
      case 'hold':
        return this.hold(step.user, this.instrument(step.on), step.period);
      case 'move':
        return this.with(this.reservations, step.pick, ({ id, by }) =>
          calendar.move(by, id, step.period),
        );
      case 'cancel':
        return this.with(this.reservations, step.pick, ({ id, by }) =>
          calendar.life.cancel(by, id, undefined, {}),
        );
      case 'book-held':
        return this.with(this.holds, step.pick, ({ id, by, on, period: held }) =>
          this.bookAs(by, on, held, id),
        );
      case 'downtime':
        return this.stop(this.instrument(step.on), step.period);
      case 'end':
        return this.with(this.downtimes, step.pick, ({ id, lab }) =>
          calendar.downtimes.end(lab, id),
        );
    }
  }

  private user(index: number): Actor {
    return chosen(this.users, index);
  }

  private instrument(index: number): TestInstrument {
    return chosen(this.instruments, index);
  }

  private book(index: number, on: TestInstrument, wish: Interval): Promise<void> {
    return this.bookAs(this.user(index), on, wish);
  }

  private async bookAs(
    by: Actor,
    on: TestInstrument,
    wish: Interval,
    holdId?: string,
  ): Promise<void> {
    const request = { instrumentId: on.id, purpose: 'testing' as const, holdId };
    const { id } = await this.calendar.reservations.create(
      by,
      { ...request, ...isoOf(wish) },
      undefined,
    );
    this.reservations.push({ id, by });
  }

  private async hold(index: number, on: TestInstrument, wish: Interval): Promise<void> {
    const by = this.user(index);
    const { id } = await this.calendar.holds.create(by, { instrumentId: on.id, ...isoOf(wish) });
    this.holds.push({ id, by, on, period: wish });
  }

  private async stop({ lab, id }: TestInstrument, wish: Interval): Promise<void> {
    const request = { kind: 'downtime' as const, reason: '故障', ...isoOf(wish) };
    const made = await this.calendar.downtimes.create(lab, id, request);
    this.downtimes.push({ id: made.id, lab });
  }

  private async with<T>(
    made: readonly T[],
    index: number,
    act: (one: T) => Promise<unknown>,
  ): Promise<void> {
    const one = made[index % Math.max(1, made.length)];
    if (one !== undefined) await act(one);
  }
}

/** One of a list, whatever the number. @throws for an empty list */
function chosen<T>(among: readonly T[], index: number): T {
  const one = among[index % among.length];
  if (one === undefined) throw new Error('nothing to choose among');
  return one;
}
