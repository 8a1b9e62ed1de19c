import { connect } from '../../apps/launcher/src/connection';
import { TestCalendar } from '../../libs/reservations/src/testing/calendar';
import { createTestDatabase } from '../support/database';
import { withAlive } from '../support/mutants/alive';
import { CHANGES } from './changes';
import type { Exhibit, Hall } from './exhibit';
import { ONE_SLOT } from './one-slot';
import { SERIES_AND_TIME } from './series-and-time';
import { TRAPS } from './traps';

const EXHIBITS = [...ONE_SLOT, ...CHANGES, ...SERIES_AND_TIME, ...TRAPS];

/** Services on a database of their own, and three people who book. */
async function openHall(): Promise<Hall & { close(): Promise<void> }> {
  const database = await createTestDatabase({ entities: [], poolSize: 1 });
  const calendar = await TestCalendar.start(database.url);
  const users = await Promise.all([1, 2, 3].map(() => calendar.buildActor('enterprise_member')));
  const close = async () => {
    await calendar.stop();
    await database.drop();
  };
  return { calendar, database, users, close };
}

/** Runs the test where the bug is planted; gives what it threw and which planted sources were met. */
async function runPlanted({ plant, without = [], test }: Exhibit) {
  const hall = await openHall();
  try {
    await connect(hall.database.urls.owner, async (owner) => {
      for (const statement of plant.sql ?? []) await owner.query(statement);
    });
    const names = [...without, ...(plant.sources ?? [])];
    return await withAlive(names, () =>
      test(hall).then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
  } finally {
    await hall.close();
  }
}

describe.each(EXHIBITS.map((exhibit) => [`${exhibit.id} ${exhibit.thread}`, exhibit] as const))(
  '%s',
  (_name, exhibit) => {
    it(`does not happen: ${exhibit.title}`, async () => {
      const hall = await openHall();
      try {
        await withAlive(exhibit.without ?? [], () => exhibit.test(hall));
      } finally {
        await hall.close();
      }
    });

    it('is noticed where it is planted', async () => {
      const { answer: thrown, reached } = await runPlanted(exhibit);
      // A failed expectation, and not a test that broke on something else.
      expect(thrown).toMatchObject({ matcherResult: { pass: false } });
      expect([...reached]).toEqual(expect.arrayContaining([...(exhibit.plant.sources ?? [])]));
    });
  },
);

it('has every bug of the list once', () => {
  const bugs = EXHIBITS.map(({ id }) => id).filter((id) => id.startsWith('B'));
  const all = Array.from({ length: 27 }, (_, index) => `B${index + 1}`);
  expect(bugs.sort()).toEqual(all.sort());
});
