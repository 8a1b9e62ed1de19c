import { newId } from '@app/common';
import { ORDER_NEWS } from '@app/messaging';
import { ORDER_ACTIONS, ORDER_KINDS, ORDER_LIVES, statesOf } from '@app/orders';
import { orderNewsOf } from '../libs/notifications/src/order-news/news.rules';
import { orderEventOf } from '../libs/notifications/src/webhooks/webhook-events';
import { OrderDesk } from '../libs/orders/src/testing/order-desk';
import { SampleDesk } from '../libs/orders/src/testing/sample-desk';
import { createTestDatabase, type TestDatabase } from './support/database';

let database: TestDatabase;
let desk: OrderDesk;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new OrderDesk(database.dataSource);
});
afterAll(() => database.drop());

/** What the history calls a step that no life has: what silence does, and that time has passed. */
const OTHER_ACTIONS = ['accept-silent', 'late'];
const ACTIONS = [...ORDER_ACTIONS, ...OTHER_ACTIONS];
const STEPS = ORDER_KINDS.flatMap((kind) => ACTIONS.map((action) => ({ kind, action })));

it('the database leaves a message of exactly the steps that the rules tell somebody of', async () => {
  const rows: { kind: string; action: string; told: boolean }[] = await desk.db.query(
    `SELECT kind, action, order_step_is_told(kind, action) AS told
       FROM jsonb_to_recordset($1) AS step (kind text, action text)`,
    [JSON.stringify(STEPS)],
  );
  expect(rows).toHaveLength(STEPS.length);
  const wrong = rows.filter((step) => step.told !== orderNewsOf(step).length > 0);
  expect(wrong).toEqual([]);
  expect(new Set(rows.map(({ told }) => told))).toEqual(new Set([true, false]));
});

it('every news is told of some step', () => {
  const told = [...STEPS, { kind: 'sample', action: 'submit' }].flatMap(orderNewsOf);
  expect(new Set(told)).toEqual(new Set(ORDER_NEWS));
});

it('a system can be told of every state that an order of any kind comes to', () => {
  for (const kind of ORDER_KINDS) {
    const { first } = ORDER_LIVES[kind];
    for (const state of statesOf(kind)) {
      const event = orderEventOf({ from: state === first ? null : first, to: state });
      expect(event).toBe(`order.${state}`);
    }
  }
});

describe('a step that people are not told of', () => {
  /** The steps of an order whose samples are begun with that left a message. */
  async function toldSteps(listener?: 'person' | 'manager'): Promise<string[]> {
    const sides = await desk.buildSides();
    const { organisationId, userId } = listener
      ? sides[listener]
      : await desk.buildActor('enterprise_admin');
    await desk.db.query(
      `INSERT INTO webhook_endpoint (id, organisation_id, url, events, secret, created_by)
       VALUES ($1, $2, 'https://user.example.test/hook', '{}', 'secret', $3)`,
      [newId(), organisationId, userId],
    );
    const id = await new SampleDesk(desk).build(sides, 'running');
    const told: { action: string }[] = await desk.db.query(
      `SELECT coalesce(c.action, 'submit') AS action
         FROM outbox_message m LEFT JOIN order_history c ON c.id = (m.payload->>'changeId')::uuid
        WHERE m.job = 'tell-order-change' AND coalesce(c.order_id, (m.payload->>'changeId')::uuid) = $1 ORDER BY m.id`,
      [id],
    );
    return told.map(({ action }) => action);
  }

  it('leaves no message, unless a system of either side listens', async () => {
    const told = ['submit', 'price', 'accept-quote', 'send', 'receive'];
    expect(await toldSteps()).toEqual(told);
    expect(await toldSteps('person')).toEqual([...told, 'start']);
    expect(await toldSteps('manager')).toEqual([...told, 'start']);
  });
});

it('a booking leaves no message of its order', async () => {
  const sides = await desk.buildSides();
  const id = await desk.buildOrder(sides);
  const left: unknown[] = await desk.db.query(
    `SELECT FROM outbox_message WHERE job = 'tell-order-change' AND payload->>'changeId' = $1`,
    [id],
  );
  expect(left).toEqual([]);
});
