import type { DateTime } from 'luxon';
import { OrderNotFound } from '@app/orders';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { ahead, TestCalendar } from '../testing/calendar';

let database: TestDatabase;
let calendar: TestCalendar;
/** Orders that the rule was asked about; the first one is refused. */
const asked: string[] = [];
const noon = ahead(4, 10, 12);

beforeAll(async () => {
  database = await createTestDatabase();
  calendar = await TestCalendar.start(database.url);
  calendar.orders.addStartingRule((_, orderId) => {
    asked.push(orderId);
    return asked.length === 1 ? Promise.reject(new OrderNotFound()) : Promise.resolve();
  });
});
beforeEach(() => asked.splice(0));
afterEach(() => setDatabaseTime(database, null));
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const setTime = (moment: DateTime): Promise<void> =>
  setDatabaseTime(database, moment as DateTime<true>);

describe('a rule of the order about the beginning of its work', () => {
  it('is asked at the check-in, which leaves nothing where it refuses', async () => {
    const user = await calendar.buildActor('enterprise_member');
    const { id } = await calendar.buildInstrument({ policy: { checkInWindowMinutes: 15 } });
    const { id: booked, orderId } = await calendar.book(user, id, noon);
    expect(asked).toEqual([]);
    await setTime(noon.startsAt);
    const checkIn = () => calendar.life.checkIn(user, booked, {});
    await expect(checkIn()).rejects.toThrow(OrderNotFound);
    expect(await calendar.reservations.get(user, booked)).toMatchObject({ state: 'confirmed' });
    expect(await checkIn()).toMatchObject({ state: 'in_use' });
    expect(asked).toEqual([orderId, orderId]);
  });

  it('is asked of a use that begins at once, of which nothing is left where it refuses', async () => {
    const user = await calendar.buildActor('enterprise_member');
    const { id } = await calendar.buildInstrument();
    await setTime(noon.startsAt);
    const use = { endsAt: noon.endsAt.toISO() ?? '', purpose: 'testing' } as const;
    const start = () => calendar.walkIns.start(user, id, use, {});
    await expect(start()).rejects.toThrow(OrderNotFound);
    expect(await start()).toMatchObject({ state: 'in_use' });
    expect(asked).toHaveLength(2);
  });
});
