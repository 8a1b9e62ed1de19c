import { DateTime } from 'luxon';
import type { Interval } from '@app/common';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { OrderDesk, type OrderSides } from '../../../orders/src/testing/order-desk';
import { SampleDesk } from '../../../orders/src/testing/sample-desk';
import { ahead, isoOf, TestCalendar, type TestInstrument } from '../testing/calendar';
import { FREE_OF_ORDER } from './sample-work.queries';

let database: TestDatabase;
let calendar: TestCalendar;
let lab: SampleDesk;
let sides: OrderSides;
let instrument: TestInstrument;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  calendar = await TestCalendar.start(database.url);
  lab = new SampleDesk(new OrderDesk(calendar.db));
  lab.machineTime.define(FREE_OF_ORDER);
  sides = await lab.desk.buildSides();
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});
beforeEach(async () => {
  instrument = await calendar.buildInstrument({ lab: sides.manager });
});
afterEach(() => setDatabaseTime(database, null));

const nine = ahead(4, 9, 11);
const ten = ahead(4, 10, 12);

const plan = (orderId: string, period: Interval = nine, instrumentId = instrument.id) =>
  calendar.sampleWorks.plan(sides.operator, orderId, { instrumentId, ...isoOf(period) }, {});
const book = async (period: Interval) => {
  const user = await calendar.buildActor('enterprise_member');
  return calendar.book(user, instrument.id, period);
};
/** What takes the instrument's time, as the calendar shows it. */
const taken = async (): Promise<{ kind: string; from: Date; to: Date }[]> =>
  calendar.db.query(
    `SELECT kind, lower(during) AS from, upper(during) AS to FROM occupancy
      WHERE unit_id = ANY($1) AND blocking ORDER BY 2`,
    [instrument.unitIds],
  );

describe('machine time of samples', () => {
  it('takes the unit like a booking, and both refuse the other with free times nearby', async () => {
    const id = await lab.build(sides, 'received');
    const work = await plan(id);
    expect(work).toMatchObject({ orderId: id, instrumentId: instrument.id, freedAt: null });
    expect(await taken()).toMatchObject([{ kind: 'sample' }]);
    const conflict = {
      code: 'reservation-conflict',
      members: { alternatives: [expect.anything(), expect.anything(), expect.anything()] },
    };
    await expect(book(ten)).rejects.toMatchObject(conflict);
    await expect(plan(id, ten)).rejects.toMatchObject(conflict);
    await expect(plan(await lab.build(sides, 'running'), ten)).rejects.toMatchObject(conflict);
    expect(await calendar.sampleWorks.list(id)).toEqual({ items: [work] });
  });

  it('is one of many that want the same hour at once', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => lab.build(sides, 'received')));
    const outcomes = await Promise.allSettled([...ids.map((id) => plan(id)), book(nine)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await taken()).toHaveLength(1);
  });

  it('is given back by hand, once', async () => {
    const id = await lab.build(sides, 'received');
    const work = await plan(id);
    const free = (workId: string) => calendar.sampleWorks.free(sides.manager, workId, {});
    await free(work.id);
    expect(await taken()).toEqual([]);
    await book(ten);
    await expect(free(work.id)).rejects.toMatchObject({ code: 'sample-work-over' });
    await expect(free(id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('ends with the order: all of it when it is cancelled', async () => {
    const id = await lab.build(sides, 'received');
    await plan(id);
    await plan(id, ahead(5, 9, 11));
    await lab.course.cancel(sides.person, id, null, {});
    expect(await taken()).toEqual([]);
    const { items } = await calendar.sampleWorks.list(id);
    expect(items.map(({ freedAt }) => freedAt)).toEqual([expect.any(String), expect.any(String)]);
    await expect(plan(id)).rejects.toMatchObject({ code: 'sample-work-state' });
  });

  it('ends with the order: what was worked through stays taken when it is completed', async () => {
    const id = await lab.build(sides, 'running', { reportKind: 'none' });
    await plan(id);
    await plan(id, ahead(5, 9, 11));
    const half = nine.startsAt.plus({ minutes: 30 });
    await setDatabaseTime(database, half as DateTime<true>);
    await lab.course.complete(sides.manager, id, {}, {});
    const [first, ...more] = await taken();
    expect(more).toEqual([]);
    expect(first?.from.getTime()).toBe(nine.startsAt.toMillis());
    const end = first?.to.getTime() ?? 0;
    expect(Math.abs(end - half.toMillis())).toBeLessThan(60_000);
  });

  it('makes way for a downtime, and the order stays', async () => {
    const id = await lab.build(sides, 'received');
    await plan(id);
    const down = { ...isoOf(ten), kind: 'downtime' as const, reason: '故障' };
    await calendar.downtimes.create(sides.manager, instrument.id, down);
    const now = await taken();
    expect(now.map(({ kind }) => kind)).toEqual(['sample', 'downtime']);
    expect(now[0]?.to.getTime()).toBe(ten.startsAt.toMillis());
    expect(await lab.desk.get(sides.person, id)).toMatchObject({ state: 'received' });
  });

  it.each([
    ['submitted', 'sample-work-state'],
    ['priced', 'sample-work-state'],
    ['completed', 'sample-work-state'],
  ] as const)('is not planned for an order that is %s', async (state, code) => {
    await expect(plan(await lab.build(sides, state))).rejects.toMatchObject({ code });
  });

  it('is of the own instruments, in order, of at most a month, and to come', async () => {
    const id = await lab.build(sides, 'received');
    const foreign = await calendar.buildInstrument();
    const refused = (pointer: string, code: string) => ({
      members: { errors: [{ pointer, code }] },
    });
    await expect(plan(id, nine, foreign.id)).rejects.toMatchObject(
      refused('/instrumentId', 'instrument-unknown'),
    );
    const { startsAt, endsAt } = nine;
    for (const [period, code] of [
      [{ startsAt: endsAt, endsAt: startsAt }, 'order'],
      [{ startsAt, endsAt: startsAt.plus({ days: 31 }) }, 'too-long'],
      [ahead(-3, 9, 11), 'over'],
    ] as const)
      await expect(plan(id, period)).rejects.toMatchObject(refused('/endsAt', code));
  });
});
