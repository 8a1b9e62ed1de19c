import { randomUUID } from 'node:crypto';
import type { Page } from './answers';
import type { Answer, ApiClient, Problem } from './api-client';
import { buildListed, type Instrument } from './instruments';
import { hourOf, hours, runClockAhead, startWorld, type World } from './world';

const ORDERS = 20;
const FEE_FEN = 30_000;
const CODES = { provider: '91310115MA9JXDY10U', customer: '91330402MA9JXDY10Q' };

/** What the tests look at of a statement. */
interface Statement {
  id: string;
  number: string;
  state: string;
  feeFen: number;
  ownFen: number;
  openFen: number;
  dueOn: string | null;
  invoiceId: string | null;
  lines: { orderId: string; ownFen: number; live: boolean }[];
}

interface Invoice {
  id: string;
  amountFen: number;
  allocatedFen: number;
  state: string;
  allocations: { orderId: string; amountFen: number }[];
}

interface Balance {
  billedFen: number;
  paidFen: number;
  openFen: number;
  writtenOffFen: number;
}

let world: World;
let instrument: Instrument;
const logins = { bureau: '', lab: '', user: '' };
const people = {} as Record<keyof typeof logins, ApiClient>;
const organisations = { provider: '', customer: '' };
const orders: string[] = [];
let statement: Statement;

const signIn = async (): Promise<void> => {
  for (const person of ['bureau', 'lab', 'user'] as const)
    people[person] = await world.signIn(logins[person]);
};

beforeAll(async () => {
  world = await startWorld();
  logins.bureau = await world.buildPerson(
    await world.buildOrganisation('330400'),
    'bureau_reviewer',
  );
  people.bureau = await world.signIn(logins.bureau);
  for (const [name, creditCode] of Object.entries(CODES)) {
    const { id } = await people.bureau.create<{ id: string }>('/organisations', {
      ...{ nameZh: `单位 ${creditCode}`, creditCode, kind: 'enterprise', legalForm: 'enterprise' },
      ...{ regionCode: '330402', contactName: '王晓', contactPhone: '0573-83640000' },
    });
    organisations[name as keyof typeof organisations] = id;
  }
  logins.lab = await world.buildPerson(organisations.provider, 'lab_manager');
  logins.user = await world.buildPerson(organisations.customer, 'enterprise_admin');
  await signIn();
  instrument = await buildListed(people.lab, people.bureau);
});
afterAll(() => world.stop());

const today = (): string => hourOf(0, 0).toISODate();
const requestSamples = (): Promise<Answer<Problem & { id: string }>> =>
  people.user.send('POST', '/orders', {
    headers: { 'idempotency-key': randomUUID() },
    body: {
      ...{ kind: 'sample', providerOrganisationId: organisations.provider, purpose: 'testing' },
      items: [{ name: '断裂强力', standard: 'GB/T 3923.1-2013', quantity: 1 }],
      samples: [{ name: '机织物', quantity: 1 }],
      ...{ urgency: 'normal', reportKind: 'none', leftOver: 'destroy' },
    },
  });
const read = (): Promise<Statement> => people.lab.get(`/statements/${statement.id}`);
const invoiceOver = (number: string): Promise<Statement> =>
  people.lab.command(`/statements/${statement.id}/invoice`, {
    ...{ number, kind: 'special', title: '用户单位', taxNumber: CODES.customer },
    ...{ issuedOn: today(), amountFen: ORDERS * FEE_FEN },
  });
const receive = (amountFen: number): Promise<{ id: string }> =>
  people.lab.create('/receipts', {
    ...{ reference: randomUUID(), receivedOn: today(), amountFen, payerName: '用户单位' },
    payerOrganisationId: organisations.customer,
  });
const codesOf = ({ body }: Answer<Problem>): string[] =>
  (body.reasons ?? []).map(({ code }) => code);

describe('a month of work', () => {
  it('is agreed to be paid by statement, with a limit to arrears', async () => {
    const terms = { mode: 'monthly', daysToPay: 30, arrearsLimitDays: 10 };
    const customerOrganisationId = organisations.customer;
    expect(
      await people.lab.put('/settlement-terms', { ...terms, customerOrganisationId }),
    ).toMatchObject({ ...terms, version: 1 });
  });

  it('is ordered, done and accepted order by order', async () => {
    const line = { text: '断裂强力', quantity: 1, unitFen: FEE_FEN, reason: '按协议价' };
    for (let at = 0; at < ORDERS; at += 1) {
      const { status, body } = await requestSamples();
      expect(status).toBe(201);
      const path = `/orders/${body.id}`;
      await people.lab.command(`${path}/price`, { lines: [line], promisedOn: '2099-06-30' });
      await people.user.command(`${path}/accept-quote`);
      await people.lab.command(`${path}/receive`);
      await people.lab.command(`${path}/start`);
      await people.lab.command(`${path}/complete`, {});
      expect(await people.user.command(`${path}/accept`)).toMatchObject({ state: 'accepted' });
      orders.push(body.id);
    }
  });
});

describe('the statement', () => {
  it('takes in every order, and is the holder’s alone until it is sent', async () => {
    const { year, month } = hourOf(0, 0);
    statement = await people.lab.create('/statements', {
      customerOrganisationId: organisations.customer,
      ...{ year, month },
    });
    expect(statement).toMatchObject({ state: 'draft', ownFen: ORDERS * FEE_FEN, dueOn: null });
    expect(statement.lines.map(({ orderId }) => orderId).sort()).toEqual([...orders].sort());
    const path = `/statements/${statement.id}`;
    expect((await people.user.send('GET', path)).status).toBe(404);
    await people.lab.command(`${path}/send`);
    expect(await people.user.get(path)).toMatchObject({
      ...{ state: 'sent', dueOn: hourOf(30, 0).toISODate() },
    });
  });

  it('is disputed with a reason, corrected, sent again and confirmed', async () => {
    const path = `/statements/${statement.id}`;
    await people.user.command(`${path}/dispute`, { reason: '请核对第三单' });
    expect((await people.user.send('POST', `${path}/correct`, { body: {} })).status).toBe(403);
    await people.lab.command(`${path}/correct`);
    await people.lab.command(`${path}/send`);
    const wrong: Answer<Problem> = await people.user.send('POST', `${path}/confirm`, {
      body: { ownFen: 1 },
    });
    expect(wrong).toMatchObject({ status: 409, body: { code: 'statement-changed' } });
    const confirmed = await people.user.command(`${path}/confirm`, { ownFen: ORDERS * FEE_FEN });
    expect(confirmed).toMatchObject({ state: 'confirmed', feeFen: ORDERS * FEE_FEN });
  });
});

describe('the invoice', () => {
  it('is over all its orders, and is issued anew after one 红冲', async () => {
    const { invoiceId } = await invoiceOver('26332000000099990001');
    const first = await people.user.get<Invoice>(`/invoices/${invoiceId}`);
    expect(first).toMatchObject({ amountFen: ORDERS * FEE_FEN, allocatedFen: ORDERS * FEE_FEN });
    expect(first.allocations).toHaveLength(ORDERS);
    await people.lab.command(`/invoices/${invoiceId}/red-flush`, {
      ...{ number: '26332000000099990002', issuedOn: today() },
    });
    expect(await read()).toMatchObject({ state: 'confirmed', invoiceId: null });
    const again = await invoiceOver('26332000000099990003');
    expect(again.invoiceId).not.toBe(invoiceId);
  });

  it('is paid by a receipt that is matched to it', async () => {
    const { invoiceId } = await read();
    const { id } = await receive(ORDERS * FEE_FEN - FEE_FEN);
    await people.lab.command(`/receipts/${id}/matches`, {
      ...{ invoiceId, amountFen: ORDERS * FEE_FEN - FEE_FEN },
    });
    expect(await read()).toMatchObject({ openFen: FEE_FEN });
    expect((await people.lab.get<Page<object>>('/arrears')).items).toEqual([]);
  });
});

describe('what is not paid in time', () => {
  it('keeps the user organisation from booking and ordering once the limit is passed', async () => {
    await runClockAhead(world.database, hourOf(41, 12));
    await signIn();
    const owed = [{ overdueFen: FEE_FEN, orders: 1, days: 11, overLimit: true }];
    expect(await people.lab.get('/arrears')).toMatchObject({ items: owed });
    expect(await people.user.get('/arrears')).toMatchObject({ items: owed });
    const order = await requestSamples();
    expect([order.status, codesOf(order)]).toEqual([422, ['arrears-limit']]);
    const booking: Answer<Problem> = await people.user.send('POST', '/reservations', {
      headers: { 'idempotency-key': randomUUID() },
      body: { instrumentId: instrument.id, ...hours(42, 9, 10), purpose: 'testing' },
    });
    expect([booking.status, codesOf(booking)]).toEqual([422, ['arrears-limit']]);
  });

  it('keeps it from nothing any more when it is paid, and the books hold', async () => {
    const { invoiceId } = await read();
    const { id } = await receive(FEE_FEN);
    await people.lab.command(`/receipts/${id}/matches`, { invoiceId, amountFen: FEE_FEN });
    expect((await requestSamples()).status).toBe(201);
    for (const orderId of orders) {
      const balance = await people.user.get<Balance>(`/orders/${orderId}/balance`);
      expect(balance).toMatchObject({ billedFen: FEE_FEN, paidFen: FEE_FEN, openFen: 0 });
    }
    const auditor = await world.buildClient('auditor');
    expect(await auditor.get('/ledger/invariants')).toMatchObject({ ok: true, violations: [] });
  });
});
