import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { LedgerBalances } from './ledger-balances.service';
import { LedgerCheckProcessor } from './ledger-check.processor';
import { LedgerChecks } from './ledger-checks.service';
import { LEDGER_INVARIANTS } from './invariants.sql';
import { TestBooks } from './testing/books';

let database: TestDatabase;
let checks: LedgerChecks;
let nightly: LedgerCheckProcessor;
let owner: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  const { dataSource: db } = database;
  const books = new TestBooks(db);
  checks = new LedgerChecks(db, books.invariants, new LedgerBalances(db), books.audit);
  nightly = new LedgerCheckProcessor(checks);
  await books.buildVoucher({ amountFen: 700 });
  owner = new Client({ connectionString: database.urls.owner });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

const check = () =>
  nightly.process({}, { messageId: null, attempt: 1, done: () => Promise.resolve() });
const shift = (fen: number) =>
  owner.query(
    `UPDATE ledger_account SET balance_fen = balance_fen + $1 WHERE kind = 'voucher_available'`,
    [fen],
  );

describe('the nightly check of the books', () => {
  it('raises no alarm before the first and over sound books, and keeps what it saw', async () => {
    expect(await checks.faults()).toBe(0);
    await check();
    expect(await checks.faults()).toBe(0);
    const rows: object[] = await database.dataSource.query(
      'SELECT invariants, broken, differences, accounts > 0 AS rebuilt FROM ledger_check',
    );
    const invariants = LEDGER_INVARIANTS.length;
    expect(rows).toEqual([{ invariants, broken: [], differences: 0, rebuilt: true }]);
  });

  it('raises the alarm on one fen that is off, until a later check finds the books whole', async () => {
    await shift(-1);
    await check();
    expect(await checks.faults()).toBe(4);
    const [kept]: { detail: object }[] = await database.dataSource.query(
      `SELECT detail FROM audit_entry WHERE action = 'ledger.check' ORDER BY at DESC LIMIT 1`,
    );
    expect(kept?.detail).toMatchObject({ broken: ['balance-sum', 'I3', 'I5'], differences: 1 });
    await shift(1);
    await check();
    expect(await checks.faults()).toBe(0);
  });

  it('keeps its outcomes: the serving role may not change or remove one', async () => {
    for (const change of ['UPDATE ledger_check SET differences = 0', 'DELETE FROM ledger_check']) {
      await expect(database.dataSource.query(change)).rejects.toMatchObject({
        driverError: { code: '42501' },
      });
    }
  });
});
