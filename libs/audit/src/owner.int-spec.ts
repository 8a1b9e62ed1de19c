import { newId } from '@app/common';
import { connect } from '../../../apps/launcher/src/connection';
import { migrate } from '../../../apps/launcher/src/migrations';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { adminUrl } from '../../../test/support/test-server';
import { AuditClockWentBack } from './audit-clock';
import { AuditModule } from './audit.module';
import { readColumns, recordMigration } from './owner';
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

/** What the counter of transactions of this cluster is ahead of, or behind, the one the trail was written under. */
const setOffset = (offset: number) =>
  connect(database.urls.owner, (owner) =>
    owner.query(
      `CREATE OR REPLACE FUNCTION app_transaction_offset() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT ${offset}::bigint'`,
    ),
  );

describe('a trail that was restored into another cluster', () => {
  beforeEach(async () => {
    await setOffset(1_000_000_000);
    await desk.sealThree();
    await desk.record({ unsealed: true });
    await setOffset(0);
  });

  it('lets nobody serve or seal, so that no entry falls among old ones', async () => {
    await expect(desk.seal()).rejects.toBeInstanceOf(AuditClockWentBack);
    await expect(new AuditModule(desk.db).onModuleInit()).rejects.toThrow('npm run migrate');
  });

  it('goes on after a migration, whole, and tells that it was restored', async () => {
    await migrate(database.urls.owner);
    await new AuditModule(desk.db).onModuleInit();
    await desk.record({ after: true });
    expect(await desk.sealAll(3)).toBe(3);
    expect(await desk.verify()).toMatchObject({ sound: true, entries: 6, unsealedEntries: 0 });
    const actions: { action: string }[] = await desk.db.query(
      'SELECT action FROM audit_entry ORDER BY xid DESC LIMIT 2',
    );
    expect(actions.map(({ action }) => action)).toEqual(['test.act', 'database.restore']);
    await migrate(database.urls.owner);
    expect(await desk.verify()).toMatchObject({ unsealedEntries: 0 });
  });
});

describe('a migration', () => {
  const addColumn = () =>
    connect(database.urls.owner, async (owner) => {
      const columns = await readColumns(owner);
      await owner.query(`ALTER TABLE organisation ADD COLUMN added integer NOT NULL DEFAULT 1`);
      await recordMigration(owner, columns, ['Added']);
    });
  const insert = `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone)
                  VALUES ($1, '测试单位', 'x', 'enterprise', 'enterprise', '330402', '王晓', '0573-83640000')`;

  it('is recorded with the tables that got other columns; their objects compare again from then on', async () => {
    const id = newId();
    await desk.db.transaction(async (tx) => {
      await tx.query(insert, [id]);
      await desk.audit.record(tx, {
        actor: null,
        action: 'organisation.create',
        objectType: 'organisation',
        objectId: id,
      });
    });
    expect(await desk.verify()).toMatchObject({ sound: true, objects: 1 });
    await addColumn();
    const [entry]: { detail: object }[] = await desk.db.query(
      `SELECT detail FROM audit_entry WHERE action = 'database.migrate'`,
    );
    expect(entry?.detail).toEqual({ applied: ['Added'], changed: ['organisation'] });
    expect(await desk.verify()).toMatchObject({ sound: true, objects: 0 });
    await desk.db.query(`UPDATE organisation SET name_zh = '改' WHERE id = $1`, [id]);
    expect(await desk.verify()).toMatchObject({ sound: true, objects: 1 });
    await desk.tamper(`UPDATE organisation SET added = 2`);
    expect(await desk.faults()).toEqual(['object-differs']);
  });

  it('that somebody made by hand is not explained away', async () => {
    const id = newId();
    await desk.db.query(insert, [id]);
    await desk.db.query(`UPDATE organisation SET name_zh = '改' WHERE id = $1`, [id]);
    await desk.asSuperuser('ALTER TABLE organisation ADD COLUMN added integer');
    expect(await desk.faults()).toEqual(['object-differs']);
  });
});
