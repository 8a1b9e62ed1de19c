import { inCallContext, newId } from '@app/common';
import type { Actor } from '@app/identity';
import { newsOf } from '../libs/notifications/src/reservation-news/news.rules';
import {
  RESERVATION_ACTIONS,
  RESERVATION_STATES,
} from '../libs/reservations/src/reservation.words';
import { ahead, TestCalendar } from '../libs/reservations/src/testing/calendar';
import { createTestDatabase, type TestDatabase } from './support/database';

let database: TestDatabase;
let calendar: TestCalendar;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  calendar = await TestCalendar.start(database.url);
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

/** Whether the rules tell anybody of such a step, whoever took it about whatever reservation. */
const isTold = (action: string, from: string | null, to: string): boolean =>
  (['owner', 'other', 'system'] as const).some((by) =>
    [true, false].some((isVerified) =>
      [true, false].some(
        (isSecond) => newsOf({ action, from, to, by, isVerified, isSecond }).length > 0,
      ),
    ),
  );

/** Actions that no command has, but the system's own jobs or the steps of other modules. */
const OTHER_ACTIONS = ['create', 'displace', 'restore', 'expire', 'ask', 'remind', 'overrun'];

it('the database leaves a message of exactly the steps that the rules tell somebody of', async () => {
  const steps = [...RESERVATION_ACTIONS, ...OTHER_ACTIONS].flatMap((action) =>
    [null, ...RESERVATION_STATES].flatMap((from) =>
      RESERVATION_STATES.map((to) => ({ action, from, to })),
    ),
  );
  const rows: { action: string; from: string | null; to: string; told: boolean }[] =
    await calendar.db.query(
      `SELECT action, "from", "to", reservation_step_is_told(action, "from", "to") AS told
         FROM jsonb_to_recordset($1) AS step (action text, "from" text, "to" text)`,
      [JSON.stringify(steps)],
    );
  expect(rows).toHaveLength(steps.length);
  const wrong = rows.filter(({ action, from, to, told }) => told !== isTold(action, from, to));
  expect(wrong).toEqual([]);
  expect(new Set(rows.map(({ told }) => told))).toEqual(new Set([true, false]));
});

describe('a step that people are not told of', () => {
  /** The steps that left a message, in their order. */
  async function toldSteps(user: Actor, side?: 'user' | 'holder'): Promise<string[]> {
    const { id: instrumentId, lab } = await calendar.buildInstrument();
    const colleague = await calendar.buildActor('enterprise_member', user.organisationId);
    const listener = { user, holder: lab, nobody: await calendar.buildActor('lab_manager') };
    const { organisationId, userId } = listener[side ?? 'nobody'];
    await calendar.db.query(
      `INSERT INTO webhook_endpoint (id, organisation_id, url, events, secret, created_by)
       VALUES ($1, $2, 'https://user.example.test/hook', '{}', 'secret', $3)`,
      [newId(), organisationId, userId],
    );
    const { id } = await calendar.book(user, instrumentId, ahead(3, 2, 4));
    // Who takes the step sees the addresses of the own side only.
    await inCallContext({ requestId: newId(), scope: user.organisationId }, () =>
      calendar.handOvers.handOver(user, id, { userId: colleague.userId }, {}),
    );
    const told: { action: string }[] = await calendar.db.query(
      `SELECT c.action FROM outbox_message m JOIN reservation_history c ON c.id = (m.payload->>'changeId')::uuid
        WHERE m.job = 'tell-reservation-change' AND c.reservation_id = $1 ORDER BY c.at`,
      [id],
    );
    return told.map(({ action }) => action);
  }

  it('leaves no message, unless a system of either side listens', async () => {
    const user = () => calendar.buildActor('enterprise_member');
    expect(await toldSteps(await user())).toEqual(['create']);
    expect(await toldSteps(await user(), 'user')).toEqual(['create', 'hand-over']);
    expect(await toldSteps(await user(), 'holder')).toEqual(['create', 'hand-over']);
  });
});
