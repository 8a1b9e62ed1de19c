import { DateTime } from 'luxon';
import * as fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { fen, newId } from '@app/common';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../test/support/database';
import { interleave, type Party } from '../../../test/support/interleave';
import { ExpireVouchersProcessor } from './expire-vouchers.processor';
import { TestBooks } from './testing/books';
import { WithdrawalDesk } from './testing/withdrawal-desk';

/** Orders of statements tried for each pair; `npm run prove:races` tries more. */
const ORDERS = Number(process.env.JIAYI_ORDERS ?? 12);
/** Statements that are ordered; the longest of these commands sends nine. */
const STEPS = 16;
const FACE_FEN = 1_000;
const BUDGET_FEN = 3 * FACE_FEN;
const HELD_FEN = 400;
const IN_TIME = DateTime.fromISO('2026-06-01T09:00+08:00') as DateTime<true>;
const TOO_LATE = DateTime.fromISO('2027-01-01T00:00+08:00') as DateTime<true>;

let database: TestDatabase;
let books: TestBooks;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 6 });
  books = new TestBooks(database.dataSource);
});
afterAll(() => database.drop());
afterEach(async () => expect(await books.violations()).toEqual([]));

/** A command of one party, given its own stepped data source. */
type Command = (db: DataSource) => Promise<unknown>;
interface Stage {
  programmeId: string;
  voucherId: string;
  organisationId: string;
  orderId: string;
}

const on = (db: DataSource): TestBooks => new TestBooks(db);

const COMMANDS = {
  capture:
    ({ orderId }: Stage): Command =>
    (db) =>
      on(db).buildCapture(orderId, HELD_FEN / 4),
  release:
    ({ orderId }: Stage): Command =>
    (db) => {
      const { vouchers, run } = bound(on(db));
      return run((tx) => vouchers.release(tx, { orderId, actor: null }));
    },
  hold:
    ({ voucherId }: Stage): Command =>
    (db) =>
      on(db).buildHold(voucherId, FACE_FEN - HELD_FEN),
  expire: (): Command => (db) => {
    const { ledger, audit } = books;
    return new ExpireVouchersProcessor(db, ledger, audit).process({}, {} as never);
  },
  refund:
    ({ orderId }: Stage): Command =>
    (db) => {
      const { vouchers, run } = bound(on(db));
      const actor = { userId: newId(), organisationId: newId() };
      return run((tx) =>
        vouchers.refund(tx, { orderId, amountFen: fen(HELD_FEN), makerId: newId(), actor }),
      );
    },
  withdraw:
    ({ voucherId, programmeId }: Stage): Command =>
    (db) =>
      new WithdrawalDesk(on(db)).approve(voucherId, programmeId),
  issue:
    ({ programmeId, organisationId }: Stage): Command =>
    async (db) => {
      const actor = await books.buildActor('bureau_admin');
      return on(db).issuing.issue({ programmeId, organisationId, amountFen: FACE_FEN }, actor);
    },
};
type Kind = keyof typeof COMMANDS;

const bound = (one: TestBooks) => ({ vouchers: one.vouchers, run: one.run.bind(one) });

/** A voucher with a hold on part of it, in a programme whose ceiling has room for one more voucher. */
async function buildStage({ captured = false } = {}): Promise<Stage> {
  await setDatabaseTime(database, IN_TIME);
  const programmeId = await books.buildProgramme({
    ...{ budgetFen: BUDGET_FEN, ceilingFen: 2 * FACE_FEN },
  });
  const voucher = await books.buildVoucher({ programmeId, amountFen: FACE_FEN });
  const { orderId } = await books.buildHold(voucher.id, HELD_FEN);
  if (captured) await books.buildCapture(orderId, HELD_FEN);
  return { programmeId, voucherId: voucher.id, organisationId: voucher.organisationId, orderId };
}

const orders = fc.array(fc.constantFrom<Party>(0, 1), { minLength: STEPS, maxLength: STEPS });

/** Runs the pair in many orders; `judge` sees who won and what the books say then. */
function race(
  [first, second]: readonly [Kind, Kind],
  build: () => Promise<Stage>,
  judge: (won: readonly boolean[], balances: Record<string, number>) => void,
): Promise<void> {
  return fc.assert(
    fc.asyncProperty(orders, async (order) => {
      const stage = await build();
      const outcomes = await interleave(database.dataSource, order, [
        COMMANDS[first](stage),
        COMMANDS[second](stage),
      ]);
      for (const outcome of outcomes)
        // A refusal is a rule of ours; anything else is a fault.
        if (outcome.status === 'rejected' && !('kind' in (outcome.reason as object)))
          throw outcome.reason as Error;
      judge(
        outcomes.map(({ status }) => status === 'fulfilled'),
        await books.balancesOf(stage.programmeId),
      );
    }),
    { numRuns: ORDERS },
  );
}

const winners = (won: readonly boolean[]): number => won.filter(Boolean).length;

describe('of two commands that want the same, one wins in every order of their statements', () => {
  it.each([
    [['capture', 'capture'], false],
    [['capture', 'release'], false],
    [['release', 'release'], false],
    [['hold', 'hold'], false],
    [['issue', 'issue'], false],
    [['refund', 'refund'], true],
  ] as [readonly [Kind, Kind], boolean][])('%j', async (pair, captured) => {
    await race(
      pair,
      () => buildStage({ captured }),
      (won, balances) => {
        expect(winners(won)).toBe(1);
        const total = Object.values(balances).reduce((sum, one) => sum + one, 0);
        expect(total).toBe(0);
      },
    );
  });
});

describe('a voucher that is withdrawn meanwhile', () => {
  const proposed = async (): Promise<Stage> => {
    const stage = await buildStage();
    await new WithdrawalDesk(books).propose(stage.voucherId, stage.programmeId);
    return stage;
  };

  it('is withdrawn once, and the last fen is held or withdrawn', async () => {
    for (const rival of ['withdraw', 'hold'] as const)
      await race(['withdraw', rival], proposed, (won) => expect(winners(won)).toBe(1));
  });

  it('returns all that orders give back to the budget', async () => {
    await race(['withdraw', 'release'], proposed, (won, balances) => {
      expect(won).toEqual([true, true]);
      expect(balances).toMatchObject({ voucher_available: 0, budget_available: BUDGET_FEN });
    });
    await race(['withdraw', 'capture'], proposed, (won, balances) => {
      expect(won).toEqual([true, true]);
      expect(balances).toMatchObject({
        ...{ voucher_available: 0, claim_payable: HELD_FEN / 4 },
        budget_available: BUDGET_FEN - HELD_FEN / 4,
      });
    });
  });

  it('leaves to the job what expired before', async () => {
    const late = async (): Promise<Stage> => {
      const stage = await proposed();
      await setDatabaseTime(database, TOO_LATE);
      return stage;
    };
    await race(['withdraw', 'expire'], late, (won, balances) => {
      expect(won).toEqual([false, true]);
      expect(balances).toMatchObject({ voucher_available: 0, voucher_held: HELD_FEN });
    });
  });
});

describe('a voucher that expires meanwhile', () => {
  const late = async (): Promise<Stage> => {
    const stage = await buildStage();
    await setDatabaseTime(database, TOO_LATE);
    return stage;
  };

  it('keeps what an order has used, and returns the rest to the budget', async () => {
    await race(['capture', 'expire'], late, (won, balances) => {
      expect(won).toEqual([true, true]);
      expect(balances).toMatchObject({
        ...{ voucher_available: 0, voucher_held: 0, claim_payable: HELD_FEN / 4 },
        budget_available: BUDGET_FEN - HELD_FEN / 4,
      });
    });
  });

  it('returns all of what is released to the budget', async () => {
    await race(['release', 'expire'], late, (won, balances) => {
      expect(won).toEqual([true, true]);
      expect(balances).toMatchObject({
        ...{ voucher_available: 0, voucher_held: 0, budget_available: BUDGET_FEN },
      });
    });
  });

  it('holds nothing any more, and expires once', async () => {
    await race(['hold', 'expire'], late, (won, balances) => {
      expect(won).toEqual([false, true]);
      expect(balances).toMatchObject({ voucher_available: 0, voucher_held: HELD_FEN });
    });
    await race(['expire', 'expire'], late, (won, balances) => {
      expect(won).toEqual([true, true]);
      expect(balances).toMatchObject({ budget_available: BUDGET_FEN - HELD_FEN });
    });
  });
});
