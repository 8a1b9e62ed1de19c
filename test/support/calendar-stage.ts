import type { DateTime } from 'luxon';
import { TestCalendar } from '../../libs/reservations/src/testing/calendar';
import { createTestDatabase, setDatabaseTime, type TestDatabase } from './database';

/** What the specs of a file play on; there from their first hook on. */
export interface Stage {
  readonly calendar: TestCalendar;
  /** Stops the database's clock until the end of the spec. */
  readonly setTime: (moment: DateTime) => Promise<void>;
}

/** A calendar on a database of its own for the specs of a file; each of them begins at the real time. */
export function useCalendar(options?: Parameters<typeof createTestDatabase>[0]): Stage {
  let database: TestDatabase;
  let calendar: TestCalendar;

  beforeAll(async () => {
    database = await createTestDatabase(options);
    calendar = await TestCalendar.start(database.url);
  });
  afterEach(() => setDatabaseTime(database, null));
  afterAll(async () => {
    await calendar.stop();
    await database.drop();
  });

  return {
    get calendar() {
      return calendar;
    },
    setTime: (moment) => setDatabaseTime(database, moment as DateTime<true>),
  };
}
