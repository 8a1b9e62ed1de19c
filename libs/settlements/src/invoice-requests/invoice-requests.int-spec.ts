import { newId } from '@app/common';
import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { attempts } from '../testing/attempts';
import { ACCOUNT, InvoiceDesk } from '../testing/invoice-desk';
import { creditCodeOf, type Sides } from '../testing/settlement-desk';

let database: TestDatabase;
let desk: InvoiceDesk;
let sides: Sides;
let orderId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new InvoiceDesk(database.dataSource);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sides = await desk.buildSides();
  orderId = await desk.buildOrder(sides);
});
afterEach(async () => {
  expect(await desk.violations()).toEqual([]);
});

const refusedWith = (...errors: object[]) => ({ members: { errors } });

describe('InvoiceRequests.create', () => {
  it('asks for all that is neither invoiced nor asked for, or for a part', async () => {
    await desk.invoice(sides, { [orderId]: 1_000 });
    const part = await desk.ask(sides, { [orderId]: 4_000 }, { note: '请注明合同号' });
    expect(part).toMatchObject({
      ...{ state: 'requested', kind: 'ordinary', amountFen: 4_000, note: '请注明合同号' },
      holderOrganisationId: sides.holder.organisationId,
      orders: [{ orderId, amountFen: 4_000 }],
    });
    const rest = await desk.ask(sides, { [orderId]: null });
    expect(rest.amountFen).toBe(5_000);
    await expect(desk.ask(sides, { [orderId]: 1 })).rejects.toMatchObject({
      ...{ code: 'order-requested-beyond-uninvoiced', members: { availableFen: 0 } },
    });
    await desk.requests.withdraw(sides.user, rest.id, {});
    await expect(desk.ask(sides, { [orderId]: 5_001 })).rejects.toMatchObject({
      code: 'order-requested-beyond-uninvoiced',
      members: { objectId: orderId, availableFen: 5_000, askedFen: 5_001 },
    });
    expect((await desk.ask(sides, { [orderId]: 5_000 })).amountFen).toBe(5_000);
  });

  it('leaves out what a voucher pays to the holder', async () => {
    const [deducted, reimbursed] = [
      await desk.buildOrder(sides, { voucher: 'deduct' }),
      await desk.buildOrder(sides, { voucher: 'reimburse' }),
    ];
    const { orders } = await desk.ask(sides, { [deducted]: null, [reimbursed]: null });
    expect(orders).toMatchObject([
      { orderId: deducted, amountFen: 5_000 },
      { orderId: reimbursed, amountFen: 10_000 },
    ]);
  });

  it('refuses orders of others, of two holders, named twice, and those not accepted yet', async () => {
    const others = await desk.buildSides();
    const foreign = await desk.buildOrder(others);
    const elsewhere = await desk.buildOrder({ ...sides, holder: others.holder });
    const open = await desk.buildOrder(sides, { state: 'completed' });
    await expect(desk.ask(sides, { [orderId]: null, [foreign]: null })).rejects.toMatchObject(
      refusedWith({ code: 'order-unknown' }),
    );
    await expect(desk.ask(sides, { [orderId]: null, [elsewhere]: null })).rejects.toMatchObject(
      refusedWith({ code: 'order-of-another-holder' }),
    );
    const twice = { orders: [{ orderId }, { orderId }] };
    await expect(desk.ask(sides, {}, twice)).rejects.toMatchObject(
      refusedWith({ pointer: '/orders/1/orderId', code: 'order-twice' }),
    );
    await expect(desk.ask(sides, { [open]: null })).rejects.toMatchObject({
      code: 'order-not-billable',
    });
    await expect(desk.ask(sides, {}, { orders: undefined })).rejects.toMatchObject(
      refusedWith({ code: 'one-of-two' }),
    );
    const own = { ...sides, user: sides.holder };
    const inHouse = await desk.buildOrder(own);
    await expect(desk.ask(own, { [inHouse]: null })).rejects.toMatchObject(
      refusedWith({ code: 'order-of-own-house' }),
    );
  });

  it('takes what the organisation has saved, and wants the account for a special invoice', async () => {
    const bare = { title: undefined, taxNumber: undefined };
    expect(await desk.ask(sides, { [orderId]: 1 }, bare)).toMatchObject({
      ...{ title: '测试单位', taxNumber: creditCodeOf(sides.user.organisationId), phone: null },
    });
    const taxNumber = creditCodeOf(sides.user.organisationId);
    const saved = { title: '某某集团', taxNumber, ...ACCOUNT, email: 'tax@example.org' };
    await desk.profiles.put(sides.user, saved, {});
    const special = { ...bare, kind: 'special', phone: '0573-1' } as const;
    expect(await desk.ask(sides, { [orderId]: null }, special)).toMatchObject({
      ...{ ...saved, phone: '0573-1' },
    });
    const second = await desk.buildSides();
    const other = await desk.buildOrder(second);
    await expect(
      desk.ask(second, { [other]: null }, { kind: 'special', taxNumber }),
    ).rejects.toMatchObject(
      refusedWith(
        ...['address', 'phone', 'bankName', 'bankAccount', 'taxNumber'].map((field) => ({
          pointer: `/${field}`,
        })),
      ),
    );
  });

  it('asks for what is not invoiced of a confirmed statement', async () => {
    const second = await desk.buildOrder(sides, { voucher: 'deduct' });
    await desk.invoice(sides, { [orderId]: 3_000 });
    const sent = await desk.send(sides);
    const wish = { orders: undefined, statementId: sent.id };
    await expect(desk.ask(sides, {}, wish)).rejects.toMatchObject(
      refusedWith({ code: 'statement-not-confirmed' }),
    );
    await desk.confirm(sides, sent);
    const others = await desk.buildSides();
    await expect(desk.ask(others, {}, wish)).rejects.toMatchObject(
      refusedWith({ code: 'statement-unknown' }),
    );
    const request = await desk.ask(sides, {}, wish);
    expect(request).toMatchObject({ statementId: sent.id, amountFen: 12_000 });
    expect(request.orders.map((part) => part.orderId)).toEqual([orderId, second].sort());
    await expect(desk.ask(sides, {}, wish)).rejects.toMatchObject(
      refusedWith({ code: 'statement-invoiced' }),
    );
    const { invoiceId } = await desk.issueAs(sides.holder, request);
    expect(await desk.invoices.get(invoiceId ?? '')).toMatchObject({ statementId: sent.id });
  });

  it('eight clients ask for no fen of an order twice', async () => {
    expect(await attempts(8, () => desk.ask(sides, { [orderId]: 3_000 }))).toEqual([
      ...Array<string>(3).fill('done'),
      ...Array<string>(5).fill('order-requested-beyond-uninvoiced'),
    ]);
    const [one, two] = [await desk.buildOrder(sides), await desk.buildOrder(sides)];
    // In both orders: whoever asks for two of them waits instead of deadlocking.
    const codes = await attempts(8, (at) =>
      desk.ask(sides, at % 2 ? { [one]: 5_000, [two]: 5_000 } : { [two]: 5_000, [one]: 5_000 }),
    );
    expect(codes.filter((code) => code === 'done')).toHaveLength(2);
    expect(new Set(codes)).toEqual(new Set(['done', 'order-requested-beyond-uninvoiced']));
  });
});

describe('InvoiceRequests.issue', () => {
  it('records the invoice, which takes the place of what was set aside', async () => {
    const second = await desk.buildOrder(sides);
    const request = await desk.ask(sides, { [orderId]: 6_000, [second]: null });
    const issued = await desk.issueAs(sides.holder, request, { title: ' 测试 单位' });
    expect(issued).toMatchObject({ state: 'issued', version: 2 });
    expect(issued.endedAt).not.toBeNull();
    expect(await desk.invoices.get(issued.invoiceId ?? '')).toMatchObject({
      ...{ amountFen: 16_000, allocatedFen: 16_000, state: 'recorded' },
      buyerOrganisationId: sides.user.organisationId,
    });
    expect(await desk.balance(second)).toMatchObject({ uninvoicedFen: 0 });
    expect((await desk.ask(sides, { [orderId]: null })).amountFen).toBe(4_000);
  });

  it('refuses an invoice of another buyer, kind or amount than was asked for', async () => {
    const request = await desk.ask(sides, { [orderId]: 6_000 });
    await expect(
      desk.issueAs(sides.holder, request, {
        ...{ kind: 'special', title: '别的公司', taxNumber: '911100001000000134' },
        amountFen: request.amountFen + 1,
      } as Parameters<InvoiceDesk['issueAs']>[2]),
    ).rejects.toMatchObject(
      refusedWith(
        ...['kind', 'title', 'taxNumber', 'amountFen'].map((field) => ({
          ...{ pointer: `/${field}`, code: 'not-as-requested' },
        })),
      ),
    );
    expect(await desk.requests.get(request.id)).toMatchObject({ state: 'requested' });
  });

  it('can be asked for again once the invoice is taken back', async () => {
    const request = await desk.ask(sides, { [orderId]: null });
    const { invoiceId } = await desk.issueAs(sides.holder, request);
    await desk.flush(sides.holder, invoiceId ?? '');
    expect((await desk.ask(sides, { [orderId]: null })).amountFen).toBe(10_000);
  });

  it('issues, refuses or withdraws a request once, whoever does so at the same time', async () => {
    const { id, ...request } = await desk.ask(sides, { [orderId]: null });
    const codes = await attempts(8, (at) => {
      if (at % 3 === 0) return desk.issueAs(sides.holder, { id, ...request });
      if (at % 3 === 1) return desk.requests.refuse(sides.holder, id, { reason: '抬头有误' }, {});
      return desk.requests.withdraw(sides.user, id, {});
    });
    expect(codes).toEqual(['done', ...Array<string>(7).fill('invoice-request-state')]);
    const { state, invoiceId, reason } = await desk.requests.get(id);
    expect([invoiceId !== null, reason !== null]).toEqual([
      ...[state === 'issued', state === 'refused'],
    ]);
  });

  it('is honoured against the version that was read', async () => {
    const { id } = await desk.ask(sides, { [orderId]: null });
    const stale = { ifMatch: '"7"' };
    await expect(desk.requests.withdraw(sides.user, id, stale)).rejects.toMatchObject({
      code: 'version-conflict',
    });
  });
});

describe('the list of requests', () => {
  it('shows each side its own, and the holder’s desk what waits', async () => {
    const waiting = await desk.ask(sides, { [orderId]: 1_000 });
    const ended = await desk.ask(sides, { [orderId]: 2_000 });
    await desk.requests.refuse(sides.holder, ended.id, { reason: '金额有误' }, {});
    await desk.requests.get(ended.id);
    for (const actor of [sides.holder, sides.user]) {
      const all = await desk.requests.list({}, actor);
      expect(all.items.map(({ id }) => id)).toEqual([ended.id, waiting.id]);
      const desked = await desk.requests.list({ state: 'requested' }, actor);
      expect(desked.items.map(({ id }) => id)).toEqual([waiting.id]);
    }
    const stranger = await desk.buildActor('lab_manager');
    expect((await desk.requests.list({}, stranger)).items).toEqual([]);
    await expect(desk.requests.get(newId())).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('InvoiceProfiles', () => {
  it('keeps one of each organisation, with its own tax number, version by version', async () => {
    const bare = { title: '测试单位', phone: null, savedAt: null, version: 0 };
    expect(await desk.profiles.get(sides.user)).toMatchObject(bare);
    const profile = { title: '某某公司', taxNumber: creditCodeOf(sides.user.organisationId) };
    await desk.profiles.put(sides.user, { ...profile, phone: '1' }, {});
    await desk.profiles.put(sides.user, profile, { ifMatch: '"1"' });
    expect(await desk.profiles.get(sides.user)).toMatchObject({
      ...{ ...profile, phone: null, version: 2 },
    });
    await expect(desk.profiles.put(sides.user, profile, { ifMatch: '"1"' })).rejects.toMatchObject({
      code: 'version-conflict',
    });
    const foreign = { ...profile, taxNumber: '911100001000000134' };
    await expect(desk.profiles.put(sides.user, foreign, {})).rejects.toMatchObject(
      refusedWith({ code: 'tax-number-of-another' }),
    );
  });
});

/** A request as a test expects it to be. */
interface Asked {
  id: string;
  amountFen: number;
  state: 'waiting' | 'invoiced' | 'gone';
  invoiceId?: string;
}

const sum = (some: readonly Asked[]): number =>
  some.reduce((total, one) => total + one.amountFen, 0);

/** Asks for a part of an order, which is refused exactly when more is asked than is left of 50 yuan. */
async function askFor(order: string, amountFen: number, asked: Asked[]): Promise<void> {
  const left = 5_000 - sum(asked.filter(({ state }) => state !== 'gone'));
  const request = desk.ask(sides, { [order]: amountFen });
  if (amountFen <= left) {
    asked.push({ id: (await request).id, amountFen, state: 'waiting' });
    return;
  }
  await expect(request).rejects.toMatchObject({
    ...{ code: 'order-requested-beyond-uninvoiced', members: { availableFen: left } },
  });
}

const STEPS = {
  issue: async (one: Asked) => {
    const request = await desk.requests.get(one.id);
    one.invoiceId = (await desk.issueAs(sides.holder, request)).invoiceId ?? '';
    one.state = 'invoiced';
  },
  refuse: async (one: Asked) => {
    await desk.requests.refuse(sides.holder, one.id, { reason: '抬头有误' }, {});
    one.state = 'gone';
  },
  withdraw: async (one: Asked) => {
    await desk.requests.withdraw(sides.user, one.id, {});
    one.state = 'gone';
  },
  flush: async (one: Asked) => {
    await desk.flush(sides.holder, one.invoiceId ?? '');
    one.state = 'gone';
  },
};

describe('what is asked for and invoiced of an order', () => {
  it('never passes its own part, whatever is asked, issued, refused and taken back', async () => {
    const step = record({
      does: constantFrom('ask' as const, 'issue', 'refuse', 'withdraw', 'flush'),
      amountFen: integer({ min: 1, max: 4_000 }),
      at: integer({ min: 0, max: 2 }),
    });
    await assert(
      asyncProperty(array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
        const order = await desk.buildOrder(sides, { voucher: 'deduct' });
        const asked: Asked[] = [];
        for (const { does, amountFen, at } of steps) {
          const from = does === 'flush' ? 'invoiced' : 'waiting';
          const one = asked.filter(({ state }) => state === from)[at];
          if (does === 'ask') await askFor(order, amountFen, asked);
          else if (one) await STEPS[does](one);
        }
        const invoiced = asked.filter(({ state }) => state === 'invoiced');
        expect((await desk.balance(order)).invoicedFen).toBe(sum(invoiced));
        expect(await desk.violations()).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

const ENDED = 'ended_by = requested_by, ended_at = app_now()';

describe('the rows of requests', () => {
  it('keep to their rules behind the services', async () => {
    const { id } = await desk.ask(sides, { [orderId]: 1_000 });
    for (const [change, broken] of [
      [`state = 'issued', ${ENDED}`, 'invoice_request_issued_without_invoice'],
      [`state = 'refused', ${ENDED}`, 'invoice_request_refused_without_reason'],
      [`state = 'withdrawn'`, 'invoice_request_end_without_person'],
    ])
      await expect(
        desk.db.query(`UPDATE invoice_request SET ${change} WHERE id = $1`, [id]),
      ).rejects.toThrow(broken);
    for (const statement of [
      'UPDATE invoice_request SET amount_fen = 1',
      'UPDATE invoice_request_part SET live = false',
      'DELETE FROM invoice_request_part',
    ])
      await expect(desk.db.query(statement)).rejects.toThrow('permission denied');
    await desk.requests.withdraw(sides.user, id, {});
    await expect(
      desk.db.query(
        `UPDATE invoice_request SET state = 'requested', ended_by = NULL, ended_at = NULL WHERE id = $1`,
        [id],
      ),
    ).rejects.toThrow('invoice_request_ended');
    const foreign = await desk.buildOrder(await desk.buildSides());
    await expect(
      desk.db.query(
        `INSERT INTO invoice_request_part (id, request_id, order_id, amount_fen) VALUES ($1, $2, $3, 1)`,
        [newId(), id, foreign],
      ),
    ).rejects.toThrow('invoice_request_of_strangers');
  });
});
