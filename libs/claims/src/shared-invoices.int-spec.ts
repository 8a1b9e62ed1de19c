import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fen, newId } from '@app/common';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import type { ClaimResponse } from './claim.dto';
import { ClaimDesk, type Settled } from './testing/claim-desk';

let database: TestDatabase;
let desk: ClaimDesk;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  directory = mkdtempSync(join(tmpdir(), 'jiayi-claims-'));
  desk = new ClaimDesk(database.dataSource, directory);
});
afterEach(async () => {
  expect((await desk.invariants.check()).violations).toEqual([]);
});
afterAll(async () => {
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

/** So many accepted orders of 100 yuan between the same two organisations. */
async function buildMonth(count: number): Promise<Settled[]> {
  const first = await desk.buildSettled();
  const orders = [first];
  while (orders.length < count) orders.push(await desk.buildSettled({ between: first }));
  return orders;
}

const newNumber = () => newId().replaceAll('-', '').slice(-20).toUpperCase();

/** Claims an order on a part of an invoice; the whole of it unless told. */
const claimOn = (
  settled: Settled,
  number: string,
  { amountFen, usedFen }: { amountFen: number; usedFen?: number },
): Promise<ClaimResponse> => {
  const used = usedFen === undefined ? {} : { usedFen: fen(usedFen) };
  const invoice = { number, issuedOn: '2026-01-05', amountFen: fen(amountFen), ...used };
  return desk.claims.submit(desk.papersFor(settled, { invoices: [invoice] }), settled.payee);
};

/** What the counter says is used of an invoice, in fen. */
async function usedOf(number: string): Promise<number> {
  const [row]: { used_fen: string }[] = await desk.db.query(
    'SELECT used_fen FROM claimed_invoice WHERE number = $1',
    [number],
  );
  return Number(row?.used_fen ?? 0);
}

describe('an invoice of many orders', () => {
  it('serves a claim for each, and tells the next one how much is left', async () => {
    const [first, second, third] = (await buildMonth(3)) as [Settled, Settled, Settled];
    const number = newNumber();
    for (const settled of [first, second]) {
      const claim = await claimOn(settled, number, { amountFen: 25_000, usedFen: 10_000 });
      expect(claim.invoices).toMatchObject([{ number, amountFen: 25_000, usedFen: 10_000 }]);
    }
    await expect(
      claimOn(third, number, { amountFen: 25_000, usedFen: 10_000 }),
    ).rejects.toMatchObject({
      code: 'invoice-used-twice',
      members: { availableFen: 5_000, askedFen: 10_000 },
    });
    expect(await usedOf(number)).toBe(20_000);
  });

  it('is taken as a whole unless a part is told, and no other claim has it then', async () => {
    const [first, second] = (await buildMonth(2)) as [Settled, Settled];
    const number = newNumber();
    await claimOn(first, number, { amountFen: 90_000 });
    await expect(
      claimOn(second, number, { amountFen: 90_000, usedFen: 10_000 }),
    ).rejects.toMatchObject({ code: 'invoice-used-twice', members: { availableFen: 0 } });
  });

  it('is over one amount', async () => {
    const [first, second] = (await buildMonth(2)) as [Settled, Settled];
    const number = newNumber();
    await claimOn(first, number, { amountFen: 20_000, usedFen: 10_000 });
    await expect(
      claimOn(second, number, { amountFen: 30_000, usedFen: 10_000 }),
    ).rejects.toMatchObject({
      code: 'invoice-amount-differs',
      members: { knownFen: 20_000, givenFen: 30_000 },
    });
  });

  it('is between two organisations: for others nothing is left, and nothing is told of it', async () => {
    const number = newNumber();
    await claimOn(await desk.buildSettled(), number, { amountFen: 20_000, usedFen: 10_000 });
    const stranger = claimOn(await desk.buildSettled(), number, {
      ...{ amountFen: 20_000, usedFen: 10_000 },
    });
    await expect(stranger).rejects.toMatchObject({ code: 'invoice-used-twice' });
    await expect(stranger).rejects.not.toHaveProperty('members.availableFen');
  });

  it('has its part back once a claim is rejected or rests on another invoice', async () => {
    const [first, second, third] = (await buildMonth(3)) as [Settled, Settled, Settled];
    const number = newNumber();
    const part = { amountFen: 10_000, usedFen: 10_000 };
    const reviewer = await desk.buildActor('bureau_reviewer');
    const rejected = await claimOn(first, number, part);
    await desk.claims.reject(rejected.id, '不属于支持范围', reviewer, {});
    expect(await usedOf(number)).toBe(0);
    const repaired = await claimOn(second, number, part);
    await desk.claims.sendBack(repaired.id, '发票有误', reviewer, {});
    await desk.claims.resubmit(repaired.id, desk.papersFor(second), second.payee, {});
    expect(await usedOf(number)).toBe(0);
    // Nothing rests on it any more, so that a mistyped amount can be put right.
    await claimOn(third, number, { amountFen: 12_000, usedFen: 10_000 });
    expect(await usedOf(number)).toBe(10_000);
  });

  it('gives no fen twice to eight claims at once', async () => {
    for (let round = 0; round < 3; round += 1) {
      const number = newNumber();
      const outcomes = await Promise.allSettled(
        (await buildMonth(8)).map((settled) =>
          claimOn(settled, number, { amountFen: 35_000, usedFen: 10_000 }),
        ),
      );
      const codes = outcomes.map((one) =>
        one.status === 'fulfilled' ? 'done' : (one.reason as { code: string }).code,
      );
      expect(codes.sort()).toEqual([
        ...Array<string>(3).fill('done'),
        ...Array<string>(5).fill('invoice-used-twice'),
      ]);
      expect(await usedOf(number)).toBe(30_000);
    }
  });

  it('is never used beyond its amount, whatever is claimed, rejected and repaired', async () => {
    const reviewer = await desk.buildActor('bureau_reviewer');
    const step = fc.record({
      order: fc.nat(3),
      action: fc.constantFrom('claim' as const, 'reject' as const),
      usedFen: fc.constantFrom(10_000, 11_000, 16_001),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
        const [orders, number] = [await buildMonth(4), newNumber()];
        const standing = new Map<number, { id: string; usedFen: number }>();
        for (const { order, action, usedFen } of steps) {
          const held = standing.get(order);
          const settled = orders[order] as Settled;
          if (action === 'claim' && !held) {
            const used = [...standing.values()].reduce((sum, one) => sum + one.usedFen, 0);
            const attempt = claimOn(settled, number, { amountFen: 32_000, usedFen });
            if (used + usedFen > 32_000) {
              await expect(attempt).rejects.toMatchObject({
                members: { availableFen: 32_000 - used, askedFen: usedFen },
              });
            } else standing.set(order, { id: (await attempt).id, usedFen });
          } else if (action === 'reject' && held) {
            await desk.claims.reject(held.id, '不符合', reviewer, {});
            standing.delete(order);
          }
          const used = [...standing.values()].reduce((sum, one) => sum + one.usedFen, 0);
          expect(await usedOf(number)).toBe(used);
        }
      }),
      { numRuns: 8 },
    );
  });
});

describe('an invoice that its holder has recorded', () => {
  it('gives each claim the part of its order, and never more', async () => {
    const [first, second] = (await buildMonth(2)) as [Settled, Settled];
    const number = await record(first, 30_000, [first, second]);
    expect((await claimOn(first, number, { amountFen: 30_000 })).invoices).toMatchObject([
      { usedFen: 10_000 },
    ]);
    await expect(
      claimOn(second, number, { amountFen: 30_000, usedFen: 10_001 }),
    ).rejects.toMatchObject({ code: 'invoice-not-of-order' });
    await claimOn(second, number, { amountFen: 30_000, usedFen: 10_000 });
    expect(await usedOf(number)).toBe(20_000);
  });

  it('carries no claim once 查验 found it invalid', async () => {
    const [first] = (await buildMonth(1)) as [Settled];
    const number = await record(first, 10_000, [first]);
    await desk.db.query(`UPDATE invoice SET verification = 'invalid' WHERE number = $1`, [number]);
    await expect(claimOn(first, number, { amountFen: 10_000 })).rejects.toMatchObject({
      code: 'invoice-found-invalid',
    });
  });

  it('is not taken back while a claim rests on a part of it', async () => {
    const [first, second] = (await buildMonth(2)) as [Settled, Settled];
    const number = await record(first, 20_000, [first, second]);
    await claimOn(first, number, { amountFen: 20_000 });
    const flush = desk.db.query(
      `WITH ended AS (UPDATE invoice_allocation SET live = false WHERE invoice_id = (SELECT id FROM invoice WHERE number = $1))
       UPDATE invoice SET state = 'red_flushed' WHERE number = $1`,
      [number],
    );
    await expect(flush).rejects.toThrow('invoice_claimed');
  });

  it('gives back in part what no claim has, and of what one has no fen', async () => {
    const [first, second] = (await buildMonth(2)) as [Settled, Settled];
    const number = await record(first, 20_000, [first, second]);
    await claimOn(first, number, { amountFen: 20_000 });
    const lower = (settled: Settled, amountFen: number) =>
      desk.db.query('UPDATE invoice_allocation SET amount_fen = $2 WHERE order_id = $1', [
        settled.orderId,
        amountFen,
      ]);
    await lower(second, 1);
    await expect(lower(first, 9_999)).rejects.toThrow('invoice_claimed');
  });

  it('says which day was recorded when a claim names another', async () => {
    const [first] = (await buildMonth(1)) as [Settled];
    const number = await record(first, 10_000, [first], '2026-01-04');
    await expect(claimOn(first, number, { amountFen: 10_000 })).rejects.toMatchObject({
      code: 'invoice-day-differs',
      members: { recordedOn: '2026-01-04', claimedOn: '2026-01-05' },
    });
  });

  it('is recorded after its claim as the claim says, and as nothing else', async () => {
    const [first] = (await buildMonth(1)) as [Settled];
    const number = newNumber();
    await claimOn(first, number, { amountFen: 10_000 });
    for (const [amountFen, issuedOn] of [
      [10_001, '2026-01-05'],
      [10_000, '2026-01-04'],
    ] as const) {
      await expect(record(first, amountFen, [], issuedOn, number)).rejects.toMatchObject({
        constraint: 'invoice_claimed_otherwise',
        detail: JSON.stringify({ claimedFen: 10_000, claimedOn: '2026-01-05' })
          .replaceAll(':', ' : ')
          .replaceAll(',', ', '),
      });
    }
    await record(first, 10_000, [first], '2026-01-05', number);
  });

  it('stands as its holder recorded it or as the claim says, when both come at once', async () => {
    for (let round = 0; round < 8; round += 1) {
      const [first] = (await buildMonth(1)) as [Settled];
      const number = newNumber();
      const outcomes = await Promise.allSettled([
        claimOn(first, number, { amountFen: 10_000 }),
        record(first, 12_000, [], '2026-01-05', number),
      ]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });

  it('is not held up by the claim of a stranger', async () => {
    const number = newNumber();
    await claimOn(await desk.buildSettled(), number, { amountFen: 10_000 });
    await record(await desk.buildSettled(), 12_000, [], '2026-01-04', number);
  });

  /** Records an invoice with 100 yuan of each order. @returns its number */
  async function record(
    { payee, other }: Settled,
    amountFen: number,
    orders: readonly Settled[],
    issuedOn = '2026-01-05',
    number = newNumber(),
  ): Promise<string> {
    const id = newId();
    await desk.db.query(
      `INSERT INTO invoice (id, number, seller_organisation_id, buyer_organisation_id, kind, title, tax_number, issued_on,
                            amount_fen, recorded_by)
       VALUES ($1, $2, $3, $4, 'ordinary', '测试单位', '91330402MA9JXDY10Q', $7, $5, $6)`,
      [
        ...[id, number, other.organisationId, payee.organisationId, amountFen, other.userId],
        issuedOn,
      ],
    );
    for (const { orderId } of orders)
      await desk.db.query(
        'INSERT INTO invoice_allocation (id, invoice_id, order_id, amount_fen) VALUES ($1, $2, $3, 10000)',
        [newId(), id, orderId],
      );
    return number;
  }
});

describe('the counter of an invoice', () => {
  it('is not the serving role’s to write, nor what a claim has of it', async () => {
    for (const statement of [
      'UPDATE claimed_invoice SET used_fen = 0',
      'DELETE FROM claimed_invoice',
      'UPDATE claim_invoice SET used_fen = 1',
    ])
      await expect(desk.db.query(statement)).rejects.toThrow('permission denied');
  });
});
