import { randomUUID } from 'node:crypto';
import { connect } from '../../apps/launcher/src/connection';
import type { Answer, ApiClient, Problem } from './api-client';
import { buildListed } from './instruments';
import { eventually, hourOf, hours, startWorld, type World } from './world';

interface Reservation {
  id: string;
}
type Outcome = Answer<Reservation & Problem>;

const RIVALS = 50;
const DAY = 2;

let world: World;
let lab: ApiClient;
let reviewer: ApiClient;
let rivals: ApiClient[];

beforeAll(async () => {
  world = await startWorld({ services: ['api'] });
  lab = await world.buildClient('lab_manager');
  reviewer = await world.buildClient('bureau_reviewer');
  // Ten people of ten organisations, so that neither sessions nor quotas decide who wins.
  rivals = await Promise.all(
    Array.from({ length: 10 }, () => world.buildClient('enterprise_member')),
  );
});
afterAll(() => world.stop());

const book = (
  rival: number,
  request: object,
  headers: Record<string, string> = { 'idempotency-key': randomUUID() },
): Promise<Outcome> => {
  const client = rivals[rival % rivals.length];
  if (!client) throw new Error('there are no rivals');
  return client.send('POST', '/reservations', {
    body: { purpose: 'testing', ...request },
    headers,
  });
};

const statuses = (answers: readonly Outcome[]): Record<number, number> => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

async function countRows(statement: string, parameters: unknown[] = []): Promise<number> {
  const rows: { count: number }[] = await world.database.dataSource.query(statement, parameters);
  return rows[0]?.count ?? 0;
}

const countOverlaps = () =>
  countRows(
    `SELECT count(*)::int AS count FROM occupancy l JOIN occupancy r
        ON l.unit_id = r.unit_id AND l.id < r.id AND l.during && r.during AND l.blocking AND r.blocking`,
  );

/** What a session saw is counted at the latest when it ends. */
const countDeadlocks = () =>
  countRows(
    'SELECT deadlocks::int AS count FROM pg_stat_database WHERE datname = current_database()',
  );

const countReservations = (instrumentId: string) =>
  countRows('SELECT count(*)::int AS count FROM reservation WHERE instrument_id = $1', [
    instrumentId,
  ]);

describe('fifty simultaneous requests for one slot', () => {
  it('make one reservation, and forty-nine conflicts that say what is free instead', async () => {
    const { id: instrumentId } = await buildListed(lab, reviewer);
    const wish = { instrumentId, ...hours(DAY, 9, 11) };
    const answers = await Promise.all(
      Array.from({ length: RIVALS }, (_, rival) => book(rival, wish)),
    );
    expect(statuses(answers)).toEqual({ 201: 1, 409: RIVALS - 1 });
    const refused = answers.filter(({ status }) => status === 409);
    for (const { body } of refused) {
      expect(body.code).toBe('reservation-conflict');
      expect(body.alternatives?.length).toBeGreaterThan(0);
    }
    expect(await countReservations(instrumentId)).toBe(1);
    expect(await countOverlaps()).toBe(0);
    const [offered] = refused[0]?.body.alternatives ?? [];
    expect((await book(0, { instrumentId, ...offered })).status).toBe(201);
  });

  it('and so do five hundred, at the limits of rate that everybody has', async () => {
    const { id: instrumentId } = await buildListed(lab, reviewer);
    const wish = { instrumentId, ...hours(DAY, 13, 15) };
    const answers = await Promise.all(Array.from({ length: 500 }, (_, rival) => book(rival, wish)));
    expect(statuses(answers)).toEqual({ 201: 1, 409: 499 });
    expect(await countReservations(instrumentId)).toBe(1);
    expect(await countOverlaps()).toBe(0);
  });

  it('make as many reservations as there are equal places', async () => {
    const { id: instrumentId } = await buildListed(lab, reviewer, { description: { units: 4 } });
    const wish = { instrumentId, ...hours(DAY, 9, 11) };
    const answers = await Promise.all(Array.from({ length: 20 }, (_, rival) => book(rival, wish)));
    expect(statuses(answers)).toEqual({ 201: 4, 409: 16 });
    expect(await countOverlaps()).toBe(0);
  });
});

describe('fifty simultaneous requests for overlapping but unequal periods', () => {
  it('leave no two live overlaps, and nobody without an answer', async () => {
    const { id: instrumentId } = await buildListed(lab, reviewer);
    const wishes = Array.from({ length: RIVALS }, (_, rival) => {
      const startsAt = hourOf(DAY, 8).plus({ minutes: 30 * (rival % 16) });
      const endsAt = startsAt.plus({ minutes: 30 * (1 + (rival % 7)) });
      return { instrumentId, startsAt: startsAt.toISO(), endsAt: endsAt.toISO() };
    });
    const answers = await Promise.all(wishes.map((wish, rival) => book(rival, wish)));
    const counts = statuses(answers);
    expect(Object.keys(counts).sort()).toEqual(['201', '409']);
    expect(await countReservations(instrumentId)).toBe(counts[201]);
    expect(await countOverlaps()).toBe(0);
  });
});

describe('the same Idempotency-Key', () => {
  it('five times at once makes one reservation and five answers that are equal byte by byte', async () => {
    const { id: instrumentId } = await buildListed(lab, reviewer);
    const wish = { instrumentId, ...hours(DAY, 9, 10) };
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(Array.from({ length: 5 }, () => book(0, wish, headers)));
    expect(statuses(answers)).toEqual({ 201: 5 });
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const replayed = answers.filter((answer) => answer.headers.has('idempotency-replayed'));
    expect(replayed).toHaveLength(4);
    expect(await countReservations(instrumentId)).toBe(1);
  });

  it('with another body is refused, and with the same one later is answered as before', async () => {
    const { id: instrumentId } = await buildListed(lab, reviewer);
    const headers = { 'idempotency-key': randomUUID() };
    const wish = { instrumentId, ...hours(DAY, 9, 10) };
    const first = await book(0, wish, headers);
    const other = await book(0, { instrumentId, ...hours(DAY, 12, 13) }, headers);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect((await book(0, wish, headers)).text).toBe(first.text);
    expect(await countReservations(instrumentId)).toBe(1);
  });

  it('of another person is another key', async () => {
    const { id: instrumentId } = await buildListed(lab, reviewer);
    const headers = { 'idempotency-key': randomUUID() };
    const wish = { instrumentId, ...hours(DAY, 9, 10) };
    expect((await book(0, wish, headers)).status).toBe(201);
    expect((await book(1, wish, headers)).status).toBe(409);
  });

  it('of a refused request may be used again, because nothing was done under it', async () => {
    const { id: instrumentId } = await buildListed(lab, reviewer);
    const headers = { 'idempotency-key': randomUUID() };
    expect((await book(0, { instrumentId, ...hours(DAY, 21, 22) }, headers)).status).toBe(422);
    expect((await book(0, { instrumentId, ...hours(DAY, 9, 10) }, headers)).status).toBe(201);
  });

  it('is required for a booking', async () => {
    const { id: instrumentId } = await buildListed(lab, reviewer);
    const answer = await book(0, { instrumentId, ...hours(DAY, 9, 10) }, {});
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ pointer: '/Idempotency-Key' }]);
  });
});

describe('PostgreSQL', () => {
  /** Two sessions that take two locks in opposite order: one of them is chosen as the victim. */
  const provokeDeadlock = (url: string) =>
    connect(url, (left) =>
      connect(url, async (right) => {
        await left.query('BEGIN; SELECT pg_advisory_xact_lock(1)');
        await right.query('BEGIN; SELECT pg_advisory_xact_lock(2)');
        return Promise.allSettled([
          left.query('SELECT pg_advisory_xact_lock(2)').finally(() => left.query('ROLLBACK')),
          right.query('SELECT pg_advisory_xact_lock(1)').finally(() => right.query('ROLLBACK')),
        ]);
      }),
    );

  it('never had to break a deadlock, and would have told', async () => {
    await world.system.stopOne('api');
    expect(await countDeadlocks()).toBe(0);
    const outcomes = await provokeDeadlock(world.database.url);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    await eventually(countDeadlocks, (count) => count === 1);
  });
});
