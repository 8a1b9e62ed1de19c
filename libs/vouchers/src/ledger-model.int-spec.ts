import * as fc from 'fast-check';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { TestBooks } from './testing/books';
import { emptyModel, ledgerCommands, type RealLedger } from './testing/ledger-model';

const RUNS = 25;
const COMMANDS = 60;

let database: TestDatabase;
let books: TestBooks;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 10 });
  books = new TestBooks(database.dataSource);
});
afterAll(() => database.drop());

async function buildRealLedger(): Promise<RealLedger> {
  return {
    books,
    programmeId: await books.buildProgramme({
      budgetFen: 0,
      validFrom: '2020-01-01',
      validTo: '2099-12-31',
    }),
    userOrganisationId: await books.buildOrganisation(),
    providerOrganisationId: await books.buildOrganisation(),
  };
}

describe('the ledger beside a model', () => {
  it('agrees on every refusal and every balance after each of many random commands', async () => {
    await fc.assert(
      fc.asyncProperty(ledgerCommands(COMMANDS), async (commands) => {
        const real = await buildRealLedger();
        await fc.asyncModelRun(() => ({ model: emptyModel(), real }), commands);
      }),
      { numRuns: RUNS },
    );
    expect(await books.violations()).toEqual([]);
    // A generator that made only empty sequences would prove nothing.
    const [posted]: { transfers: string }[] = await database.dataSource.query(
      'SELECT count(*) AS transfers FROM ledger_transfer',
    );
    expect(Number(posted?.transfers)).toBeGreaterThan(RUNS * 10);
  });

  it('keeps every invariant when eight clients do as they like at once', async () => {
    const real = await buildRealLedger();
    const actor = await books.buildActor('bureau_admin');
    await books.programmes.appropriate(
      real.programmeId,
      { amountFen: 5_000, documentNumber: '1' },
      actor,
    );
    const voucher = await books.buildVoucher({ programmeId: real.programmeId, amountFen: 700 });
    const outcomes: string[] = [];
    const client = async () => {
      for (let round = 0; round < 12; round += 1) outcomes.push(await spendSome(voucher.id, round));
    };
    await Promise.all(Array.from({ length: 8 }, client));
    expect(await books.violations()).toEqual([]);
    const {
      voucher_available: free = 0,
      voucher_held: held = 0,
      claim_payable: used = 0,
    } = await books.balancesOf(real.programmeId);
    expect(free + held + used).toBe(700);
    expect(new Set(outcomes)).toEqual(new Set(['captured', 'released', 'held', 'refused']));
  });
});

/** Holds a few fen and, by turns, captures a part, releases, or leaves it. */
async function spendSome(voucherId: string, round: number): Promise<string> {
  const amountFen = 1 + Math.floor(Math.random() * 60);
  try {
    const { orderId } = await books.buildHold(voucherId, amountFen);
    if (round % 3 === 0) return 'held';
    if (round % 3 === 1) {
      await books.run((tx) => books.vouchers.release(tx, { orderId, actor: null }));
      return 'released';
    }
    await books.buildCapture(orderId, Math.ceil(amountFen / 2));
    return 'captured';
  } catch (error) {
    expect(error).toMatchObject({ code: 'voucher-insufficient' });
    return 'refused';
  }
}
