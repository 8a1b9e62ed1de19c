import { AuditService } from '@app/audit';
import { fen, newId } from '@app/common';
import { inTransaction } from '@app/database';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { TestRegister } from '../../../instruments/src/testing/register';
import { periodOf } from '../period';
import { QuotesService } from '../quotes.service';
import { OrderDesk } from '../testing/order-desk';
import type { AgreedPriceResponse, ProposeAgreedPriceRequest } from './agreed-price.dto';
import { AgreedPrices } from './agreed-prices.service';

let database: TestDatabase;
let register: TestRegister;
let desk: OrderDesk;
let quotes: QuotesService;
let prices: AgreedPrices;

/** A holder with two persons and an instrument at 600 yuan an hour, from December at 700, and a customer. */
interface Sides {
  maker: Actor;
  checker: Actor;
  customer: Actor;
  instrumentId: string;
}
let sides: Sides;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  desk = new OrderDesk(database.dataSource);
  quotes = new QuotesService(database.dataSource, register.instruments, desk.vouchers);
  prices = new AgreedPrices(database.dataSource, new AuditService());
});
afterAll(() => database.drop());
beforeEach(async () => {
  const maker = await register.buildActor('lab_manager');
  const { organisationId } = maker;
  const { id: instrumentId } = await register.buildListed(maker);
  sides = {
    ...{ maker, instrumentId },
    checker: await register.buildActor('holder_admin', { organisationId }),
    customer: await register.buildActor('enterprise_member'),
  };
  for (const [validFrom, yuan] of [
    ['2026-01-01', 600],
    ['2098-12-01', 700],
  ] as const)
    await register.terms.putFeeSchedule(
      { actor: maker, instrumentId },
      { validFrom, lines: [{ kind: 'per_hour', amountFen: fen(yuan * 100) }] },
    );
});

const proposal = (changes: Partial<ProposeAgreedPriceRequest> = {}): ProposeAgreedPriceRequest => ({
  ...{ customerOrganisationId: sides.customer.organisationId, percent: 80, reason: '年度合作协议' },
  ...{ validFrom: '2026-01-01', validUntil: '2098-12-31', ...changes },
});
const propose = (changes?: Partial<ProposeAgreedPriceRequest>) =>
  prices.propose(sides.maker, proposal(changes), {});
const agree = async (changes?: Partial<ProposeAgreedPriceRequest>): Promise<AgreedPriceResponse> =>
  prices.approve(sides.checker, (await propose(changes)).id, {});

/** Two hours on a civil day. */
const quoted = (day = '2098-11-03', actor = sides.customer) =>
  quotes.create(actor, {
    ...{ instrumentId: sides.instrumentId, purpose: 'testing' },
    ...{ startsAt: `${day}T09:00:00+08:00`, endsAt: `${day}T11:00:00+08:00` },
  });

describe('an agreed price', () => {
  it('lowers quotes from its approval until it is withdrawn, and says so in a line', async () => {
    const { id } = await propose();
    expect(await quoted()).toMatchObject({ listFen: 120_000 });
    await prices.approve(sides.checker, id, {});
    expect(await quoted()).toMatchObject({
      ...{ listFen: 96_000, ownFen: 96_000, agreedPriceId: id },
      lines: [
        { kind: 'per_hour', amountFen: 120_000 },
        { kind: 'agreed_price', amountFen: -24_000, agreedPriceId: id },
      ],
    });
    await prices.withdraw(sides.maker, id, '协议终止', {});
    expect(await quoted()).not.toHaveProperty('agreedPriceId');
  });

  it('is for its customer alone', async () => {
    await agree();
    const other = await register.buildActor('enterprise_member');
    expect(await quoted('2098-11-03', other)).toMatchObject({ listFen: 120_000 });
    expect(await quoted('2098-11-03', sides.maker)).toMatchObject({ listFen: 120_000 });
  });

  it('counts on the civil service dates it names, both included, on the prices of that day', async () => {
    await agree({ percent: 50, validFrom: '2098-11-30', validUntil: '2098-12-01' });
    const quotesOf = ['2098-11-29', '2098-11-30', '2098-12-01', '2098-12-02'].map((day) =>
      quoted(day),
    );
    expect(
      (await Promise.all(quotesOf)).map(({ listFen, feeScheduleVersion }) => [
        listFen,
        feeScheduleVersion,
      ]),
    ).toEqual([
      [120_000, 1],
      [60_000, 1],
      [70_000, 2],
      [140_000, 2],
    ]);
  });

  it('of one instrument goes before that of all', async () => {
    await agree({ percent: 50 });
    const { instrumentId } = sides;
    await agree({
      instrumentId,
      percent: null,
      lines: [{ kind: 'per_hour', amountFen: fen(50_000) }],
    });
    expect(await quoted()).toMatchObject({ listFen: 100_000 });
  });

  it('stays with the order that was placed at it, line by line, also when it is withdrawn', async () => {
    const { id } = await agree();
    const { customer, instrumentId } = sides;
    const quote = await quoted();
    const identity = await desk.orders.nextIdentity(desk.db.manager);
    const instrument = await register.instruments.getBookable(
      ...([desk.db.manager, instrumentId, '2098-11-03', customer] as const),
    );
    await inTransaction(desk.db, (tx) =>
      desk.orders.open(tx, customer, identity, {
        ...{ kind: 'slot', quote },
        service: {
          ...{ instrument, userOrganisationId: customer.organisationId },
          ...{ purpose: 'testing', sampleCount: 0 },
          period: periodOf('2098-11-03T09:00:00+08:00', '2098-11-03T11:00:00+08:00'),
        },
      }),
    );
    await prices.withdraw(sides.maker, id, '协议终止', {});
    const kept = await desk.orders.get(customer, identity.id);
    expect(kept).toMatchObject({
      feeFen: 96_000,
      quote: { agreedPriceId: id, feeScheduleVersion: 1 },
    });
    expect(kept.quote.lines).toEqual(quote.lines);
  });
});

describe('its two persons', () => {
  it('are two, also for the database', async () => {
    const { id } = await propose();
    await expect(prices.approve(sides.maker, id, {})).rejects.toMatchObject({
      code: 'second-person-required',
    });
    const alone = desk.db.query(
      `UPDATE agreed_price SET state = 'approved', approved_by = proposed_by, approved_at = app_now() WHERE id = $1`,
      [id],
    );
    await expect(alone).rejects.toMatchObject({ constraint: 'agreed_price_approved_by_proposer' });
    const unapproved = desk.db.query(`UPDATE agreed_price SET state = 'approved' WHERE id = $1`, [
      id,
    ]);
    await expect(unapproved).rejects.toMatchObject({ constraint: 'agreed_price_without_approval' });
  });

  it('never change what was agreed, nor bring back what was withdrawn', async () => {
    const { id } = await agree();
    for (const change of ['percent = 10', `valid_until = '2099-01-01'`, `state = 'proposed'`])
      await expect(
        desk.db.query(`UPDATE agreed_price SET ${change} WHERE id = $1`, [id]),
      ).rejects.toMatchObject({ constraint: 'agreed_price_kept' });
    await prices.withdraw(sides.checker, id, '写错了', {});
    await expect(
      desk.db.query(`UPDATE agreed_price SET state = 'approved' WHERE id = $1`, [id]),
    ).rejects.toMatchObject({ constraint: 'agreed_price_kept' });
    await expect(prices.approve(sides.checker, id, {})).rejects.toMatchObject({
      ...{ code: 'agreed-price-state', members: { state: 'withdrawn' } },
    });
  });

  it('approve one of eight that overlap when all are approved at once', async () => {
    const proposed = await Promise.all(Array.from({ length: 8 }, () => propose()));
    const outcomes = await Promise.allSettled(
      proposed.map(({ id }) => prices.approve(sides.checker, id, {})),
    );
    const refused = outcomes.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as object] : [],
    );
    expect(refused).toHaveLength(7);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'agreed-price-overlaps' });
  });

  it('may agree on adjoining days, and anew on days whose agreement was withdrawn', async () => {
    const { id } = await agree({ validUntil: '2098-06-30' });
    await agree({ validFrom: '2098-07-01' });
    await prices.withdraw(sides.maker, id, '换新协议', {});
    expect(await agree({ validUntil: '2098-06-30', percent: 70 })).toMatchObject({
      state: 'approved',
    });
  });
});

describe('what is proposed', () => {
  it.each<[string, () => Partial<ProposeAgreedPriceRequest>, string]>([
    ['for nobody', () => ({ customerOrganisationId: newId() }), '/customerOrganisationId'],
    [
      'for oneself',
      () => ({ customerOrganisationId: sides.maker.organisationId }),
      '/customerOrganisationId',
    ],
    ['for an instrument of nobody', () => ({ instrumentId: newId() }), '/instrumentId'],
    ['for the past', () => ({ validFrom: '2020-01-01', validUntil: '2020-12-31' }), '/validUntil'],
  ])('%s is refused', async (_what, changes, pointer) => {
    await expect(propose(changes())).rejects.toMatchObject({
      members: { errors: [expect.objectContaining({ pointer })] },
    });
  });

  it('is shown to the customer once it was approved, and to the holder at once', async () => {
    const { id } = await propose();
    const shown = async (actor: Actor) => (await prices.list(actor, {})).items.map((one) => one.id);
    expect(await shown(sides.maker)).toEqual([id]);
    expect(await shown(sides.customer)).toEqual([]);
    await prices.approve(sides.checker, id, {});
    expect(await shown(sides.customer)).toEqual([id]);
    expect((await prices.list(sides.maker, { state: 'proposed' })).items).toEqual([]);
  });
});
