import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { newId } from '@app/common';
import { inTransaction } from '@app/database';
import { connect } from '../../../apps/launcher/src/connection';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { adminUrl } from '../../../test/support/test-server';
import { AuditService } from './audit.service';
import { sealAuditTrail, verifyAuditTrail } from './sealer';

const KEY = 'a key that the database does not have';

let database: TestDatabase;
let db: DataSource;

beforeEach(async () => {
  database = await createTestDatabase({ entities: [] });
  db = database.dataSource;
});
afterEach(() => database.drop());

const record = (detail: object = {}) =>
  inTransaction(db, (tx) =>
    new AuditService().record(tx, {
      actor: null,
      action: 'test.act',
      objectType: 'test',
      objectId: newId(),
      detail,
    }),
  );

const asSuperuser = (statement: string) =>
  connect(adminUrl(database.name), (client) => client.query(statement));
/** As somebody who may switch the guards of the tables off. */
const tamper = (statement: string) =>
  connect(adminUrl(database.name), async (client) => {
    await client.query('SET session_replication_role = replica');
    await client.query(statement);
  });
const seal = () => sealAuditTrail(db, KEY);
/** Seals until so many entries more are sealed: a transaction of any database of the server may hold it up. */
async function sealAll(count: number): Promise<number> {
  const deadline = Date.now() + 30_000;
  let sealed = 0;
  while (sealed < count && Date.now() < deadline) {
    sealed += await seal();
    await pause(10);
  }
  return sealed;
}
const verify = () => verifyAuditTrail(db, KEY);

describe('sealAuditTrail', () => {
  it('chains what has been written into blocks that verify', async () => {
    await record();
    await record({ nameZh: '扫描电子显微镜', amounts: [1, 2.5, null] });
    expect(await sealAll(2)).toBe(2);
    expect(await seal()).toBe(0);
    await record();
    expect(await sealAll(1)).toBe(1);
    expect(await verify()).toMatchObject({ entries: 3, brokenAt: null });
  });

  it('waits for a transaction that may still write, and then seals it once', async () => {
    await record();
    await connect(database.url, async (slow) => {
      await slow.query('BEGIN');
      await slow.query(
        `INSERT INTO audit_entry (id, action, object_type, object_id, detail) VALUES ($1, 'slow', 'test', $1, '{}')`,
        [newId()],
      );
      await record();
      expect(await sealAll(1)).toBe(1);
      expect(await seal()).toBe(0);
      await slow.query('COMMIT');
    });
    expect(await sealAll(2)).toBe(2);
    expect(await verify()).toMatchObject({ entries: 3, brokenAt: null });
  });

  it('by several sealers at once seals every entry once', async () => {
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([record(), record(), seal(), seal(), seal()]);
    }
    const unsealed = 10 - (await verify()).entries;
    await Promise.all([sealAll(unsealed), seal(), seal()]);
    expect(await verify()).toMatchObject({ entries: 10, brokenAt: null });
  });
});

describe('verifyAuditTrail', () => {
  beforeEach(async () => {
    for (let block = 0; block < 3; block += 1) {
      await record({ block });
      await sealAll(1);
    }
  });

  it.each([
    [
      'a changed entry',
      `UPDATE audit_entry SET action = 'nothing' WHERE detail->>'block' = '1'`,
      '2',
    ],
    [
      'a changed detail',
      `UPDATE audit_entry SET detail = '{"block": 1, "x": 1}' WHERE detail->>'block' = '1'`,
      '2',
    ],
    [
      'a removed entry',
      `DELETE FROM audit_entry WHERE id = (SELECT id FROM audit_entry ORDER BY xid LIMIT 1)`,
      '1',
    ],
    [
      'an entry put in later',
      `INSERT INTO audit_entry (id, xid, action, object_type, object_id, detail)
       SELECT gen_random_uuid(), xid, 'planted', 'test', gen_random_uuid(), '{}' FROM audit_entry ORDER BY xid DESC LIMIT 1`,
      '3',
    ],
    ['a removed block', 'DELETE FROM audit_block WHERE seq = 2', '3'],
    ['a changed block', `UPDATE audit_block SET hash = sha256('x') WHERE seq = 2`, '2'],
  ])('finds %s', async (_what, statement, brokenAt) => {
    await tamper(statement);
    expect(await verify()).toMatchObject({ brokenAt });
  });

  it('finds a chain that was signed with another key', async () => {
    expect(await verifyAuditTrail(db, 'another key')).toMatchObject({ blocks: 0, brokenAt: '1' });
  });

  it('cannot see a tail that was cut off whole, but its count tells: keep the last one elsewhere', async () => {
    const before = await verify();
    await tamper('DELETE FROM audit_block WHERE seq = 3');
    const after = await verify();
    expect(after).toMatchObject({ brokenAt: null });
    expect(after.blocks).toBe(before.blocks - 1);
  });
});

describe('the audit tables', () => {
  beforeEach(async () => {
    await record();
    await sealAll(1);
  });

  it.each([
    ['UPDATE', `UPDATE audit_entry SET action = 'x'`],
    ['DELETE', 'DELETE FROM audit_entry'],
    ['TRUNCATE', 'TRUNCATE audit_entry'],
    ['UPDATE of a block', 'UPDATE audit_block SET entry_count = 0'],
    ['DELETE of a block', 'DELETE FROM audit_block'],
  ])('refuse %s, by the owner and by a superuser too', async (_what, statement) => {
    await expect(db.query(statement)).rejects.toThrow();
    await expect(connect(database.urls.owner, (owner) => owner.query(statement))).rejects.toThrow();
    await expect(asSuperuser(statement)).rejects.toThrow();
    expect(await verify()).toMatchObject({ entries: 1, brokenAt: null });
  });
});
