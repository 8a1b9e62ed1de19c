import type { DateTime } from 'luxon';
import { AuditService } from '@app/audit';
import { fen, instantOf, newId } from '@app/common';
import { etagOf } from '@app/http';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { TestRegister } from '../../../instruments/src/testing/register';
import { AgreedPrices } from '../prices/agreed-prices.service';
import { OrderDesk, type OrderSides } from '../testing/order-desk';
import { SampleDesk } from '../testing/sample-desk';
import type { PutServiceItemRequest } from './service-items/service-item.dto';
import { ServiceItems } from './service-items/service-items.service';

/** A Monday morning; that week has no holiday. */
const MONDAY = '2026-11-23T09:00:00+08:00';
const STRENGTH: PutServiceItemRequest = {
  ...{ name: '断裂强力', standard: 'GB/T 3923.1-2013', unitFen: fen(12_000) },
  ...{ machineMinutes: 60, workingDays: 2 },
};

let database: TestDatabase;
let desk: OrderDesk;
let lab: SampleDesk;
let items: ServiceItems;
let sides: OrderSides;
let register: TestRegister;

const setTime = (at: string) => setDatabaseTime(database, instantOf(at) as DateTime<true>);

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  desk = new OrderDesk(database.dataSource);
  register = new TestRegister(database.dataSource);
  lab = new SampleDesk(desk, register.instruments);
  items = new ServiceItems(database.dataSource, new AuditService());
});
afterAll(() => database.drop());
beforeEach(async () => {
  await setTime(MONDAY);
  sides = await desk.buildSides();
});

const offer = (changes: Partial<PutServiceItemRequest> = {}) =>
  items.create(sides.manager, { ...STRENGTH, ...changes }, {});
/** An order that asks for a test so many times. */
async function ask(serviceItemId: string, quantity: number): Promise<string> {
  const test = { name: '断裂强力', quantity, serviceItemId };
  const { id } = await lab.samples.create(
    ...([sides.person, lab.request(sides, { items: [test] }), {}] as const),
  );
  return id;
}
/** Priced by the list, for the date that the queue gives. */
const price = (id: string, serviceItemId: string, quantity: number, reason?: string) =>
  lab.quotes.price(
    ...([sides.manager, id] as const),
    { lines: [{ text: '断裂强力', quantity, serviceItemId }], reason },
    {},
  );
const promisedOn = async (id: string) => (await lab.samples.findFor(id))?.promisedOn;

describe('the service list of a laboratory', () => {
  it('prices the tests that an order names, until they are offered no longer', async () => {
    const { id: itemId } = await offer();
    const id = await ask(itemId, 3);
    await price(id, itemId, 3);
    expect(await lab.samples.findFor(id)).toMatchObject({
      items: [{ serviceItemId: itemId }],
      lines: [{ unitFen: 12_000, amountFen: 36_000, serviceItemId: itemId }],
    });
    await items.end(sides.manager, itemId, {});
    await expect(ask(itemId, 1)).rejects.toMatchObject({
      members: { errors: [{ pointer: '/items/0/serviceItemId', code: 'item-not-offered' }] },
    });
    await expect(price(id, itemId, 3, '重算')).rejects.toMatchObject({
      members: { errors: [{ pointer: '/lines/0/serviceItemId', code: 'item-not-offered' }] },
    });
    expect((await items.list({ holderId: sides.manager.organisationId })).items).toEqual([]);
  });

  it('changes for quotes to come, and for none that was made', async () => {
    const { id: itemId, version } = await offer();
    const id = await ask(itemId, 1);
    await price(id, itemId, 1);
    const dearer = { ...STRENGTH, unitFen: fen(15_000) };
    await items.put(sides.manager, itemId, dearer, { ifMatch: etagOf(version) });
    expect(await lab.samples.findFor(id)).toMatchObject({ lines: [{ unitFen: 12_000 }] });
    await expect(
      items.put(sides.manager, itemId, STRENGTH, { ifMatch: etagOf(version) }),
    ).rejects.toMatchObject({ code: 'version-conflict' });
  });

  it('is not that of another laboratory, nor for an instrument of others', async () => {
    const other = await desk.buildSides();
    const { id: itemId } = await items.create(other.manager, STRENGTH, {});
    await expect(ask(itemId, 1)).rejects.toMatchObject({
      members: { errors: [{ code: 'item-not-offered' }] },
    });
    const foreign = await register.buildListed(await register.buildActor('lab_manager'));
    for (const instrumentId of [foreign.id, newId()])
      await expect(offer({ instrumentId })).rejects.toMatchObject({
        members: { errors: [{ pointer: '/instrumentId', code: 'instrument-unknown' }] },
      });
  });
});

describe('the promised date', () => {
  it('waits for the machine behind the orders that bind, and for the report', async () => {
    const { id: itemId } = await offer();
    // Seven hours fill Tuesday; Wednesday and Thursday are for the report.
    const first = await ask(itemId, 7);
    await price(first, itemId, 7);
    expect(await promisedOn(first)).toBe('2026-11-26');
    // A quote that waits binds nobody.
    const second = await ask(itemId, 7);
    await price(second, itemId, 7);
    expect(await promisedOn(second)).toBe('2026-11-26');
    await lab.quotes.accept(sides.person, first, {});
    const third = await ask(itemId, 7);
    expect(await lab.queue.expectFor(third)).toEqual({
      ...{ promisedOn: '2026-11-27', aheadMinutes: 420, machineMinutes: 420, workingDays: 2 },
      ...{ minutesPerDay: 420, provisional: false },
    });
    // One test more needs Thursday too, and the report is ready after the weekend.
    await price(third, itemId, 8);
    expect(await promisedOn(third)).toBe('2026-11-30');
  });

  it('follows what the laboratory gets done on a day', async () => {
    const { organisationId } = sides.manager;
    const { id: itemId } = await offer();
    const id = await ask(itemId, 14);
    expect((await lab.queue.expectFor(id)).promisedOn).toBe('2026-11-27');
    await lab.queue.putCapacity(sides.manager, organisationId, { minutesPerDay: 840 }, {});
    expect((await lab.queue.expectFor(id)).promisedOn).toBe('2026-11-26');
    await expect(
      lab.queue.putCapacity(
        sides.manager,
        organisationId,
        { minutesPerDay: 1 },
        { ifMatch: etagOf(0) },
      ),
    ).rejects.toMatchObject({ code: 'version-conflict' });
  });

  it('is promised anew with a reason, which stays in view with the date before', async () => {
    const id = await lab.build(sides, 'received');
    const change = (date: string) =>
      lab.promises.change(sides.operator, id, { promisedOn: date, reason: '设备检修' }, {});
    await change('2099-07-31');
    expect(await lab.samples.findFor(id)).toMatchObject({
      promisedOn: '2099-07-31',
      promises: [{ promisedOn: '2099-07-31', previousOn: '2099-06-30', reason: '设备检修' }],
    });
    const { items: steps } = await desk.orders.history(id);
    expect(steps.at(-1)).toMatchObject({ action: 're-promise', toState: 'received' });
    for (const [date, code] of [
      ['2099-07-31', 'unchanged'],
      ['2026-11-22', 'date-past'],
    ] as const)
      await expect(change(date)).rejects.toMatchObject({
        members: { errors: [{ pointer: '/promisedOn', code }] },
      });
  });

  it('is what lists find late orders by', async () => {
    const [late, punctual] = [await lab.build(sides, 'open'), await lab.build(sides, 'open')];
    const finished = await lab.build(sides, 'completed');
    const promised = { promisedOn: '2026-11-24', reason: '提前' };
    await lab.promises.change(sides.manager, late, promised, {});
    await desk.db.query(`UPDATE sample_order SET promised_on = '2026-11-24' WHERE order_id = $1`, [
      finished,
    ]);
    await setTime('2026-11-25T00:00:00+08:00');
    const found = async (query: object) =>
      (await desk.orders.list(sides.manager, query)).items.map(({ id, late: is }) => [id, is]);
    expect(await found({ late: true })).toEqual([[late, true]]);
    expect(await found({ late: false })).toEqual([
      [finished, false],
      [punctual, false],
    ]);
  });
});

describe('a quote that is revised', () => {
  it('keeps every version with its reason, and binds at the last one', async () => {
    const { id: itemId } = await offer();
    const id = await ask(itemId, 1);
    await price(id, itemId, 1);
    await expect(price(id, itemId, 2)).rejects.toMatchObject({
      members: { errors: [{ pointer: '/reason', code: 'required' }] },
    });
    await price(id, itemId, 2, '加测一次');
    expect(await lab.samples.findFor(id)).toMatchObject({
      ...{ quoteVersion: 2, lines: [{ quantity: 2 }] },
      quotes: [
        { version: 2, listFen: 24_000, reason: '加测一次' },
        { version: 1, listFen: 12_000, reason: null },
      ],
    });
    await lab.quotes.accept(sides.person, id, {}, { quoteVersion: 2 });
    expect(await desk.get(sides.person, id)).toMatchObject({ feeFen: 24_000, state: 'open' });
    await expect(price(id, itemId, 3, '再加测')).rejects.toMatchObject({ code: 'order-state' });
  });

  it('is never accepted unseen, however the two sides meet', async () => {
    const { id: itemId } = await offer();
    for (let round = 0; round < 8; round += 1) {
      const id = await ask(itemId, 1);
      await price(id, itemId, 1);
      const [accepted, revised] = await Promise.allSettled([
        lab.quotes.accept(sides.person, id, {}, { quoteVersion: 1 }),
        price(id, itemId, 2, '加测一次'),
      ]);
      const { feeFen, state } = await desk.get(sides.person, id);
      const isAccepted = accepted.status === 'fulfilled';
      expect(revised.status).toBe(isAccepted ? 'rejected' : 'fulfilled');
      expect([state, feeFen]).toEqual(isAccepted ? ['open', 12_000] : ['priced', 24_000]);
      if (!isAccepted) expect(accepted.reason).toMatchObject({ code: 'quote-revised' });
    }
  });

  it('needs a reason in the database too', async () => {
    const { id: itemId } = await offer();
    const id = await ask(itemId, 1);
    await price(id, itemId, 1);
    const silent = desk.db.query(
      `INSERT INTO sample_quote (order_id, version, lines, list_fen, promised_on, valid_until, priced_by)
       SELECT order_id, 2, lines, list_fen, promised_on, valid_until, priced_by FROM sample_quote WHERE order_id = $1`,
      [id],
    );
    await expect(silent).rejects.toMatchObject({
      constraint: 'sample_quote_revised_without_reason',
    });
  });
});

describe('an agreed price', () => {
  it('lowers a quote of samples, and the voucher counts on what is left', async () => {
    const prices = new AgreedPrices(database.dataSource, new AuditService());
    const { organisationId: customerOrganisationId } = sides.person;
    const { id: agreedPriceId } = await prices.propose(
      sides.manager,
      {
        ...{ customerOrganisationId, percent: 50, reason: '年度协议' },
        ...{ validFrom: '2026-01-01', validUntil: '2026-12-31' },
      },
      {},
    );
    const checker = await desk.buildActor('holder_admin', sides.manager.organisationId);
    await prices.approve(checker, agreedPriceId, {});
    const { id: itemId } = await offer();
    const voucherId = await desk.issueTo(sides.person);
    const test = { name: '断裂强力', quantity: 2, serviceItemId: itemId };
    const { id } = await lab.samples.create(
      ...([sides.person, lab.request(sides, { voucherId, items: [test] }), {}] as const),
    );
    await price(id, itemId, 2);
    const accepted = await lab.quotes.accept(sides.person, id, {});
    // Half of 240 yuan, of which the programme pays half.
    expect(accepted).toMatchObject({
      feeFen: 12_000,
      quote: { agreedPriceId, voucherFen: 6_000, ownFen: 6_000 },
    });
  });
});
