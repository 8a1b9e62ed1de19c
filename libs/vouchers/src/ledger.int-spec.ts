import { fen, newId } from '@app/common';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { LedgerShortfall, TransferPostedTwice, VoucherInsufficient } from './ledger.errors';
import { TestBooks } from './testing/books';

let database: TestDatabase;
let books: TestBooks;
let owner: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  books = new TestBooks(database.dataSource);
  owner = new Client({ connectionString: database.urls.owner });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

/** A hand-typed insert, as any program with the serving role's password could send it. */
const insertTransfer = (transfer: Record<string, unknown>) => {
  const row = { id: newId(), actor_id: newId(), ...transfer };
  const columns = Object.keys(row);
  return database.dataSource.query(
    `INSERT INTO ledger_transfer (${columns.join(', ')}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')})`,
    Object.values(row),
  );
};

async function buildAccounts(amountFen = 1_000) {
  const { id: voucherId, programmeId } = await books.buildVoucher({ amountFen });
  const account = async (kind: 'budget_available' | 'authority' | 'paid') =>
    (await books.ledger.getAccount(database.dataSource.manager, { kind, programmeId })).id;
  const { id: available } = await books.ledger.getAccount(database.dataSource.manager, {
    kind: 'voucher_available',
    programmeId,
    voucherId,
  });
  const openHeld = () =>
    books.run((tx) =>
      books.ledger.openAccount(tx, {
        kind: 'voucher_held',
        programmeId,
        voucherId,
        holdId: newId(),
      }),
    );
  return {
    programmeId,
    voucherId,
    available,
    budget: await account('budget_available'),
    paid: await account('paid'),
    openHeld,
  };
}

describe('a hand-typed transfer', () => {
  it('moves the money, numbers its entries and dates itself', async () => {
    const { programmeId, available, openHeld } = await buildAccounts();
    const held = await openHeld();
    await insertTransfer({
      kind: 'hold',
      programme_id: programmeId,
      debit_account_id: available,
      credit_account_id: held,
      amount_fen: 400,
      created_at: '1999-01-01',
      debit_seq: 77,
    });
    const rows = await database.dataSource.query(
      "SELECT debit_seq, credit_seq, created_at > now() - interval '1 minute' AS fresh FROM ledger_transfer WHERE credit_account_id = $1",
      [held],
    );
    expect(rows).toEqual([{ debit_seq: 2, credit_seq: 1, fresh: true }]);
    expect(await books.balancesOf(programmeId)).toMatchObject({
      voucher_available: 600,
      voucher_held: 400,
    });
    expect(await books.violations()).toEqual([]);
  });

  it('cannot take one fen more than there is', async () => {
    const { programmeId, available, openHeld } = await buildAccounts(1_000);
    const hold = { kind: 'hold', programme_id: programmeId, debit_account_id: available };
    await insertTransfer({ ...hold, credit_account_id: await openHeld(), amount_fen: 1_000 });
    const onemore = insertTransfer({ ...hold, credit_account_id: await openHeld(), amount_fen: 1 });
    await expect(onemore).rejects.toMatchObject({
      driverError: { code: '23514', constraint: 'ledger_account_floor_broken' },
    });
  });

  it('takes exactly what fits when many connections spend the last fen at once', async () => {
    const { programmeId, available, openHeld } = await buildAccounts(1_000);
    const accounts = await Promise.all(Array.from({ length: 14 }, openHeld));
    const hold = {
      kind: 'hold',
      programme_id: programmeId,
      debit_account_id: available,
      amount_fen: 100,
    };
    const results = await Promise.allSettled(
      accounts.map((held) => insertTransfer({ ...hold, credit_account_id: held })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await books.balancesOf(programmeId)).toMatchObject({
      voucher_available: 0,
      voucher_held: 1_000,
    });
  });

  it('cannot lift a voucher above its face value', async () => {
    const { programmeId, available, budget } = await buildAccounts();
    const expire = {
      kind: 'expire',
      programme_id: programmeId,
      debit_account_id: available,
      credit_account_id: budget,
    };
    await insertTransfer({ ...expire, amount_fen: 300 });
    const issue = {
      kind: 'issue',
      programme_id: programmeId,
      debit_account_id: budget,
      credit_account_id: available,
    };
    const above = insertTransfer({ ...issue, amount_fen: 301 });
    await expect(above).rejects.toMatchObject({
      driverError: { constraint: 'ledger_account_ceiling_broken' },
    });
    const again = insertTransfer({ ...issue, amount_fen: 300 });
    await expect(again).rejects.toMatchObject({
      driverError: { constraint: 'ledger_transfer_opened_twice' },
    });
  });

  it.each([
    ['an amount of nothing', { amount_fen: 0 }, 'ledger_transfer_amount_insane'],
    ['a negative amount', { amount_fen: -5 }, 'ledger_transfer_amount_insane'],
    [
      'an amount beyond what a number holds',
      { amount_fen: '9000000000000001' },
      'ledger_account_floor_broken',
    ],
    ['an unknown account', { debit_account_id: newId() }, 'ledger_transfer_account_unknown'],
    [
      'a kind that does not join the accounts',
      { kind: 'pay', checker_id: newId() },
      'ledger_transfer_legs_refused',
    ],
    ['a kind nobody knows', { kind: 'gift' }, 'ledger_transfer_legs_refused'],
  ])('is refused with %s', async (_, fault, constraint) => {
    const { programmeId, available, openHeld } = await buildAccounts();
    const transfer = {
      kind: 'hold',
      programme_id: programmeId,
      debit_account_id: available,
      credit_account_id: await openHeld(),
      amount_fen: 1,
    };
    await expect(insertTransfer({ ...transfer, ...fault })).rejects.toMatchObject({
      driverError: { constraint },
    });
  });

  it('cannot leave its programme', async () => {
    const [here, there] = [await buildAccounts(), await buildAccounts()];
    const expire = {
      kind: 'expire',
      programme_id: here.programmeId,
      debit_account_id: here.available,
      amount_fen: 1,
    };
    const astray = insertTransfer({ ...expire, credit_account_id: there.budget });
    await expect(astray).rejects.toMatchObject({
      driverError: { constraint: 'ledger_transfer_leaves_programme' },
    });
    expect(await books.violations()).toEqual([]);
  });

  it('cannot be checked by its maker', async () => {
    const { programmeId, available, budget } = await buildAccounts();
    const someone = newId();
    const alone = insertTransfer({
      kind: 'expire',
      programme_id: programmeId,
      debit_account_id: available,
      credit_account_id: budget,
      amount_fen: 1,
      actor_id: someone,
      checker_id: someone,
    });
    await expect(alone).rejects.toMatchObject({
      driverError: { constraint: 'ledger_transfer_checked_by_maker' },
    });
  });
});

describe('a hand-typed account', () => {
  it('opens empty and with a floor, whatever the insert says', async () => {
    const { programmeId, voucherId } = await buildAccounts();
    const open = (columns: string, values: string) =>
      database.dataSource.query(
        `INSERT INTO ledger_account (id, kind, programme_id, voucher_id, hold_id${columns})
         VALUES ($1, 'voucher_held', $2, $3, $4${values}) RETURNING floor_fen, balance_fen`,
        [newId(), programmeId, voucherId, newId()],
      );
    await expect(open(', balance_fen', ', 5')).rejects.toMatchObject({
      driverError: { constraint: 'ledger_account_opens_empty' },
    });
    expect(await open(', floor_fen', ', -1000')).toEqual([{ floor_fen: '0', balance_fen: '0' }]);
  });
});

describe('the books', () => {
  const changes = [
    'UPDATE ledger_transfer SET amount_fen = 1',
    'UPDATE ledger_transfer SET amount_fen = 1 WHERE false',
    'DELETE FROM ledger_transfer',
    'TRUNCATE ledger_transfer',
    'DELETE FROM ledger_account',
    'TRUNCATE ledger_account CASCADE',
  ];

  it.each(changes)('refuse the owner: %s', async (change) => {
    await expect(owner.query(change)).rejects.toMatchObject({
      constraint: 'ledger_transfer_append_only',
    });
  });

  it.each([...changes, 'UPDATE ledger_account SET balance_fen = 1'])(
    'refuse the serving role: %s',
    async (change) => {
      await expect(database.dataSource.query(change)).rejects.toMatchObject({
        driverError: { code: '42501' },
      });
    },
  );
});

describe('Ledger.post', () => {
  it('posts an id once', async () => {
    const { programmeId, available, budget } = await buildAccounts();
    const transfer = {
      id: newId(),
      kind: 'expire',
      programmeId,
      debitAccountId: available,
      creditAccountId: budget,
      amountFen: fen(10),
      actorId: null,
    } as const;
    const attempts = [1, 2, 3, 4].map(() => books.run((tx) => books.ledger.post(tx, transfer)));
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(TransferPostedTwice);
    }
    expect(await books.balancesOf(programmeId)).toMatchObject({ voucher_available: 990 });
  });

  it('says by the account what is short', async () => {
    const { programmeId, available, budget, openHeld } = await buildAccounts(5);
    const common = { id: newId(), programmeId, amountFen: fen(6), actorId: null };
    const expire = books.run((tx) =>
      books.ledger.post(tx, {
        ...common,
        kind: 'expire',
        debitAccountId: available,
        creditAccountId: budget,
      }),
    );
    await expect(expire).rejects.toThrow(VoucherInsufficient);
    const held = await openHeld();
    const release = books.run((tx) =>
      books.ledger.post(tx, {
        ...common,
        kind: 'release',
        debitAccountId: held,
        creditAccountId: available,
      }),
    );
    await expect(release).rejects.toThrow(LedgerShortfall);
    await expect(release).rejects.toMatchObject({
      members: { accountKind: 'voucher_held', availableFen: 0, askedFen: 6 },
    });
  });
});

describe('Ledger.openAccount', () => {
  it('opens one account for rivals who ask at once', async () => {
    const { programmeId } = await buildAccounts();
    const owner = { kind: 'claim_payable', programmeId, payeeOrganisationId: newId() } as const;
    const ids = await Promise.all(
      [1, 2, 3, 4, 5].map(() => books.run((tx) => books.ledger.openAccount(tx, owner))),
    );
    expect(new Set(ids).size).toBe(1);
  });
});

describe('Ledger.postAll', () => {
  it('never deadlocks when commands touch the same accounts in opposite order', async () => {
    const { programmeId, available, budget, openHeld } = await buildAccounts(100_000);
    const exchange = async (round: number) => {
      const held = await openHeld();
      const common = { programmeId, actorId: null, amountFen: fen(1) };
      const transfers = [
        {
          ...common,
          id: newId(),
          kind: 'expire',
          debitAccountId: available,
          creditAccountId: budget,
        } as const,
        {
          ...common,
          id: newId(),
          kind: 'hold',
          debitAccountId: available,
          creditAccountId: held,
        } as const,
      ];
      await books.run((tx) =>
        books.ledger.postAll(tx, round % 2 ? transfers : transfers.reverse()),
      );
    };
    await Promise.all(Array.from({ length: 40 }, (_, round) => exchange(round)));
    expect(await books.balancesOf(programmeId)).toMatchObject({
      voucher_available: 99_920,
      voucher_held: 40,
    });
    const [{ deadlocks }] = await database.dataSource.query(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    expect(Number(deadlocks)).toBe(0);
  });
});
