import { newId } from '@app/common';
import { DateTime } from 'luxon';
import { Client } from 'pg';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../test/support/database';
import { adminUrl } from '../../../test/support/test-server';
import { LedgerBalances } from './ledger-balances.service';
import { TestBooks } from './testing/books';

let database: TestDatabase;
let books: TestBooks;
let balances: LedgerBalances;
let owner: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  books = new TestBooks(database.dataSource);
  balances = new LedgerBalances(database.dataSource);
  owner = new Client({ connectionString: database.urls.owner });
  await owner.connect();
});
afterEach(() => setDatabaseTime(database, null));
afterAll(async () => {
  await owner.end();
  await database.drop();
});

const noon = (day: string) => `2026-0${day}T12:00:00+08:00`;
const setDay = (day: string): Promise<void> =>
  setDatabaseTime(database, DateTime.fromISO(noon(day)) as DateTime<true>);

/** 5,000 appropriated on 1 March, 1,000 issued on 2 March, 400 held on 3 March, 300 of it used on 4 March. */
async function buildFourDays() {
  await setDay('3-01');
  const programmeId = await books.buildProgramme({ budgetFen: 5_000 });
  await setDay('3-02');
  const { id: voucherId } = await books.buildVoucher({ programmeId, amountFen: 1_000 });
  await setDay('3-03');
  const { orderId } = await books.buildHold(voucherId, 400);
  await setDay('3-04');
  await books.buildCapture(orderId, 300);
  return { programmeId, voucherId };
}

describe('balances at a moment', () => {
  it('are those of every day that passed, and sum to zero on each', async () => {
    const { programmeId, voucherId } = await buildFourDays();
    const days: [string, number[], number[]][] = [
      ['2-28', [0, 0, 0, 0, 0], [0, 0]],
      ['3-01', [-5_000, 5_000, 0, 0, 0], [0, 0]],
      ['3-02', [-5_000, 4_000, 1_000, 0, 0], [1_000, 0]],
      ['3-03', [-5_000, 4_000, 600, 400, 0], [600, 400]],
      ['3-04', [-5_000, 4_000, 700, 0, 300], [700, 0]],
    ];
    for (const [day, [authority, budget, free, held, payable], voucher] of days) {
      const then = await balances.ofProgramme(programmeId, noon(day));
      expect(then).toMatchObject({
        ...{ authority, budget_available: budget, voucher_available: free },
        ...{ voucher_held: held, claim_payable: payable },
      });
      expect(Object.values(then).reduce((sum, amount) => sum + amount, 0)).toBe(0);
      const { availableFen, heldFen } = await balances.ofVoucher(voucherId, noon(day));
      expect([availableFen, heldFen]).toEqual(voucher);
    }
  });

  it('are the stored ones when no moment is named', async () => {
    const { programmeId } = await buildFourDays();
    const now = await balances.ofProgramme(programmeId, null);
    expect(now).toMatchObject(await books.balancesOf(programmeId));
  });

  it('of what nobody knows are not found', async () => {
    await expect(balances.ofProgramme(newId(), null)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(balances.ofVoucher(newId(), null)).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('rebuilding', () => {
  it('names the account the owner corrupted, and makes it whole from the entries', async () => {
    const { voucherId } = await buildFourDays();
    expect((await balances.compare()).differences).toEqual([]);
    const { rows } = await owner.query<{ id: string }>(
      `UPDATE ledger_account SET balance_fen = balance_fen - 1, entry_count = entry_count + 2
        WHERE voucher_id = $1 AND kind = 'voucher_available' RETURNING id`,
      [voucherId],
    );
    const { accounts, differences } = await balances.compare();
    expect(accounts).toBeGreaterThan(4);
    expect(differences).toMatchObject([
      {
        ...{ accountId: rows[0]?.id, kind: 'voucher_available' },
        ...{ storedFen: 699, rebuiltFen: 700, storedEntries: 5, rebuiltEntries: 3 },
      },
    ]);
    const rebuilt = await owner.query('SELECT ledger_rebuild_balances() AS id');
    expect(rebuilt.rows).toEqual(rows);
    expect((await balances.compare()).differences).toEqual([]);
    expect(await books.violations()).toEqual([]);
  });

  it('is the owner’s: the serving role may only compare', async () => {
    const repair = database.dataSource.query('SELECT ledger_rebuild_balances()');
    await expect(repair).rejects.toMatchObject({ driverError: { code: '42501' } });
  });
});

describe('the books', () => {
  it.each(['UPDATE ledger_transfer SET amount_fen = 1', 'DELETE FROM ledger_transfer'])(
    'refuse even a superuser: %s',
    async (change) => {
      const superuser = new Client({ connectionString: adminUrl(database.name) });
      await superuser.connect();
      try {
        await expect(superuser.query(change)).rejects.toMatchObject({
          constraint: 'ledger_transfer_append_only',
        });
        await expect(
          superuser.query('TRUNCATE ledger_transfer, ledger_account CASCADE'),
        ).rejects.toMatchObject({ constraint: 'ledger_transfer_append_only' });
      } finally {
        await superuser.end();
      }
    },
  );
});
