import { Client } from 'pg';
import { findBroken } from '../../../test/support/broken-invariants';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { adminUrl } from '../../../test/support/test-server';
import { LEDGER_INVARIANTS } from './invariants.sql';
import { TestBooks } from './testing/books';

let database: TestDatabase;
let books: TestBooks;
let superuser: Client;
let sample: { voucherId: string; holdId: string };

beforeAll(async () => {
  database = await createTestDatabase();
  books = new TestBooks(database.dataSource);
  const { id: voucherId } = await books.buildVoucher({ amountFen: 1_000 });
  const { holdId } = await books.buildHold(voucherId, 400);
  await books.buildVoucher();
  sample = { voucherId, holdId };
  superuser = new Client({ connectionString: adminUrl(database.name) });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await database.drop();
});

const brokenBy = (damage: readonly string[]): Promise<string[]> =>
  findBroken(superuser, LEDGER_INVARIANTS, damage);

/** A copy of the one hold transfer with some columns changed, inserted as it is. */
const copyOfHold = (changes: Record<string, string>): string => {
  const columns = {
    id: 'gen_random_uuid()',
    kind: 'kind',
    programme_id: 'programme_id',
    debit_account_id: 'debit_account_id',
    credit_account_id: 'credit_account_id',
    amount_fen: 'amount_fen',
    actor_id: 'actor_id',
    checker_id: 'checker_id',
    reverses_id: 'reverses_id',
    external_reference: 'external_reference',
    effective_on: 'effective_on',
    created_at: 'created_at',
    debit_seq: 'debit_seq + 1000',
    credit_seq: 'credit_seq + 1000',
    ...changes,
  };
  return `INSERT INTO ledger_transfer (${Object.keys(columns).join(', ')})
          SELECT ${Object.values(columns).join(', ')} FROM ledger_transfer WHERE kind = 'hold' AND reverses_id IS NULL LIMIT 1`;
};
const held = `(SELECT id FROM ledger_account WHERE kind = 'voucher_held')`;
const available = `(SELECT debit_account_id FROM ledger_transfer WHERE kind = 'hold')`;
const withoutIndex = (name: string) => `DROP INDEX ${name}`;
const withoutCheck = (name: string) => `ALTER TABLE ledger_transfer DROP CONSTRAINT ${name}`;
const reversal = (of: string, changes: Record<string, string> = {}) =>
  copyOfHold({
    kind: `'reverse'`,
    reverses_id: of,
    checker_id: 'gen_random_uuid()',
    debit_account_id: 'credit_account_id',
    credit_account_id: 'debit_account_id',
    ...changes,
  });

const PLANTED: Record<string, () => string[]> = {
  'balance-sum': () => [
    `UPDATE ledger_account SET balance_fen = balance_fen + 1 WHERE kind = 'budget_available'`,
  ],
  I1: () => [copyOfHold({ credit_account_id: 'gen_random_uuid()' })],
  I2: () => [`UPDATE ledger_transfer SET programme_id = gen_random_uuid() WHERE kind = 'hold'`],
  I3: () => [`UPDATE ledger_account SET balance_fen = balance_fen - 1 WHERE id = ${held}`],
  I4: () => [
    withoutIndex('ledger_transfer_opened_twice'),
    copyOfHold({ amount_fen: '1001' }),
    copyOfHold({
      amount_fen: '1001',
      kind: `'release'`,
      debit_account_id: 'credit_account_id',
      credit_account_id: 'debit_account_id',
      debit_seq: '2000',
      credit_seq: '2000',
    }),
  ],
  I5: () => [
    `UPDATE ledger_account SET balance_fen = balance_fen - 1 WHERE kind = 'voucher_available' AND balance_fen = 600`,
  ],
  I6: () => [`UPDATE voucher SET face_value_fen = 999 WHERE id = '${sample.voucherId}'`],
  I7: () => [
    `UPDATE voucher_hold SET state = 'released', resolved_at = now() WHERE id = '${sample.holdId}'`,
  ],
  I8: () => [`UPDATE voucher_hold SET amount_fen = 399 WHERE id = '${sample.holdId}'`],
  refund: () => [copyOfHold({ kind: `'refund'`, checker_id: 'gen_random_uuid()' })],
  withdrawal: () => [
    `UPDATE voucher SET withdrawn_at = now(), withdrawn_fen = 600 WHERE id = '${sample.voucherId}'`,
  ],
  I12: () => [reversal('id', { amount_fen: 'amount_fen - 1' })],
  I13: () => [
    reversal('id'),
    `INSERT INTO ledger_transfer SELECT (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'reverses_id', r.id,
        'debit_seq', 3000, 'credit_seq', 3000))).* FROM ledger_transfer r WHERE kind = 'reverse'`,
  ],
  I14: () => [
    withoutIndex('ledger_transfer_reference_used_twice'),
    `INSERT INTO ledger_transfer SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(),
        'debit_seq', 3000, 'credit_seq', 3000))).* FROM ledger_transfer t WHERE kind = 'appropriate' LIMIT 1`,
  ],
  I15: () => [
    withoutCheck('ledger_transfer_checked_by_maker'),
    `UPDATE ledger_transfer SET checker_id = actor_id WHERE kind = 'issue'`,
  ],
  I16: () => ['GRANT UPDATE ON ledger_transfer TO jiayi_app'],
  I17: () => [`UPDATE ledger_transfer SET debit_seq = debit_seq + 5 WHERE kind = 'hold'`],
  I21: () => [copyOfHold({ kind: `'issue'` })],
};

describe('the ledger invariants', () => {
  it('hold on sound books', async () => {
    expect(await brokenBy([])).toEqual([]);
    const { checked, violations } = await books.invariants.check();
    expect([checked.length, violations]).toEqual([LEDGER_INVARIANTS.length, []]);
  });

  it.each(LEDGER_INVARIANTS.map(({ id }) => id))(
    '%s names the rows of a planted fault',
    async (id) => {
      expect(await brokenBy(PLANTED[id]?.() ?? [])).toContain(id);
    },
  );

  it('I16 notices a guard that is switched off, I7 a second resolution', async () => {
    expect(
      await brokenBy(['ALTER TABLE ledger_transfer DISABLE TRIGGER ledger_transfer_append_only']),
    ).toContain('I16');
    expect(await brokenBy(['DROP TRIGGER ledger_transfer_post ON ledger_transfer'])).toContain(
      'I16',
    );
    const resolve = copyOfHold({
      kind: `'release'`,
      debit_account_id: 'credit_account_id',
      credit_account_id: available,
    });
    expect(await brokenBy([resolve])).toContain('I7');
  });
});
