import { newId } from '@app/common';
import { connect } from '../../../apps/launcher/src/connection';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { adminUrl } from '../../../test/support/test-server';
import { TrailDesk } from './testing/trail-desk';

let database: TestDatabase;
let desk: TrailDesk;

beforeEach(async () => {
  database = await createTestDatabase({ entities: [] });
  desk = new TrailDesk(database.dataSource, adminUrl(database.name));
});
afterEach(async () => {
  desk.close();
  await database.drop();
});

describe('sealAuditTrail', () => {
  it('chains what has been written into blocks that verify', async () => {
    await desk.record();
    await desk.record({ nameZh: '扫描电子显微镜', amounts: [1, 2.5, null] });
    expect(await desk.sealAll(2)).toBe(2);
    expect(await desk.seal()).toBe(0);
    await desk.record();
    expect(await desk.sealAll(1)).toBe(1);
    expect(await desk.verify()).toMatchObject({ entries: 3, findings: [], sound: true });
  });

  it('waits for a transaction that may still write, and then seals it once', async () => {
    await desk.record();
    await connect(database.url, async (slow) => {
      await slow.query('BEGIN');
      await slow.query(
        `INSERT INTO audit_entry (id, action, object_type, object_id, detail) VALUES ($1, 'slow', 'test', $1, '{}')`,
        [newId()],
      );
      await desk.record();
      expect(await desk.sealAll(1)).toBe(1);
      expect(await desk.seal()).toBe(0);
      expect(await desk.verify()).toMatchObject({ unsealedEntries: 1 });
      await slow.query('COMMIT');
    });
    expect(await desk.sealAll(2)).toBe(2);
    expect(await desk.verify()).toMatchObject({ entries: 3, unsealedEntries: 0, findings: [] });
  });

  it('by several sealers at once seals every entry once', async () => {
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([desk.record(), desk.record(), desk.seal(), desk.seal(), desk.seal()]);
    }
    const unsealed = 10 - (await desk.verify()).entries;
    await Promise.all([desk.sealAll(unsealed), desk.seal(), desk.seal()]);
    expect(await desk.verify()).toMatchObject({ entries: 10, findings: [] });
  });
});

describe('the audit tables', () => {
  beforeEach(async () => {
    await desk.record();
    await desk.sealAll(1);
  });

  it.each([
    ['UPDATE', `UPDATE audit_entry SET action = 'x'`],
    ['DELETE', 'DELETE FROM audit_entry'],
    ['TRUNCATE', 'TRUNCATE audit_entry'],
    ['UPDATE of a block', 'UPDATE audit_block SET entry_count = 0'],
    ['DELETE of a block', 'DELETE FROM audit_block'],
  ])('refuse %s, by the owner and by a superuser too', async (_what, statement) => {
    const { urls } = database;
    await expect(desk.db.query(statement)).rejects.toThrow();
    await expect(connect(urls.owner, (owner) => owner.query(statement))).rejects.toThrow();
    await expect(desk.asSuperuser(statement)).rejects.toThrow();
    expect(await desk.verify()).toMatchObject({ entries: 1, findings: [] });
  });
});
