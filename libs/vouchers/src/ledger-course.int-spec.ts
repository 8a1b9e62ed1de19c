import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { LedgerBalances } from './ledger-balances.service';
import { TRANSFER_KINDS, type TransferKind } from './ledger-transfer.entity';
import { TestBooks } from './testing/books';
import { courseCommands, LedgerCourse } from './testing/ledger-course';

/** How many commands come one after the other, and how many at once; `npm run prove:ledger` asks for more. */
const COMMANDS = Number(process.env.JIAYI_COMMANDS ?? 1_600);
const SEED = Number(process.env.JIAYI_SEED ?? 1);
const CLIENTS = 8;
const LENGTH = 400;
const COURSES = Math.ceil(COMMANDS / LENGTH);

/** Tell of money without a row of a hold or a withdrawal; courses post transfers alone. */
const ABOUT_ROWS = ['refund', 'withdrawal'];

let database: TestDatabase;
let books: TestBooks;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: CLIENTS + 2 });
  books = new TestBooks(database.dataSource);
});
afterAll(() => database.drop());

const courses = (seed: number) => fc.sample(courseCommands(LENGTH), { seed, numRuns: COURSES });

async function expectSound(): Promise<void> {
  const violations = await books.violations();
  expect(violations.filter(({ id }) => !ABOUT_ROWS.includes(id))).toEqual([]);
  const { differences } = await new LedgerBalances(database.dataSource).compare();
  expect(differences).toEqual([]);
}

/** A course in which a kind was never posted proves nothing of it. */
function expectAllKinds(counts: readonly ReadonlyMap<TransferKind, number>[]): void {
  const seen = new Set(counts.flatMap((count) => [...count.keys()]));
  expect(TRANSFER_KINDS.filter((kind) => !seen.has(kind))).toEqual([]);
}

describe('transfers of all kinds', () => {
  it('in turn: the books refuse what the model refuses and agree on every balance after each', async () => {
    const counts: ReadonlyMap<TransferKind, number>[] = [];
    const told = createHash('sha256');
    for (const commands of courses(SEED)) {
      const course = await LedgerCourse.start(books);
      for (const command of commands) await course.inTurn(command);
      await expectSound();
      counts.push(course.posted);
      told.update(JSON.stringify([course.outcomes, course.balances()]));
    }
    expectAllKinds(counts);
    // The proof runs the same courses in another process and compares what they told.
    if (process.env.JIAYI_TOLD) writeFileSync(process.env.JIAYI_TOLD, told.digest('hex'));
  });

  it('by eight clients at once: every balance is the sum of what was acknowledged', async () => {
    const counts: ReadonlyMap<TransferKind, number>[] = [];
    for (const commands of courses(SEED + 1)) {
      const course = await LedgerCourse.start(books);
      const queue = [...commands];
      const client = async () => {
        for (let next = queue.pop(); next; next = queue.pop()) await course.beside(next);
      };
      await Promise.all(Array.from({ length: CLIENTS }, client));
      await course.compare();
      await expectSound();
      counts.push(course.posted);
    }
    expectAllKinds(counts);
  });
});
