import type { DateTime } from 'luxon';
import { fen, instantOf, newId } from '@app/common';
import { inTransaction } from '@app/database';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { TestRegister } from '../../../instruments/src/testing/register';
import { FeeAboveQuote, OrderStateConflict } from '../order.errors';
import { OrderDesk, type OrderSides } from '../testing/order-desk';
import { REPORT, SAMPLE_FEN, SampleDesk } from '../testing/sample-desk';
import { QuoteRanOut } from './sample.errors';

let database: TestDatabase;
let desk: OrderDesk;
let lab: SampleDesk;
let register: TestRegister;
let sides: OrderSides;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  desk = new OrderDesk(database.dataSource);
  register = new TestRegister(database.dataSource);
  lab = new SampleDesk(desk, register.instruments);
  sides = await desk.buildSides();
});
afterAll(() => database.drop());
afterEach(() => setDatabaseTime(database, null));

const create = (parts = {}) => lab.samples.create(sides.person, lab.request(sides, parts), {});
const setTime = (at: string) => setDatabaseTime(database, instantOf(at) as DateTime<true>);
const refused = (pointer: string, code: string) => ({ members: { errors: [{ pointer, code }] } });

describe('an order of samples', () => {
  it('goes from request to accepted report, step by step, with its voucher', async () => {
    const voucherId = await desk.issueTo(sides.person);
    const before = await desk.availableOf(voucherId);
    const { id, number, ...placed } = await create({ voucherId });
    expect(placed).toMatchObject({ state: 'submitted', sampleCount: 4, feeFen: 0, voucherId });
    await lab.quotes.price(sides.operator, id, lab.quote(), {});
    expect(await lab.samples.findFor(id)).toMatchObject({
      expected: { voucherFen: SAMPLE_FEN / 2, ownFen: SAMPLE_FEN / 2, voucherReason: null },
      lines: [{ unitFen: 50_000, amountFen: SAMPLE_FEN, reason: '按协议价' }],
    });
    expect(await desk.availableOf(voucherId)).toBe(before);
    const agreed = await lab.quotes.accept(sides.person, id, {});
    expect(agreed).toMatchObject({ state: 'open', quote: { voucherFen: SAMPLE_FEN / 2 } });
    expect(await desk.availableOf(voucherId)).toBe(before - SAMPLE_FEN / 2);
    await lab.course.send(sides.person, id, { carrier: '顺丰', trackingNumber: 'SF1' }, {});
    expect((await lab.course.labels(id)).items).toEqual([]);
    await lab.course.receive(sides.operator, id, {});
    expect((await lab.course.labels(id)).items).toMatchObject([
      { labelCode: `${number}/1`, qrText: `${number}/1`, hazards: '含有机溶剂，避火' },
      { labelCode: `${number}/2`, leftOver: 'return', hazards: null },
    ]);
    await lab.course.start(sides.operator, id, {});
    await lab.attachReport(sides.operator, id);
    const done = { ...REPORT, actualFen: 80_000, reportSha256: 'AB'.repeat(32) };
    expect(await lab.course.complete(sides.operator, id, done, {})).toMatchObject({
      ...{ state: 'completed', actualFen: 80_000, capturedFen: 40_000 },
    });
    expect(await desk.availableOf(voucherId)).toBe(before - 40_000);
    expect(await desk.orders.accept(sides.leader, id, {})).toMatchObject({ state: 'accepted' });
    expect(await lab.samples.findFor(id)).toMatchObject({
      ...{ ...REPORT, carrier: '顺丰', trackingNumber: 'SF1', late: false, expected: null },
    });
    const { items } = await desk.orders.history(id);
    expect(items.map(({ action, toState }) => `${action} ${toState}`)).toEqual([
      ...['open submitted', 'price priced', 'accept-quote open', 'send sent', 'receive received'],
      ...['start running', 'complete completed', 'accept accepted'],
    ]);
    expect((await desk.invariants.check()).violations).toEqual([]);
  });

  it('is read by a claim without an instrument', async () => {
    const voucherId = await desk.issueTo(sides.person);
    const id = await lab.build(sides, 'accepted', { voucherId });
    const claimable = inTransaction(desk.db, (tx) => desk.orders.getForClaim(tx, id));
    expect(await claimable).toMatchObject({
      ...{ state: 'accepted', instrumentId: null, ownFen: SAMPLE_FEN / 2, voucherId },
      ...{ actualFen: SAMPLE_FEN, providerOrganisationId: sides.manager.organisationId },
    });
  });

  it('gives the voucher back when either side calls it off', async () => {
    for (const side of ['person', 'operator'] as const) {
      const voucherId = await desk.issueTo(sides.person);
      const before = await desk.availableOf(voucherId);
      const id = await lab.build(sides, 'received', { voucherId });
      expect(await desk.availableOf(voucherId)).toBe(before - SAMPLE_FEN / 2);
      await lab.course.cancel(sides[side], id, '样品损坏', {});
      expect(await desk.availableOf(voucherId)).toBe(before);
      expect(await lab.samples.findFor(id)).toMatchObject({ endedReason: '样品损坏' });
    }
  });

  it('says why an expired voucher pays nothing, and binds all the same', async () => {
    const voucherId = await desk.issueTo(sides.person);
    const id = await lab.build(sides, 'submitted', { voucherId });
    const quote = lab.quote({ promisedOn: '2101-01-01', validUntil: '2101-01-01' });
    await lab.quotes.price(sides.manager, id, quote, {});
    await setTime('2100-06-01T09:00:00+08:00');
    expect(await lab.quotes.accept(sides.person, id, {})).toMatchObject({
      quote: { voucherFen: 0, ownFen: SAMPLE_FEN, voucherReason: 'voucher_expired' },
    });
  });

  it('is completed with the report that was ordered, and without one where none was', async () => {
    const id = await lab.build(sides, 'running');
    const complete = (body: object) => lab.course.complete(sides.manager, id, body, {});
    await expect(complete({})).rejects.toMatchObject(refused('/reportNumber', 'report-missing'));
    await expect(complete({ ...REPORT, reportSha256: 'cd'.repeat(32) })).rejects.toMatchObject(
      refused('/reportSha256', 'report-not-attached'),
    );
    await expect(complete({ ...REPORT, reportSha256: 'x'.repeat(64) })).rejects.toMatchObject(
      refused('/reportSha256', 'not-a-hash'),
    );
    await expect(complete({ ...REPORT, reportIssuedOn: '2099-01-01' })).rejects.toMatchObject(
      refused('/reportIssuedOn', 'date-in-future'),
    );
    await expect(complete({ ...REPORT, actualFen: SAMPLE_FEN + 1 })).rejects.toBeInstanceOf(
      FeeAboveQuote,
    );
    const plain = await lab.build(sides, 'running', { reportKind: 'none' });
    expect(await lab.course.complete(sides.manager, plain, {}, {})).toMatchObject({
      ...{ state: 'completed', actualFen: SAMPLE_FEN },
    });
  });
});

describe('a request', () => {
  it.each([
    ['/instrumentId', 'one-provider', { providerOrganisationId: null }],
    ['/instrumentId', 'one-provider', { instrumentId: newId() }],
    ['/providerOrganisationId', 'provider-unknown', { providerOrganisationId: newId() }],
    ['/wishedBy', 'date-past', { wishedBy: '2020-01-01' }],
  ])('names %s for %s', async (pointer, code, parts) => {
    await expect(create(parts)).rejects.toMatchObject(refused(pointer, code));
  });

  it('finds a voucher of others as little as none', async () => {
    const voucherId = await desk.issueTo(await desk.buildActor('enterprise_member'));
    await expect(create({ voucherId })).rejects.toMatchObject({ kind: 'not-found' });
    await expect(create({ voucherId: newId() })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('goes to the holder of the instrument it names, which must be open', async () => {
    const manager = await register.buildActor('lab_manager');
    const { id: instrumentId } = await register.buildListed(manager);
    const named = { instrumentId, providerOrganisationId: null };
    expect(await create(named)).toMatchObject({
      ...{ instrumentId, providerOrganisationId: manager.organisationId },
    });
    await desk.db.query(`UPDATE instrument SET status = 'suspended' WHERE id = $1`, [instrumentId]);
    await expect(create(named)).rejects.toMatchObject(
      refused('/instrumentId', 'instrument-not-listed'),
    );
  });
});

describe('a quote', () => {
  it('takes the instrument’s price for the user organisation from the version of today', async () => {
    const manager = await register.buildActor('lab_manager');
    const { id: instrumentId } = await register.buildListed(manager);
    await register.terms.putFeeSchedule(
      { actor: manager, instrumentId },
      {
        validFrom: '2026-01-01',
        lines: [
          { kind: 'per_sample', amountFen: fen(30_000) },
          { kind: 'per_sample', amountFen: fen(20_000), tier: 'jiaxing' },
        ],
      },
    );
    const { id } = await create({ instrumentId, providerOrganisationId: null });
    const lines = [{ text: '断裂强力', quantity: 4, feeKind: 'per_sample' as const }];
    const priced = await lab.quotes.price(manager, id, lab.quote({ lines }), {});
    expect(priced.quote).toMatchObject({ listFen: 80_000, feeScheduleVersion: 1 });
  });

  it('names every line and date that is wrong with it', async () => {
    const id = await lab.build(sides, 'submitted');
    const lines = [{ text: '断裂强力', quantity: 1, unitFen: 1 }];
    const wrong = lab.quote({ lines, promisedOn: '2020-01-01', validUntil: '2020-01-01' });
    await expect(lab.quotes.price(sides.manager, id, wrong, {})).rejects.toMatchObject({
      members: {
        errors: [
          { pointer: '/lines/0/reason', code: 'reason-missing' },
          { pointer: '/promisedOn', code: 'date-past' },
          { pointer: '/validUntil', code: 'date-past' },
        ],
      },
    });
  });

  it('can be accepted on its last day, and ends the order after it', async () => {
    const quote = lab.quote({ validUntil: '2099-03-01' });
    const priced = async () => {
      const id = await lab.build(sides, 'submitted');
      await lab.quotes.price(sides.manager, id, quote, {});
      return id;
    };
    const [taken, late] = [await priced(), await priced()];
    await setTime('2099-03-01T23:59:59+08:00');
    await inTransaction(desk.db, (tx) => lab.quotes.expire(tx));
    expect(await lab.quotes.accept(sides.person, taken, {})).toMatchObject({ state: 'open' });
    await setTime('2099-03-02T00:00:01+08:00');
    await expect(lab.quotes.accept(sides.person, late, {})).rejects.toBeInstanceOf(QuoteRanOut);
    expect(await inTransaction(desk.db, (tx) => lab.quotes.expire(tx))).toBeGreaterThan(0);
    expect(await desk.get(sides.person, late)).toMatchObject({ state: 'expired' });
    expect(await desk.get(sides.person, taken)).toMatchObject({ state: 'open' });
  });

  it.each(Array.from({ length: 5 }, (_, round) => round))(
    'accepted, withdrawn and rejected at once has one outcome (round %i)',
    async () => {
      const voucherId = await desk.issueTo(sides.person);
      const before = await desk.availableOf(voucherId);
      const id = await lab.build(sides, 'priced', { voucherId });
      const outcomes = await Promise.allSettled([
        ...[0, 1, 2].map(() => lab.quotes.accept(sides.person, id, {})),
        ...[0, 1, 2].map(() => lab.quotes.withdraw(sides.leader, id, {})),
        lab.quotes.reject(sides.manager, id, '设备停用', {}),
      ]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected')
          expect(outcome.reason).toBeInstanceOf(OrderStateConflict);
      const { state, quote } = await desk.get(sides.person, id);
      const held = state === 'open' ? SAMPLE_FEN / 2 : 0;
      expect(quote.voucherFen).toBe(held);
      expect(await desk.availableOf(voucherId)).toBe(before - held);
    },
  );
});

describe('a promised date', () => {
  it('is shown in the list, and past it the order is late until it is completed', async () => {
    const own = await desk.buildSides();
    const id = await lab.build(own, 'running');
    const shown = async () => {
      const { items } = await desk.orders.list(own.leader, {});
      return [items[0]?.late, (await lab.samples.findFor(id))?.late, items[0]?.promisedOn];
    };
    await setTime('2099-06-30T23:59:59+08:00');
    expect(await shown()).toEqual([false, false, '2099-06-30']);
    await setTime('2099-07-01T00:00:01+08:00');
    expect(await shown()).toEqual([true, true, '2099-06-30']);
    await lab.course.complete(own.manager, id, REPORT, {});
    expect(await shown()).toEqual([false, false, '2099-06-30']);
  });
});

describe('the tables of sample orders', () => {
  it.each([
    ['sample_order_quote_in_parts', `UPDATE sample_order SET promised_on = NULL`],
    ['sample_order_report_in_parts', `UPDATE sample_order SET report_number = 'BG-1'`],
    ['sample_order_urgency_known', `UPDATE sample_order SET urgency = 'soon'`],
    ['sample_order_report_known', `UPDATE sample_order SET report_kind = 'gold'`],
    ['sample_order_left_over_known', `UPDATE sample_order SET left_over = 'eat'`],
    [
      'sample_order_report_hash_malformed',
      `UPDATE sample_order SET report_number = 'BG-1', report_issued_on = '2026-01-05', report_sha256 = 'x'`,
    ],
    ['order_sample_count_positive', 'UPDATE order_sample SET quantity = 0'],
    ['order_sample_position_taken', 'UPDATE order_sample SET position = 1'],
    ['order_sample_label_taken', `UPDATE order_sample SET label_code = 'JX26/1'`],
  ])('refuse what breaks %s', async (constraint, change) => {
    const id = await lab.build(sides, 'priced');
    await expect(desk.db.query(`${change} WHERE order_id = $1`, [id])).rejects.toThrow(constraint);
  });
});
