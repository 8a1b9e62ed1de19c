import { LinkSigner } from '@app/identity';
import type { Voucher } from './answers';
import type { Answer, ApiClient, Problem } from './api-client';
import { describeInstrument, publishTerms } from './instruments';
import { eventually, hourOf, hours, runClockAhead, startWorld, type World } from './world';

type Person = 'bureau' | 'bureau2' | 'finance' | 'user';

/** What the tests look at of an order. */
interface Order {
  id: string;
  number: string;
  state: string;
  actualFen: number | null;
  capturedFen: number;
  quote: { listFen: number; voucherFen: number; ownFen: number };
  offlineOrder: { confirmedHow: string | null; completedHow: string | null };
}

const FEE_FEN = 120_000;
const SECRET_KEY = 'a secret of the links, 32 characters';
const PROVIDER = {
  ...{ nameZh: '上海某分析测试有限公司', creditCode: '91310115MA9JXDY10U' },
  regionCode: '310000',
};
const CONTRACT = Buffer.from('%PDF-1.7\n% 技术服务合同\n%%EOF\n');
const REPORT = Buffer.from('%PDF-1.7\n% 检测报告\n%%EOF\n');

let world: World;
let logins: Record<Person, string>;
let people: Record<Person, ApiClient>;
let voucherId: string;
let order: Order;

const signInAll = async (): Promise<void> => {
  const entries = Object.entries(logins).map(
    async ([person, login]) => [person, await world.signIn(login)] as const,
  );
  people = Object.fromEntries(await Promise.all(entries)) as typeof people;
};

beforeAll(async () => {
  world = await startWorld({ env: { JIAYI_SECRET_KEY: SECRET_KEY } });
  const bureau = await world.buildOrganisation('330400');
  const enterprise = await world.buildOrganisation('330402');
  logins = {
    bureau: await world.buildPerson(bureau, 'bureau_reviewer'),
    bureau2: await world.buildPerson(bureau, 'bureau_reviewer'),
    finance: await world.buildPerson(bureau, 'finance_officer'),
    user: await world.buildPerson(enterprise, 'enterprise_admin'),
  };
  await signInAll();
  voucherId = await issueTo(enterprise);
});
afterAll(() => world.stop());

/** A voucher of ten thousand yuan that pays half of a service outside Jiaxing. */
async function issueTo(organisationId: string): Promise<string> {
  const { year } = hourOf(1, 9);
  const { id: programmeId } = await people.bureau.create<{ id: string }>('/voucher-programmes', {
    ...{ nameZh: `${year} 年创新券`, year, ratio: 0.5, ceilingFen: 20_000_000 },
    ...{ validFrom: `${year}-01-01`, validTo: `${year + 1}-12-31`, paymentMode: 'reimburse' },
    ...{ purposes: ['testing'], eligibleForms: ['enterprise'], source: '嘉政发〔2025〕19号' },
  });
  await people.finance.create(`/voucher-programmes/${programmeId}/appropriations`, {
    ...{ amountFen: 50_000_000, documentNumber: '嘉财教〔2026〕1号' },
  });
  const issue = { programmeId, organisationId, amountFen: 1_000_000 };
  return (await people.bureau.create<Voucher>('/vouchers', issue)).id;
}

/** Uploads a file of the person's organisation. @returns its id */
async function upload(person: ApiClient, name: string, content: Buffer): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(content)], { type: 'application/pdf' }), name);
  const answer: Answer<{ id: string }> = await person.send('POST', '/files', { raw: form });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return answer.body.id;
}

/** The token that the mail carries which the worker was asked to send. */
async function tokenOf(purpose: 'order-confirmation' | 'order-completion'): Promise<string> {
  const [link] = await eventually(
    () =>
      world.database.dataSource.query<{ id: string }[]>(
        `SELECT l.id FROM signed_link l JOIN outbox_message m ON m.payload->>'linkId' = l.id::text
          WHERE l.object_id = $1 AND l.purpose = $2 AND m.payload->>'mail' = $2`,
        [order.id, purpose],
      ),
    (links) => links.length > 0,
  );
  return new LinkSigner(SECRET_KEY).tokenOf(purpose, link?.id ?? '');
}

const service = (): object => ({
  ...{ kind: 'offline', provider: PROVIDER, contactEmail: 'service@provider.example' },
  ...{ description: '透射电镜形貌观察 6 个样', place: '上海市浦东新区某路 1 号' },
  ...{ feeFen: FEE_FEN, purpose: 'testing', voucherId, ...hours(1, 9, 17) },
});

const anonymously = <Body>(path: string, body: object): Promise<Answer<Body>> =>
  world.anonymous.send<Body>('POST', path, { body });
const read = async (): Promise<Order> => (order = await people.user.get(`/orders/${order.id}`));

describe('an offline service outside Jiaxing', () => {
  it('is what an instrument without online booking leads to', async () => {
    const holder = await world.buildOrganisation('310115');
    const lab = await world.buildClient('lab_manager', holder);
    const description = { regionCode: '310115', onlineBooking: false };
    const instrument = await lab.create<{ id: string }>(
      ...(['/instruments', describeInstrument(description)] as const),
    );
    await publishTerms(lab, instrument.id);
    await lab.command(`/instruments/${instrument.id}/submit`);
    await people.bureau.command(`/instruments/${instrument.id}/approve`);
    const refused: Answer<Problem> = await people.user.send('POST', '/reservations', {
      headers: { 'idempotency-key': crypto.randomUUID() },
      body: { instrumentId: instrument.id, ...hours(1, 9, 11), purpose: 'testing' },
    });
    expect(refused.body.reasons).toMatchObject([
      { code: 'instrument-not-bookable', values: { orderKind: 'offline' } },
    ]);
    const filed = await people.user.create<Order>('/orders', {
      ...{ kind: 'offline', instrumentId: instrument.id, description: '透射电镜观察' },
      ...{ feeFen: FEE_FEN, purpose: 'testing', ...hours(1, 9, 17) },
    });
    expect(await lab.command(`/offline-orders/${filed.id}/confirm`)).toMatchObject({
      state: 'open',
    });
  });

  it('is refused once it has begun, and with what belongs to orders of samples', async () => {
    const late: Answer<Problem> = await people.user.send('POST', '/orders', {
      headers: { 'idempotency-key': crypto.randomUUID() },
      body: { ...service(), ...hours(-1, 9, 17) },
    });
    expect(late).toMatchObject({
      ...{ status: 422, body: { errors: [{ pointer: '/startsAt', code: 'service-begun' }] } },
    });
    const mixed: Answer<Problem> = await people.user.send('POST', '/orders', {
      headers: { 'idempotency-key': crypto.randomUUID() },
      body: { ...service(), urgency: 'normal' },
    });
    expect(mixed).toMatchObject({
      ...{ status: 400, body: { errors: [{ pointer: '/urgency', code: 'unknown-property' }] } },
    });
  });

  it('is filed with its contract before it starts, and holds nothing yet', async () => {
    const contractFileId = await upload(people.user, '技术服务合同.pdf', CONTRACT);
    order = await people.user.create<Order>('/orders', { ...service(), contractFileId });
    expect(order).toMatchObject({
      ...{ state: 'submitted', quote: { listFen: FEE_FEN, voucherFen: 0, ownFen: FEE_FEN } },
    });
    expect(await people.user.get(`/vouchers/${voucherId}`)).toMatchObject({ heldFen: 0 });
  });

  it('is confirmed by its provider by a link that works once, and the voucher is held', async () => {
    const token = await tokenOf('order-confirmation');
    expect(await anonymously('/order-confirmations/preview', { token })).toMatchObject({
      status: 200,
      body: { orderNumber: order.number, providerNameZh: PROVIDER.nameZh, listFen: FEE_FEN },
    });
    const answer = { token, decision: 'confirmed', name: '张三' };
    expect(await anonymously('/order-confirmations', answer)).toMatchObject({ status: 201 });
    expect(await anonymously('/order-confirmations', answer)).toMatchObject({
      ...{ status: 403, body: { code: 'link-refused' } },
    });
    expect(await read()).toMatchObject({
      ...{ state: 'open', quote: { voucherFen: FEE_FEN / 2, ownFen: FEE_FEN / 2 } },
      offlineOrder: { confirmedHow: 'link' },
    });
    expect(await people.user.get(`/vouchers/${voucherId}`)).toMatchObject({
      heldFen: FEE_FEN / 2,
    });
  });

  it('is completed by the provider by another link, and accepted by its user', async () => {
    await runClockAhead(world.database, hourOf(1, 18));
    await signInAll();
    const asked = await people.user.send('POST', `/orders/${order.id}/completion-links`, {
      body: {},
    });
    expect(asked.status).toBe(201);
    const token = await tokenOf('order-completion');
    const answer = { token, name: '张三', actualFen: 100_000 };
    expect(await anonymously('/order-completions', answer)).toMatchObject({ status: 201 });
    expect(await anonymously('/order-completions', answer)).toMatchObject({ status: 403 });
    expect(await read()).toMatchObject({
      ...{ state: 'completed', actualFen: 100_000, capturedFen: 50_000 },
      offlineOrder: { completedHow: 'link' },
    });
    await people.user.command(`/orders/${order.id}/accept`);
  });

  it('is claimed with the voucher once its report is there, and approved by another person', async () => {
    const day = hourOf(1, 9).toISODate();
    const claim = () =>
      people.user.send<Problem & { id: string }>('POST', '/claims', {
        headers: { 'idempotency-key': crypto.randomUUID() },
        body: {
          orderId: order.id,
          invoices: [{ number: '26312000000012345678', issuedOn: day, amountFen: 100_000 }],
          paymentProof: { reference: '回单 20261125-001', paidOn: day, amountFen: 50_000 },
          files: [],
        },
      });
    expect(await claim()).toMatchObject({
      ...{ status: 422, body: { errors: [{ pointer: '/orderId', code: 'report-missing' }] } },
    });
    const reportFileId = await upload(people.user, '检测报告.pdf', REPORT);
    await people.user.put(`/offline-orders/${order.id}/papers`, { reportFileId });
    const submitted = await claim();
    expect(submitted).toMatchObject({ status: 201, body: { amountFen: 50_000 } });
    expect(await people.bureau2.command(`/claims/${submitted.body.id}/approve`)).toMatchObject({
      state: 'approved',
    });
    expect(await people.user.get(`/vouchers/${voucherId}`)).toMatchObject({
      ...{ heldFen: 0, capturedFen: 50_000 },
    });
  });
});
