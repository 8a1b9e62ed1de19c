import { DateTime } from 'luxon';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../test/support/database';
import { ExpireVouchersProcessor } from './expire-vouchers.processor';
import { TestBooks } from './testing/books';

let database: TestDatabase;
let books: TestBooks;

const at = (instant: string): Promise<void> =>
  setDatabaseTime(database, DateTime.fromISO(instant) as DateTime<true>);

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  books = new TestBooks(database.dataSource);
});
afterAll(() => database.drop());
beforeEach(() => at('2026-06-01T09:00:00+08:00'));
afterEach(async () => {
  expect(await books.violations()).toEqual([]);
});

const expire = (): Promise<void> =>
  new ExpireVouchersProcessor(books.db, books.ledger, books.audit).process(
    {},
    { messageId: null, attempt: 1, done: () => Promise.resolve() },
  );

/** A voucher of 1,000 fen with 300 of them held, in a budget that has nothing else. */
async function buildHeld(): Promise<{ programmeId: string; orderId: string }> {
  const programmeId = await books.buildProgramme({ budgetFen: 1_000 });
  const voucher = await books.buildVoucher({ programmeId, amountFen: 1_000 });
  const { orderId } = await books.buildHold(voucher.id, 300);
  return { programmeId, orderId };
}

describe('a voucher at the end of its last day', () => {
  it('is whole in the last millisecond, and what a capture leaves returns to it', async () => {
    const { programmeId, orderId } = await buildHeld();
    await at('2026-12-31T23:59:59.999+08:00');
    await Promise.all([expire(), books.buildCapture(orderId, 200)]);
    expect(await books.balancesOf(programmeId)).toMatchObject({
      ...{ budget_available: 0, voucher_available: 800, voucher_held: 0, claim_payable: 200 },
    });
  });

  it('expires in the instant after, whichever of capture and expiry is first', async () => {
    const built = await Promise.all(Array.from({ length: 4 }, buildHeld));
    await at('2027-01-01T00:00:00+08:00');
    await Promise.all([expire(), ...built.map(({ orderId }) => books.buildCapture(orderId, 200))]);
    for (const { programmeId } of built) {
      expect(await books.balancesOf(programmeId)).toMatchObject({
        ...{ budget_available: 800, voucher_available: 0, voucher_held: 0, claim_payable: 200 },
      });
    }
  });
});
