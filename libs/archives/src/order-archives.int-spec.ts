import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fen, newId } from '@app/common';
import { ApiDesk, expected } from '../../../test/support/api-desk';
import { ClaimDesk, type Settled } from '../../claims/src/testing/claim-desk';
import { SettlementDesk } from '../../settlements/src/testing/settlement-desk';
import { ARCHIVE_SOURCES } from './archive-sources';
import { plantEverything } from './testing/planted-rows';
import { type Unpacked, unpack, verifyChecksums } from './testing/unpacked';

let desk: ApiDesk;
let claims: ClaimDesk;
let settlements: SettlementDesk;
/** The order of a whole chain, with what its papers are called. */
let order: Settled;
const logins = { user: '', lab: '', auditor: '', stranger: '' };
const BANK_REFERENCE = '回单 20260110-007';

beforeAll(async () => {
  desk = await ApiDesk.open();
  claims = new ClaimDesk(desk.db, join(desk.settings.dataDirectory, 'files'));
  settlements = new SettlementDesk(desk.db);
  order = await claims.buildSettled();
  const { payee, other } = order;
  logins.user = (await desk.build(['enterprise_admin'], payee.organisationId)).userId;
  logins.lab = (await desk.build(['lab_manager'], other.organisationId)).userId;
  logins.auditor = (await desk.build(['auditor'])).userId;
  logins.stranger = (await desk.build(['enterprise_admin'])).userId;
  await plantEverything(desk.db, {
    ...{ orderId: order.orderId, userId: payee.userId, labId: other.userId },
    userOrganisationId: payee.organisationId,
    providerOrganisationId: other.organisationId,
    rawDataFileId: await put(other.organisationId, '曲线.pdf', '%PDF-1.7 curves'),
  });
  await sign();
  await settle();
});
afterAll(() => desk.close());

/** Both sides accept the contract, the user organisation with the scan of its paper. */
async function sign(): Promise<void> {
  const scan = await put(order.payee.organisationId, '合同（盖章）: 扫描.pdf', '%PDF-1.7 scan');
  for (const [login, papers] of [
    [logins.user, { fileId: scan }],
    [logins.lab, {}],
  ] as const) {
    const browser = await desk.signIn(login);
    const path = `/orders/${order.orderId}/contract`;
    const { sha256 } = expected(await browser.call<{ sha256: string }>('GET', path), 200);
    expected(await browser.call('POST', `${path}/accept`, { body: { sha256, ...papers } }), 200);
  }
}

/** Invoice, receipt, claim and payment. */
async function settle(): Promise<void> {
  const { payee, other, orderId } = order;
  const sides = { user: payee, holder: other };
  const taxNumber = payee.organisationId;
  const invoice = await settlements.invoice(sides, { [orderId]: 10_000 }, { taxNumber });
  const receipt = await settlements.receipt(sides, 5_000, { reference: BANK_REFERENCE });
  await settlements.match(sides, receipt.id, { orderId }, 5_000);
  const papers = claims.papersFor(order, {
    invoices: [{ number: invoice.number, issuedOn: '2026-01-05', amountFen: fen(10_000) }],
    files: [await put(payee.organisationId, '检测报告.pdf', '%PDF-1.7 report')],
  });
  const claim = await claims.claims.submit(papers, payee);
  await claims.claims.approve(claim.id, await claims.buildActor('bureau_reviewer'), {});
  const batch = await claims.batches.create([claim.id], await claims.buildActor('finance_officer'));
  await claims.batches.confirm(batch.id, '国库 77', await claims.buildActor('bureau_admin'), {});
}

const put = async (ownerOrganisationId: string, name: string, content: string): Promise<string> => {
  const file = { ownerOrganisationId, name, mediaType: 'application/pdf' };
  return (await claims.files.put({ ...file, content: Buffer.from(content) })).id;
};

/** Downloads the archive of the chain as somebody who has signed in. */
async function download(login: string, orderId = order.orderId): Promise<Response> {
  const session = (await desk.signIn(login)).cookie('__Host-jiayi') ?? '';
  return fetch(`${desk.url}/api/v1/orders/${orderId}/archive`, {
    headers: { cookie: `__Host-jiayi=${session}` },
  });
}

const bytesOf = async (login: string): Promise<Buffer> => {
  const answer = await download(login);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
};

const openAs = async (login: string): Promise<Unpacked> => unpack(await bytesOf(login));

/** How many facts of each part its reader got. */
const countsOf = ({ index }: Unpacked): Record<string, number | string> =>
  Object.fromEntries(index.parts.map(({ name, facts }) => [name, facts]));

describe('GET /orders/{id}/archive', () => {
  it('gives an auditor every fact, each under the hash that the index says', async () => {
    const archive = await openAs(logins.auditor);
    const { files, index } = archive;
    for (const { path, bytes, sha256 } of index.entries) {
      const content = files.get(path) ?? Buffer.alloc(0);
      expect(content).toHaveLength(bytes);
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    }
    const besides = ['index.json', 'index.html', 'SHA256SUMS'];
    expect([...files.keys()]).toEqual([...index.entries.map(({ path }) => path), ...besides]);
    expect(verifyChecksums(archive)).toEqual(
      [...files.keys()].slice(0, -1).map((path) => `${path}: OK`),
    );
    expect(Object.keys(countsOf(archive))).toEqual(ARCHIVE_SOURCES.map(({ name }) => name));
    const empty = Object.entries(countsOf(archive)).filter(([, count]) => !Number(count));
    // Paid from a card is what a holder's own people order, which no voucher pays.
    expect(empty.map(([name]) => name)).toEqual(['26-card-transfers']);
  });

  it('holds what the chain was made of, papers included', async () => {
    const { files, index } = await openAs(logins.auditor);
    const text = (path: string) => files.get(path)?.toString('utf8') ?? '';
    for (const [path, ...values] of [
      ['01-order.json', '"actualFen": 10000', '"instrument": "场发射扫描电子显微镜"'],
      ['02-history.json', '"toState": "accepted"'],
      ['03-samples.json', 'BG-2026-777', '"name": "机织物"', '"list_fen": 10000'],
      ['03-offline-service.json', '现场检测', '机构未答复'],
      ['05-fee-schedule.json', '"amountFen": 60000'],
      ['06-contract.json', '第', '"userAcceptedByName": "王晓"'],
      ['09-usage.json', '"machineMinutes": 57'],
      ['10-changes.json', '加测缘由'],
      ['11-dispute.json', '"decision": "withdrawn"'],
      ['12-messages.json', '请尽快安排'],
      ['13-attachments.json', '"kind": "raw-data"'],
      ['20-voucher.json', '"capturedFen": 5000', '"kind": "capture"'],
      ['21-balance.json', '"billedFen": 10000', '"paidFen": 5000', '"openFen": 5000'],
      ['22-invoices.json', '"allocations"', '"amount_fen": 10000'],
      ['24-receipts.json', BANK_REFERENCE],
      ['27-invoice-requests.json', '"state": "withdrawn"'],
      ['28-statements.json', 'JS26-000777-X'],
      ['30-claims.json', '"state": "paid"', '"batchNumber": "BF', '"reference": "国库 77"'],
      ['index.html', '一单一档', '合同（盖章）: 扫描.pdf'],
    ])
      for (const value of values)
        expect([path, text(path ?? '')]).toEqual([path, expect.stringContaining(value)]);
    expect(text('13-attachments/001-raw-data.pdf')).toBe('%PDF-1.7 curves');
    expect(text('06-contract/001-scan-user.pdf')).toBe('%PDF-1.7 scan');
    expect(text('30-claims/001-claim.pdf')).toBe('%PDF-1.7 report');
    expect(files.get('06-contract/contract.pdf')?.subarray(0, 5).toString()).toBe('%PDF-');
    expect(index.entries.find(({ path }) => path.endsWith('scan-user.pdf'))).toMatchObject({
      originalName: '合同（盖章）: 扫描.pdf',
    });
    for (const path of files.keys())
      expect(path).toMatch(/^[A-Za-z0-9][\w-]*(\/[\w-]+)?(\.[a-z]+)?$/);
  });

  it('is the same bytes for the same state, also for two at once', async () => {
    const [first, second] = await Promise.all([bytesOf(logins.auditor), bytesOf(logins.auditor)]);
    expect(first.equals(second ?? Buffer.alloc(0))).toBe(true);
    expect((await bytesOf(logins.auditor)).equals(first)).toBe(true);
  });

  it('gives each side what it may read one by one, and says what it withholds', async () => {
    const user = countsOf(await openAs(logins.user));
    expect(user).toMatchObject({ '20-voucher': 1, '22-invoices': 1, '30-claims': 1 });
    expect(user).toMatchObject({ '09-usage': 'withheld', '24-receipts': 'withheld' });
    const lab = await openAs(logins.lab);
    expect(countsOf(lab)).toMatchObject({ '09-usage': 1, '22-invoices': 1, '24-receipts': 1 });
    // The claim is the payee's, which in this programme is the user organisation.
    expect(countsOf(lab)).toMatchObject({ '20-voucher': 'withheld', '30-claims': 0 });
    expect([...lab.files.keys()].filter((path) => path.startsWith('30-'))).toEqual([]);
    // A paper of the other side that both signed on belongs to both.
    expect(lab.files.get('06-contract/001-scan-user.pdf')?.toString()).toBe('%PDF-1.7 scan');
    expect(lab.files.get('index.html')?.toString()).toContain('未向当前单位提供');
  });

  it('leaves out the report from its user organisation until that has paid, where it was agreed so', async () => {
    const { payee, other } = order;
    const sides = { user: payee, holder: other };
    await settlements.agree(sides, { reportAfterPayment: true });
    const orderId = await settlements.buildOrder(sides);
    for (const kind of ['report', 'raw-data'])
      await attach(orderId, await put(other.organisationId, '报告.pdf', `%PDF-1.7 ${kind}`), kind);
    const read = async (login: string) => {
      const answer = await download(login, orderId);
      const { files, index } = await unpack(Buffer.from(await answer.arrayBuffer()));
      const part = index.parts.find(({ name }) => name === '13-attachments');
      const names = [...files.keys()].filter((path) => path.startsWith('13-attachments/'));
      return [part?.facts, part?.withheldFiles, names.map((name) => name.replace(/^.*\d-/, ''))];
    };
    const everything = [2, undefined, ['report.pdf', 'raw-data.pdf']];
    expect(await read(logins.user)).toEqual([2, 1, ['raw-data.pdf']]);
    expect([await read(logins.lab), await read(logins.auditor)]).toEqual([everything, everything]);
    const receipt = await settlements.receipt(sides, 10_000);
    await settlements.match(sides, receipt.id, { orderId }, 10_000);
    expect(await read(logins.user)).toEqual(everything);

    /** Lays a file of the lab beside the order. */
    async function attach(id: string, fileId: string, kind: string): Promise<void> {
      await desk.db.query(
        `INSERT INTO order_attachment (id, order_id, file_id, kind, sha256, attached_by, organisation_id)
         SELECT $1, $2, f.id, $4, f.sha256, $5, f.owner_organisation_id FROM stored_file f WHERE f.id = $3`,
        [newId(), id, fileId, kind, other.userId],
      );
    }
  });

  it('is nothing to others', async () => {
    expect((await download(logins.stranger)).status).toBe(404);
    const anonymous = await fetch(`${desk.url}/api/v1/orders/${order.orderId}/archive`);
    expect(anonymous.status).toBe(401);
  });

  it('leaves a trail of every download, named for whoever saves it', async () => {
    const count = async (): Promise<number> => {
      const [row]: { count: string }[] = await desk.db.query(
        `SELECT count(*) FROM audit_entry WHERE action = 'order.archive' AND object_id = $1`,
        [order.orderId],
      );
      return Number(row?.count);
    };
    const before = await count();
    const answer = await download(logins.user);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename=".+\.zip"/);
    await answer.arrayBuffer();
    expect(await count()).toBe(before + 1);
  });

  it('of an order that has only been placed says what there is', async () => {
    const { orderId, payee } = await claims.buildSettled({ state: 'completed' });
    const { userId } = await desk.build(['enterprise_member'], payee.organisationId);
    const archive = await unpack(
      Buffer.from(await (await download(userId, orderId)).arrayBuffer()),
    );
    expect([...archive.files.keys()]).toEqual([
      ...['01-order.json', '20-voucher.json', 'index.json', 'index.html', 'SHA256SUMS'],
    ]);
    expect(countsOf(archive)).toMatchObject({ '06-contract': 0, '22-invoices': 0 });
  });
});

/** Tables that point at an order and are in no archive, each with the reason why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  order_message_mark: 'how far a side has read, no fact of the service',
  income_share: 'how a holder shares its income among its own laboratories',
};

describe('the sources', () => {
  it('read every table that hangs on an order', async () => {
    const rows: { name: string }[] = await desk.db.query(
      `SELECT DISTINCT conrelid::regclass::text AS name FROM pg_constraint
        WHERE contype = 'f' AND confrelid IN ('service_order'::regclass, 'order_account'::regclass) ORDER BY 1`,
    );
    const statements = ARCHIVE_SOURCES.map(({ facts }) => facts).join('\n');
    const missed = rows
      .map(({ name }) => name)
      .filter((name) => !(name in LEFT_OUT) && !new RegExp(`\\b${name}\\b`).test(statements));
    expect(missed).toEqual([]);
    expect(rows.length).toBeGreaterThan(8);
  });

  it('have names of their own, as the archive sorts them', () => {
    const names = ARCHIVE_SOURCES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^\d\d-[a-z-]+$/);
  });
});
