import type { DateTime } from 'luxon';
import { AuditService } from '@app/audit';
import type { OrderContracts } from '@app/orders';
import { ContractRequirements } from '../libs/orders/src/contract/contract-requirements.service';
import { ahead, TestCalendar } from '../libs/reservations/src/testing/calendar';
import { createTestDatabase, setDatabaseTime, type TestDatabase } from './support/database';

let database: TestDatabase;
let calendar: TestCalendar;
let contracts: OrderContracts;

beforeAll(async () => {
  database = await createTestDatabase();
  calendar = await TestCalendar.start(database.url);
  ({ contracts } = calendar);
});
afterAll(async () => {
  await setDatabaseTime(database, null);
  await calendar.stop();
  await database.drop();
});

/** An instrument whose holder asks for a contract, and somebody to use it. */
async function build(rule: 'first' | 'each') {
  const { id, lab } = await calendar.buildInstrument();
  await new ContractRequirements(calendar.db, new AuditService()).put(
    ...([lab, lab.organisationId, rule, {}] as const),
  );
  return { id, lab, user: await calendar.buildActor('enterprise_member') };
}

it('nobody begins before both sides accepted the contract that the holder asks for', async () => {
  const { id, lab, user } = await build('each');
  const booked = await calendar.book(user, id, ahead(3, 8, 9));
  await setDatabaseTime(database, ahead(3, 8, 9).startsAt as DateTime<true>);
  const begin = () => calendar.life.checkIn(user, booked.id, {});
  const refusal = { kind: 'rule', code: 'contract-required', members: { orderId: booked.orderId } };
  await expect(begin()).rejects.toMatchObject(refusal);

  const { sha256, text } = await contracts.get(booked.orderId);
  expect(text).toMatch(/于 \d{4}-\d\d-\d\d \d\d:\d\d–\d\d:\d\d 为/);
  expect(text).toContain('Sigma 300');
  await contracts.accept(user, booked.orderId, { sha256 }, {});
  await expect(begin()).rejects.toMatchObject(refusal);
  await contracts.accept(lab, booked.orderId, { sha256 }, {});
  expect(await begin()).toMatchObject({ state: 'in_use' });
});

it('a use at once is refused with the way out, and leaves nothing behind', async () => {
  const { id, lab, user } = await build('first');
  await setDatabaseTime(database, ahead(4, 8, 9).startsAt as DateTime<true>);
  const endsAt = ahead(4, 8, 9).endsAt.toISO() ?? '';
  const start = () => calendar.walkIns.start(user, id, { endsAt, purpose: 'testing' }, {});
  await expect(start()).rejects.toMatchObject({
    members: { reasons: [{ code: 'contract-required', values: { rule: 'first' } }] },
  });
  const booked = await calendar.book(user, id, ahead(5, 8, 9));
  const { sha256 } = await contracts.get(booked.orderId);
  await contracts.accept(user, booked.orderId, { sha256 }, {});
  await contracts.accept(lab, booked.orderId, { sha256 }, {});
  expect(await start()).toMatchObject({ state: 'in_use' });
});

it('a move makes another contract while one side has accepted only', async () => {
  const { id, user } = await build('each');
  await setDatabaseTime(database, null);
  const booked = await calendar.book(user, id, ahead(6, 8, 9));
  const { sha256 } = await contracts.get(booked.orderId);
  await contracts.accept(user, booked.orderId, { sha256 }, {});
  await calendar.move(user, booked.id, ahead(6, 10, 11));
  expect(await contracts.get(booked.orderId)).toMatchObject({ state: 'draft', version: 2 });
  await expect(contracts.accept(user, booked.orderId, { sha256 }, {})).rejects.toMatchObject({
    code: 'contract-changed',
  });
});
