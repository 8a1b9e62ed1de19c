import { newId } from '@app/common';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { ClaimNotFound } from '../claim.errors';
import { ClaimDesk, type Settled } from '../testing/claim-desk';
import type { RiskCode } from './claim-risk.rules';

let database: TestDatabase;
let desk: ClaimDesk;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase();
  directory = mkdtempSync(join(tmpdir(), 'jiayi-risks-'));
  desk = new ClaimDesk(database.dataSource, directory);
});
afterAll(async () => {
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

const submit = async (settled: Settled, invoice: { code?: string; number?: string } = {}) => {
  const papers = desk.papersFor(settled);
  const [first] = papers.invoices;
  if (!first) throw new Error('papers without an invoice');
  return desk.claims.submit({ ...papers, invoices: [{ ...first, ...invoice }] }, settled.payee);
};

/** Codes of the rules that the claim trips. */
const trippedBy = async (claimId: string): Promise<RiskCode[]> => {
  const { rules, tripped } = await desk.risks.get(claimId);
  const codes = rules.filter(({ passed }) => passed === false).map(({ code }) => code);
  expect(tripped).toBe(codes.length);
  return codes;
};

const set = (orderId: string, columns: string): Promise<unknown> =>
  desk.db.query(`UPDATE service_order SET ${columns} WHERE id = $1`, [orderId]);

describe('ClaimRisks.get', () => {
  it('finds nothing odd about a usual claim, and says what it cannot judge', async () => {
    const settled = await desk.buildSettled();
    await set(settled.orderId, `completed_at = '2026-06-01'`);
    const { id } = await submit(settled);
    expect(await trippedBy(id)).toEqual([]);
    const { rules } = await desk.risks.get(id);
    const open = rules.filter(({ passed }) => passed === null).map(({ code }) => code);
    expect(open).toEqual(['order-splitting', 'above-published-fee', 'service-before-filing']);
    await expect(desk.risks.get(newId())).rejects.toThrow(ClaimNotFound);
  });

  it('sees orders that look split once the programme has a cap', async () => {
    const first = await desk.buildSettled();
    const second = await desk.buildSettled({ between: first });
    await set(first.orderId, `created_at = '2026-03-01', completed_at = '2026-03-02'`);
    await set(second.orderId, `created_at = '2026-03-20', completed_at = '2026-03-21'`);
    const { id } = await submit(first);
    const bureau = await desk.buildActor('bureau_admin');
    const put = (body: object) => desk.policies.put(first.programmeId, body, bureau, {});
    await put({ splitCapFen: 15_000 });
    expect(await trippedBy(id)).toEqual(['order-splitting']);
    await put({ splitCapFen: 15_000, splitDays: 19 });
    expect(await trippedBy(id)).toEqual([]);
    await put({ splitCapFen: 20_000 });
    expect(await trippedBy(id)).toEqual([]);
  });

  it('sees a fee above the published one', async () => {
    const settled = await desk.buildSettled();
    await set(
      settled.orderId,
      `fee_schedule_version = 1, list_fen = 8000, change_fen = 2000, completed_at = '2026-06-01'`,
    );
    expect(await trippedBy((await submit(settled)).id)).toEqual(['above-published-fee']);
  });

  it('sees a report of another order by its content, whatever it is called', async () => {
    const [one, other] = [await desk.buildSettled(), await desk.buildSettled()];
    for (const { orderId } of [one, other]) {
      await set(orderId, `completed_at = '2026-06-01'`);
      await desk.buildReport(orderId, 'a'.repeat(64));
    }
    expect(await trippedBy((await submit(one)).id)).toEqual(['report-reused']);
  });

  it('sees an invoice number that stands under another code, and one of others', async () => {
    const number = '12345678';
    const settled = await desk.buildSettled();
    const again = await desk.buildSettled();
    for (const { orderId } of [settled, again]) await set(orderId, `completed_at = '2026-06-01'`);
    const first = await submit(settled, { code: '033001', number });
    expect(await trippedBy(first.id)).toEqual([]);
    const second = await submit(again, { code: '033002', number });
    expect(await trippedBy(second.id)).toEqual(['invoice-number-reused']);
    expect(await trippedBy(first.id)).toEqual(['invoice-number-reused']);
  });

  it('sees a payee account that looks like another organisation’s', async () => {
    const [one, other] = [await desk.buildSettled(), await desk.buildSettled()];
    await set(one.orderId, `completed_at = '2026-06-01'`);
    await desk.buildPayeeAccount(one.payee, '工商银行嘉兴分行', '1234');
    const { id } = await submit(one);
    await desk.buildPayeeAccount(other.payee, '工商银行嘉兴分行', '9999');
    expect(await trippedBy(id)).toEqual([]);
    await desk.buildPayeeAccount(await desk.buildActor('lab_manager'), '工商银行嘉兴分行', '1234');
    expect(await trippedBy(id)).toEqual(['payee-account-shared']);
  });

  it('sees a service that began before it was ordered', async () => {
    const settled = await desk.buildSettled();
    await set(settled.orderId, `created_at = '2026-06-01', completed_at = '2026-06-02'`);
    await desk.db.query(
      `INSERT INTO order_history (id, order_id, at, action, from_state, to_state, detail)
       VALUES ($1, $2, '2026-05-31', 'start', 'received', 'running', '{}')`,
      [newId(), settled.orderId],
    );
    expect(await trippedBy((await submit(settled)).id)).toEqual(['service-before-filing']);
  });

  it('sees a year that is spent in December, in Shanghai', async () => {
    const first = await desk.buildSettled();
    const second = await desk.buildSettled({ between: first });
    await set(first.orderId, `completed_at = '2026-11-30T15:59:59Z'`);
    await set(second.orderId, `completed_at = '2026-11-30T16:00:00Z'`);
    const { id } = await submit(second);
    expect(await trippedBy(id)).toEqual([]);
    await set(first.orderId, `completed_at = '2025-11-30'`);
    expect(await trippedBy(id)).toEqual(['december-rush']);
  });

  it('sees the same service claimed by two orders', async () => {
    const first = await desk.buildSettled();
    const second = await desk.buildSettled({ between: first });
    for (const { orderId } of [first, second]) await set(orderId, `completed_at = '2026-06-01'`);
    const { id } = await submit(first);
    expect(await trippedBy(id)).toEqual([]);
    const other = await submit(second);
    expect(await trippedBy(id)).toEqual(['claimed-twice']);
    await desk.claims.reject(other.id, '重复', await desk.buildActor('bureau_reviewer'), {});
    expect(await trippedBy(id)).toEqual([]);
  });
});

describe('ClaimRisks.listInbox', () => {
  it('has the riskiest first, page by page, or the oldest', async () => {
    const all = await desk.risks.listInbox({ limit: 100 });
    const ranks = all.items.map(({ risks }) => risks.tripped);
    expect(ranks).toEqual([...ranks].sort((one, other) => other - one));
    expect(new Set(ranks).size).toBeGreaterThan(1);

    const paged: string[] = [];
    for (let cursor: string | undefined, more = true; more;) {
      const { items, next } = await desk.risks.listInbox({ limit: 2, ...(cursor && { cursor }) });
      paged.push(...items.map(({ claim }) => claim.id));
      cursor = next;
      more = next !== undefined;
    }
    expect(paged).toEqual(all.items.map(({ claim }) => claim.id));

    const { items } = await desk.risks.listInbox({ limit: 100, sort: 'age' });
    const ids = items.map(({ claim }) => claim.id);
    expect(ids).toEqual([...ids].sort());
    expect([...ids].sort()).toEqual([...paged].sort());
    expect(items.every(({ claim }) => claim.state === 'submitted')).toBe(true);
  });
});

describe('ClaimPolicies.put', () => {
  it('keeps the latest of two at once, in an order', async () => {
    const programmeId = await desk.buildProgramme();
    const bureau = await desk.buildActor('bureau_admin');
    expect(await desk.policies.get(programmeId)).toMatchObject({ splitDays: 30, version: 0 });
    const rivals = [1, 2, 3, 4].map((splitDays) =>
      desk.policies.put(programmeId, { splitDays }, bureau, { ifMatch: '"0"' }),
    );
    const results = await Promise.allSettled(rivals);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await desk.policies.get(programmeId)).toMatchObject({ version: 1 });
  });
});
