import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { findBroken } from '../../../test/support/broken-invariants';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { adminUrl } from '../../../test/support/test-server';
import { CLAIM_INVARIANTS } from './invariants.sql';
import { ClaimDesk } from './testing/claim-desk';

let database: TestDatabase;
let superuser: Client;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase();
  directory = mkdtempSync(join(tmpdir(), 'jiayi-claims-'));
  const desk = new ClaimDesk(database.dataSource, directory);
  await desk.buildClaim();
  const { id } = await desk.buildApproved();
  await desk.batches.create([id], await desk.buildActor('finance_officer'));
  superuser = new Client({ connectionString: adminUrl(database.name) });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

const brokenBy = (damage: readonly string[]): Promise<string[]> =>
  findBroken(superuser, CLAIM_INVARIANTS, damage);

const PLANTED: Record<string, string[]> = {
  'claim-in-review': [
    `UPDATE claim SET state = 'rejected', return_reason = '', reviewer_id = gen_random_uuid(), reviewed_at = now() WHERE state = 'submitted'`,
  ],
  'payment-batch': ['UPDATE payment_batch SET total_fen = total_fen + 1'],
  I22: [`UPDATE claim SET payee_organisation_id = gen_random_uuid() WHERE state = 'submitted'`],
  'claim-amount': [`UPDATE voucher_hold SET captured_fen = captured_fen - 1`],
  'invoice-once': [`UPDATE claimed_invoice SET used_fen = used_fen - 1`],
};

describe('the claim invariants', () => {
  it('hold on sound claims', async () => {
    expect(await brokenBy([])).toEqual([]);
  });

  it.each(CLAIM_INVARIANTS.map(({ id }) => id))(
    '%s names the rows of a planted fault',
    async (id) => {
      expect(await brokenBy(PLANTED[id] ?? [])).toContain(id);
    },
  );

  it('claim-in-review notices a draft that holds money', async () => {
    const damage = `UPDATE claim SET state = 'draft', drafted_by = maker_id, drafted_by_organisation_id = payee_organisation_id WHERE state = 'submitted'`;
    expect(await brokenBy([damage])).toContain('claim-in-review');
  });

  it('invoice-once notices two claims on the same fen, and a counter without claims', async () => {
    const crowded = [
      `UPDATE claim_invoice SET number = '1'`,
      `UPDATE claimed_invoice SET number = '1', amount_fen = 20000, used_fen = 20000
        WHERE number = (SELECT min(number) FROM claimed_invoice)`,
      `DELETE FROM claimed_invoice WHERE number <> '1'`,
    ];
    expect(await brokenBy(crowded)).toContain('invoice-once');
    expect(await brokenBy(['DELETE FROM claim_invoice'])).toContain('invoice-once');
  });

  it('payment-batch notices a batch whose claims went astray', async () => {
    expect(await brokenBy([`UPDATE claim SET state = 'paid' WHERE state = 'in_batch'`])).toContain(
      'payment-batch',
    );
  });
});
