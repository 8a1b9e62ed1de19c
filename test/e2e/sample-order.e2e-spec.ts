import { createHash } from 'node:crypto';
import { unpack, verifyChecksums } from '../../libs/archives/src/testing/unpacked';
import type { Answer, ApiClient, Problem } from './api-client';
import { startWorld, type World } from './world';

type Person = 'bureau' | 'auditor' | 'user' | 'lab' | 'asset';

/** What the tests look at of an order. */
interface Order {
  id: string;
  number: string;
  state: string;
  allowedActions: string[];
  quote: { listFen: number; voucherFen: number; ownFen: number };
  actualFen: number | null;
  sampleOrder: { lines: { amountFen: number }[] | null; samples: { labelCode: string | null }[] };
}

const CODES = { holder: '12330400MA9JXDY101', enterprise: '91330402MA9JXDY10Q' };
const FEE_FEN = 96_000;
const REPORT = Buffer.from('%PDF-1.7\n% 检测报告 BG-2026-001\n%%EOF\n');
const SCAN = Buffer.from('%PDF-1.7\n% 盖章扫描件\n%%EOF\n');

let world: World;
const people = {} as Record<Person, ApiClient>;
/** The holder's organisation. */
let holderId: string;
let order: Order;

beforeAll(async () => {
  world = await startWorld();
  const office = await world.buildOrganisation('330400');
  people.bureau = await world.buildClient('bureau_reviewer', office);
  people.auditor = await world.buildClient('auditor', office);
  holderId = await found(CODES.holder, { kind: 'university', legalForm: 'public_institution' });
  const enterpriseId = await found(CODES.enterprise, {});
  people.lab = await world.buildClient('lab_manager', holderId);
  people.asset = await world.buildClient('holder_admin', holderId);
  people.user = await world.buildClient('enterprise_admin', enterpriseId);
});
afterAll(() => world.stop());

/** Makes an organisation by the bureau. @returns its id */
async function found(creditCode: string, parts: object): Promise<string> {
  const { id } = await people.bureau.create<{ id: string }>('/organisations', {
    ...{ nameZh: `单位 ${creditCode}`, creditCode, kind: 'enterprise', legalForm: 'enterprise' },
    ...{ regionCode: '330402', contactName: '王晓', contactPhone: '0573-83640000', ...parts },
  });
  return id;
}

/** Uploads a file of the person's organisation. @returns its id */
async function upload(person: ApiClient, name: string, content: Buffer): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(content)], { type: 'application/pdf' }), name);
  const answer: Answer<{ id: string }> = await person.send('POST', '/files', { raw: form });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return answer.body.id;
}

/** Takes a step of the order and reads it anew. */
const step = async (person: ApiClient, action: string, body: object = {}): Promise<Order> => {
  await person.command(`/orders/${order.id}/${action}`, body);
  order = await person.get<Order>(`/orders/${order.id}`);
  return order;
};

const civilDate = (daysAhead: number): string =>
  new Date(Date.now() + 8 * 3_600_000 + daysAhead * 86_400_000).toISOString().slice(0, 10);

describe('an order of samples', () => {
  it('is asked for with tests, samples, hazards and what is to be done with the rest', async () => {
    order = await people.user.create<Order>('/orders', {
      ...{ kind: 'sample', providerOrganisationId: holderId, purpose: 'testing' },
      items: [{ name: '断裂强力', standard: 'GB/T 3923.1-2013', quantity: 2 }],
      samples: [
        { name: '机织物 A', quantity: 3, hazards: '含有机溶剂，避火' },
        { name: '机织物 B', quantity: 1 },
      ],
      ...{ urgency: 'urgent', reportKind: 'cma', leftOver: 'return' },
    });
    expect(order).toMatchObject({ state: 'submitted', quote: { listFen: 0 } });
    expect(order.number).toMatch(/^JX\d\d-\d{6}-[\dX]$/);
    await people.user.create(`/orders/${order.id}/messages`, { text: '请注意样品含有机溶剂' });
  });

  it('is priced by the lab and bound once the user organisation accepts the quote', async () => {
    const early: Answer<Problem & { allowedActions: string[] }> = await people.user.send(
      ...(['POST', `/orders/${order.id}/accept-quote`, { body: {} }] as const),
    );
    expect(early).toMatchObject({
      ...{ status: 409, body: { code: 'order-state', allowedActions: ['withdraw'] } },
    });
    const lines = [{ text: '断裂强力', quantity: 2, unitFen: FEE_FEN / 2, reason: '按加急协议价' }];
    await step(people.lab, 'price', { lines, promisedOn: civilDate(20) });
    expect(order).toMatchObject({
      state: 'priced',
      sampleOrder: { lines: [{ amountFen: FEE_FEN }] },
    });
    await step(people.user, 'accept-quote');
    expect(order).toMatchObject({ state: 'open', quote: { listFen: FEE_FEN, ownFen: FEE_FEN } });
  });

  it('waits for the contract that the holder asks for, signed by both sides', async () => {
    await people.asset.put(`/organisations/${holderId}/contract-requirement`, { rule: 'each' });
    await step(people.user, 'send', { carrier: '顺丰', trackingNumber: 'SF1234567890' });
    const path = `/orders/${order.id}`;
    const refused: Answer<Problem> = await people.lab.send('POST', `${path}/receive`);
    expect(refused).toMatchObject({ status: 422, body: { code: 'contract-required' } });
    const { sha256 } = await people.user.get<{ sha256: string }>(`${path}/contract`);
    const fileId = await upload(people.user, '合同盖章扫描件.pdf', SCAN);
    await people.user.command(`${path}/contract/accept`, { sha256, fileId });
    expect(await people.lab.command(`${path}/contract/accept`, { sha256 })).toMatchObject({
      state: 'signed',
    });
  });

  it('is received under labels, worked on, and completed with its report', async () => {
    await step(people.lab, 'receive');
    expect(order.sampleOrder.samples.map(({ labelCode }) => labelCode)).toEqual([
      ...[`${order.number}/1`, `${order.number}/2`],
    ]);
    await step(people.lab, 'start');
    const fileId = await upload(people.lab, '检测报告 BG-2026-001.pdf', REPORT);
    const path = `/orders/${order.id}/attachments`;
    const { sha256 } = await people.lab.create<{ sha256: string }>(path, {
      ...{ fileId, kind: 'report' },
    });
    expect(sha256).toBe(createHash('sha256').update(REPORT).digest('hex'));
    await step(people.lab, 'complete', {
      ...{ reportNumber: 'BG-2026-001', reportIssuedOn: civilDate(0), reportSha256: sha256 },
    });
    expect(order).toMatchObject({ state: 'completed', actualFen: FEE_FEN });
  });

  it('is accepted by the user organisation, and by nobody else', async () => {
    const theirs = await people.lab.send('POST', `/orders/${order.id}/accept`);
    expect(theirs.status).toBe(403);
    await step(people.user, 'accept');
    expect(order).toMatchObject({ state: 'accepted', allowedActions: [] });
  });

  it('is invoiced and paid, and nothing of it stays open', async () => {
    const invoice = await people.lab.create<{ id: string }>('/invoices', {
      ...{ number: '26332000000012345678', kind: 'special', title: `单位 ${CODES.enterprise}` },
      ...{ taxNumber: CODES.enterprise, issuedOn: civilDate(0), amountFen: FEE_FEN },
      allocations: [{ orderId: order.id, amountFen: FEE_FEN }],
    });
    const receipt = await people.asset.create<{ id: string }>('/receipts', {
      ...{ reference: '20261124-000017', receivedOn: civilDate(0), amountFen: FEE_FEN },
      payerName: `单位 ${CODES.enterprise}`,
    });
    const match = { invoiceId: invoice.id, amountFen: FEE_FEN };
    await people.asset.command(`/receipts/${receipt.id}/matches`, match);
    expect(await people.user.get(`/orders/${order.id}/balance`)).toMatchObject({
      ...{ billedFen: FEE_FEN, invoicedFen: FEE_FEN, paidFen: FEE_FEN, openFen: 0 },
    });
    expect(await people.auditor.get('/ledger/invariants')).toMatchObject({ ok: true });
  });

  it('is handed to the auditor in one archive that proves itself', async () => {
    const archive = await unpack(await people.auditor.download(`/orders/${order.id}/archive`));
    const verdicts = verifyChecksums(archive);
    expect(verdicts).toEqual([...archive.files.keys()].slice(0, -1).map((path) => `${path}: OK`));
    const text = (path: string) => archive.files.get(path)?.toString('utf8') ?? '';
    const { index } = archive;
    expect(index.orderNumber).toBe(order.number);
    for (const [path, value] of [
      ['01-order.json', '"state": "accepted"'],
      ['02-history.json', '"action": "accept-quote"'],
      ['03-samples.json', 'SF1234567890'],
      ['06-contract.json', '"userAcceptedAt"'],
      ['12-messages.json', '请注意样品含有机溶剂'],
      ['22-invoices.json', '26332000000012345678'],
      ['24-receipts.json', '20261124-000017'],
    ] as const)
      expect([path, text(path)]).toEqual([path, expect.stringContaining(value)]);
    expect(archive.files.get('06-contract/001-scan-user.pdf')).toEqual(SCAN);
    expect(archive.files.get('13-attachments/001-report.pdf')).toEqual(REPORT);
    expect(text('06-contract/contract.pdf')).toMatch(/^%PDF-/);
    const history = JSON.parse(text('02-history.json')) as { toState: string }[];
    expect(history.map(({ toState }) => toState)).toEqual([
      ...['priced', 'open', 'sent', 'received', 'running', 'completed', 'accepted'],
    ]);
  });
});
