import type { EntityManager } from 'typeorm';
import { newId } from '@app/common';
import { inTransaction } from '@app/database';
import { connect } from '../../../apps/launcher/src/connection';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { adminUrl } from '../../../test/support/test-server';
import { TrailDesk } from './testing/trail-desk';

let database: TestDatabase;
let desk: TrailDesk;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 20 });
  desk = new TrailDesk(database.dataSource, adminUrl(database.name));
});
afterAll(async () => {
  desk.close();
  await database.drop();
});

interface Told {
  action: string;
  before: string | null;
  after: string | null;
  detail: object;
}

/** What the trail tells of an object, oldest first. */
const told = (objectId: string): Promise<Told[]> =>
  desk.db.query(
    `SELECT action, encode(digest_before, 'hex') AS before, encode(digest_after, 'hex') AS after, detail
       FROM audit_entry WHERE object_id = $1 ORDER BY at, id`,
    [objectId],
  );

const within = <T>(work: (tx: EntityManager) => Promise<T>): Promise<T> =>
  inTransaction(desk.db, work);

const insert = (tx: EntityManager, id: string) =>
  tx.query(
    `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone)
     VALUES ($1::uuid, '测试单位', $1::text, 'enterprise', 'enterprise', '330402', '王晓', '0573-83640000')`,
    [id],
  );
const rename = (tx: EntityManager, id: string, nameZh: string) =>
  tx.query('UPDATE organisation SET name_zh = $2 WHERE id = $1', [id, nameZh]);
const record = (tx: EntityManager, objectId: string, action = 'organisation.test') =>
  desk.audit.record(tx, { actor: null, action, objectType: 'organisation', objectId });

async function build(): Promise<string> {
  const id = newId();
  await within(async (tx) => {
    await insert(tx, id);
    await record(tx, id, 'organisation.create');
  });
  return id;
}

describe('an entry', () => {
  it('carries the digest of what was made, and of what it was before and after each change', async () => {
    const id = await build();
    await within(async (tx) => {
      await rename(tx, id, '新名称');
      await record(tx, id);
    });
    const [made, changed] = await told(id);
    expect(made).toMatchObject({ before: null, after: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(changed).toMatchObject({ before: made?.after });
    expect(changed?.after).not.toBe(made?.after);
  });

  it('of several changes in one transaction carries the first before and the last after', async () => {
    const id = await build();
    await within(async (tx) => {
      for (const name of ['一', '二', '三']) await rename(tx, id, name);
      await record(tx, id, 'organisation.all');
    });
    await within(async (tx) => {
      await rename(tx, id, '四');
      await record(tx, id);
    });
    const [made, all, next] = await told(id);
    expect(all?.before).toBe(made?.after);
    expect(next?.before).toBe(all?.after);
  });

  it('after another one in the same transaction goes on from there', async () => {
    const id = await build();
    await within(async (tx) => {
      await rename(tx, id, '一');
      await record(tx, id, 'organisation.first');
      await rename(tx, id, '二');
      await record(tx, id, 'organisation.second');
    });
    const [, first, second] = await told(id);
    expect(second?.before).toBe(first?.after);
    expect(second?.after).not.toBe(first?.after);
  });

  it('carries none when the row is as it was', async () => {
    const id = await build();
    await within((tx) => record(tx, id));
    await within(async (tx) => {
      await tx.query(`UPDATE organisation SET contact_phone = '0573-1' WHERE id = $1`, [id]);
      await record(tx, id);
    });
    expect(await told(id)).toMatchObject([{}, { after: null }, { after: null }]);
  });

  it('knows nothing of what was rolled back', async () => {
    const id = await build();
    await within(async (tx) => {
      await tx.query('SAVEPOINT attempt');
      await rename(tx, id, '未成');
      await tx.query('ROLLBACK TO SAVEPOINT attempt');
      await record(tx, id, 'organisation.unchanged');
    });
    const failed = within(async (tx) => {
      await rename(tx, id, '未成');
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await within((tx) => record(tx, id, 'organisation.later'));
    expect(await told(id)).toMatchObject([{}, { after: null }, { after: null }]);
  });

  it('cannot be given digests by whoever writes it', async () => {
    const id = newId();
    await desk.db.query(
      `INSERT INTO audit_entry (id, action, object_type, object_id, detail, digest_before, digest_after)
       VALUES ($1::uuid, 'forged', 'organisation', $1::uuid, '{}', sha256('x'), sha256('y'))`,
      [id],
    );
    expect(await told(id)).toMatchObject([{ before: null, after: null }]);
  });
});

describe('a table without columns that are left out', () => {
  it('has digests as well', async () => {
    const userId = newId();
    await within(async (tx) => {
      await tx.query(
        `INSERT INTO app_user (id, login, display_name) VALUES ($1::uuid, $1::text, '测试')`,
        [userId],
      );
      const object = { objectType: 'app_user', objectId: userId };
      await desk.audit.record(tx, { actor: null, action: 'app_user.create', ...object });
    });
    expect(await told(userId)).toMatchObject([{ before: null, after: expect.any(String) }]);
  });
});

describe('a change that nobody recorded', () => {
  it('is recorded by the database, with who was connected', async () => {
    const id = await build();
    await desk.db.query(`UPDATE organisation SET name_zh = '改' WHERE id = $1`, [id]);
    await desk.asSuperuser(`UPDATE organisation SET name_zh = '再改' WHERE id = '${id}'`);
    await desk.asSuperuser(`DELETE FROM organisation WHERE id = '${id}'`);
    const [made, byService, byHand, removed] = await told(id);
    expect(byService).toMatchObject({
      action: 'organisation.change',
      before: made?.after,
      detail: { databaseRole: 'jiayi_app' },
    });
    expect(byHand).toMatchObject({
      before: byService?.after,
      detail: { databaseRole: 'postgres' },
    });
    expect(removed).toMatchObject({ before: byHand?.after, after: null });
  });

  it('of many rows is recorded for each', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, build));
    await desk.db.query('UPDATE organisation SET version = version + 1 WHERE id = ANY($1)', [ids]);
    for (const id of ids) expect(await told(id)).toHaveLength(2);
  });

  it('of roles is recorded unless the transaction recorded something itself', async () => {
    const organisationId = await build();
    const [silent, told1] = [newId(), newId()];
    const enter = (tx: EntityManager, userId: string) =>
      tx.query(
        `WITH person AS (INSERT INTO app_user (id, login, display_name) VALUES ($1::uuid, $1::text, '测试'))
         INSERT INTO membership (user_id, organisation_id, role) VALUES ($1::uuid, $2, 'auditor')`,
        [userId, organisationId],
      );
    await within((tx) => enter(tx, silent));
    await within(async (tx) => {
      await enter(tx, told1);
      await desk.audit.record(tx, {
        actor: null,
        action: 'member.create',
        objectType: 'app_user',
        objectId: told1,
      });
    });
    expect(await told(silent)).toEqual([
      expect.objectContaining({
        action: 'membership.change',
        detail: {
          operation: 'insert',
          role: 'auditor',
          organisation_id: organisationId,
          databaseRole: 'jiayi_app',
        },
      }),
    ]);
    expect((await told(told1)).map(({ action }) => action)).toEqual(['member.create']);
  });
});

describe('the digests', () => {
  it('are the same whatever time zone a session has', async () => {
    const id = await build();
    await connect(adminUrl(database.name), async (client) => {
      await client.query(`SET timezone = 'Asia/Shanghai'`);
      await client.query(`UPDATE organisation SET name_zh = '改' WHERE id = '${id}'`);
    });
    const [made, changed] = await told(id);
    expect(changed?.before).toBe(made?.after);
  });

  it('make one chain of each object, however many change it at once', async () => {
    const id = await build();
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        within(async (tx) => {
          await rename(tx, id, `名称 ${index}`);
          if (index % 2 === 0) await record(tx, id);
        }),
      ),
    );
    const entries = await told(id);
    expect(entries).toHaveLength(41);
    entries.slice(1).forEach((entry, index) => expect(entry.before).toBe(entries[index]?.after));
    expect((await desk.verify()).findings).toEqual([]);
  });
});

describe('#62 an object that was changed with the recording switched off', () => {
  const faults = async (id: string) =>
    (await desk.verify()).findings
      .filter(({ text }) => text.en.includes(id))
      .map(({ code }) => code);

  it('is found by its last entry, and by the next one for ever', async () => {
    const id = await build();
    expect(await faults(id)).toEqual([]);
    await desk.tamper(`UPDATE organisation SET name_zh = '篡改' WHERE id = '${id}'`);
    expect(await faults(id)).toEqual(['object-differs']);
    await within(async (tx) => {
      await rename(tx, id, '正常');
      await record(tx, id);
    });
    expect(await faults(id)).toEqual(['change-untold']);
  });

  it('is found when it is gone', async () => {
    const id = await build();
    await desk.tamper(`DELETE FROM organisation WHERE id = '${id}'`);
    expect(await faults(id)).toEqual(['object-differs']);
  });
});
