import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { ahead, isoOf, TestCalendar } from '../testing/calendar';
import type { SearchAvailabilityQuery } from './availability.dto';

let database: TestDatabase;
let calendar: TestCalendar;
let user: Actor;
let near: string;
let far: string;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  calendar = await TestCalendar.start(database.url);
  user = await calendar.buildActor('enterprise_member');
  near = await build('30.75, 120.76', `'{slot}'`, `'{真空}'`);
  far = await build('31.23, 121.47', `'{sample}'`, `'{低温}'`);
  await calendar.db.query(
    `UPDATE fee_schedule SET lines = '[{"kind": "per_hour", "amountFen": 20000}]' WHERE instrument_id = $1`,
    [far],
  );
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

async function build(place: string, services: string, tags: string): Promise<string> {
  const { id } = await calendar.buildInstrument();
  await calendar.db.query(
    `UPDATE instrument SET (latitude, longitude, services, tags) = (${place}, ${services}, ${tags}) WHERE id = $1`,
    [id],
  );
  return id;
}

const search = (filter: Partial<SearchAvailabilityQuery>) => {
  const { startsAt: from, endsAt: to } = isoOf(ahead(3, 1, 9));
  return calendar.availability.search(user, { from, to, durationMinutes: 60, ...filter });
};

describe('the search for free time', () => {
  it.each<[string, Partial<SearchAvailabilityQuery>, () => string[]]>([
    ['nothing', {}, () => [near, far]],
    ['a service', { service: 'sample' }, () => [far]],
    ['tags', { tags: '真空' }, () => [near]],
    ['a price', { maxPerHourFen: 30_000 }, () => [far]],
    ['a distance', { near: '30.75,120.76', withinKm: 20 }, () => [near]],
    ['a distance that holds both', { near: '30.75,120.76', withinKm: 200 }, () => [near, far]],
    ['several at once', { q: '显微', service: 'slot', maxPerHourFen: 30_000 }, () => []],
  ])('is narrowed down by %s', async (_what, filter, expected) => {
    const { items } = await search(filter);
    expect(items.map(({ instrument }) => instrument.id).sort()).toEqual(expected().sort());
  });

  it('refuses a distance from nowhere', async () => {
    await expect(search({ withinKm: 20 })).rejects.toMatchObject({
      members: { errors: [{ pointer: '/withinKm', code: 'needs-place' }] },
    });
  });
});
