import { array, assert, asyncProperty, constantFrom } from 'fast-check';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import type { ReviewStep } from './review/review.words';
import { intention, type Intention } from './testing/life-model';
import { PlayedLife } from './testing/played-life';
import { TestRegister } from './testing/register';

let database: TestDatabase;
let register: TestRegister;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 2 });
  register = new TestRegister(database.dataSource);
});
afterAll(() => database.drop());

const ROUTES: readonly ReviewStep[][] = [
  ['office'],
  ['bureau'],
  ['unit', 'bureau'],
  ['unit', 'department', 'county', 'bureau'],
];
const move = (command: Intention['command'], by: Intention['by']): Intention => ({
  command,
  by,
  value: 1,
});

describe('any course of an instrument’s life', () => {
  it('goes as the model says: nothing reviewed changes unapproved, and states agree', async () => {
    const played = { done: 0, refused: 0, revised: 0 };
    await assert(
      asyncProperty(
        constantFrom(...ROUTES),
        array(intention, { minLength: 20, maxLength: 45 }),
        async (route, intentions) => {
          const life = await PlayedLife.begin(register, route);
          for (const one of intentions) {
            const { done, expected } = await life.play(one);
            expect([one, done]).toEqual([one, expected]);
            const { now, expected: told } = await life.compare();
            expect(now).toEqual(told);
            played[done ? 'done' : 'refused'] += 1;
          }
          played.revised += await countRevised(life.instrumentId);
        },
      ),
      { numRuns: 12, endOnFailure: true },
    );
    // A course in which nothing succeeds would prove nothing.
    expect(played.done).toBeGreaterThan(100);
    expect(played.refused).toBeGreaterThan(100);
    expect(played.revised).toBeGreaterThan(0);
  }, 120_000);
});

describe('the history of any course', () => {
  it('has no step taken by who submitted or by one of the holder, and ends at what is listed', async () => {
    await assert(
      asyncProperty(
        constantFrom(...ROUTES),
        array(intention, { minLength: 20, maxLength: 45 }),
        async (route, intentions) => {
          const life = await PlayedLife.begin(register, route);
          for (const one of intentions) await life.play(one);
          expect(await countOwnApprovals(life.instrumentId)).toBe(0);
          expect(await lastKnownModel(life.instrumentId)).toBe(
            (await register.instruments.get(life.instrumentId)).model,
          );
        },
      ),
      { numRuns: 6, endOnFailure: true },
    );
  }, 120_000);
});

describe('the model notices', () => {
  const listed = async (): Promise<PlayedLife> => {
    const life = await PlayedLife.begin(register, ['unit', 'bureau']);
    for (const one of [move('submit', 'lab'), move('approve', 'turn'), move('approve', 'turn')])
      expect(await life.play(one)).toEqual({ done: true, expected: true });
    return life;
  };

  it('a reviewed field that changed unapproved', async () => {
    const life = await listed();
    await register.db.query(`UPDATE instrument SET model = 'Sigma 3' WHERE id = $1`, [
      life.instrumentId,
    ]);
    const { now, expected } = await life.compare();
    expect(now).not.toEqual(expected);
  });

  it('somebody who took a step of what they submitted', async () => {
    const life = await listed();
    await register.db.query(
      `UPDATE instrument_history SET actor_id = $2 WHERE instrument_id = $1 AND transition = 'submit'`,
      [life.instrumentId, life.people.bureau.userId],
    );
    expect(await countOwnApprovals(life.instrumentId)).toBe(1);
  });
});

/** Approvals by whoever submitted last, or by one of the holder's people in another step than their own. */
async function countOwnApprovals(instrumentId: string): Promise<number> {
  const [row]: { count: number }[] = await database.dataSource.query(
    `SELECT count(*)::int AS count
       FROM instrument_history h JOIN instrument i ON i.id = h.instrument_id
      WHERE h.instrument_id = $1 AND h.transition IN ('approve', 'revision-approve')
        AND ((h.review_step <> 'unit' AND (h.organisation_id = i.holder_id OR EXISTS (
               SELECT FROM membership m WHERE m.user_id = h.actor_id AND m.organisation_id = i.holder_id)))
          OR h.actor_id = (
               SELECT s.actor_id FROM instrument_history s
                WHERE s.instrument_id = h.instrument_id AND s.id < h.id
                  AND s.transition = replace(h.transition, 'approve', 'submit')
                ORDER BY s.id DESC LIMIT 1))`,
    [instrumentId],
  );
  return row?.count ?? -1;
}

/** The model that the last change in the history left. */
async function lastKnownModel(instrumentId: string): Promise<string | undefined> {
  const rows: { model: string }[] = await database.dataSource.query(
    `SELECT change ->> 'to' AS model FROM instrument_history h, jsonb_array_elements(h.changes) AS change
      WHERE h.instrument_id = $1 AND change ->> 'field' = 'model' ORDER BY h.id DESC LIMIT 1`,
    [instrumentId],
  );
  return rows[0]?.model;
}

/** Revisions that came through. */
async function countRevised(instrumentId: string): Promise<number> {
  const [row]: { count: number }[] = await database.dataSource.query(
    `SELECT count(*)::int AS count FROM instrument_revision WHERE instrument_id = $1 AND state = 'approved'`,
    [instrumentId],
  );
  return row?.count ?? -1;
}
