import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { adminUrl } from '../../../test/support/test-server';
import { AuditHeads } from './heads';
import { sealAuditTrail } from './sealer';
import { KEY, TrailDesk } from './testing/trail-desk';
import { verifyAuditTrail } from './verify';

let database: TestDatabase;
let desk: TrailDesk;

beforeEach(async () => {
  database = await createTestDatabase({ entities: [] });
  desk = new TrailDesk(database.dataSource, adminUrl(database.name));
  await desk.sealThree();
});
afterEach(async () => {
  desk.close();
  await database.drop();
});

/** The one head file there is, and its lines. */
async function headFile(): Promise<{ path: string; lines: string[] }> {
  const [name = ''] = (await desk.heads.files()) ?? [];
  const path = join(desk.heads.directory, name);
  return { path, lines: readFileSync(path, 'utf8').trim().split('\n') };
}

/** Somebody with the key makes the whole chain anew, over whatever the entries say now. */
async function sealAnew(): Promise<void> {
  await desk.tamper('DELETE FROM audit_block');
  await desk.sealAll(1);
}

const ONE_SECOND_ENTRY = `WHERE detail->>'block' = '1'`;

describe('#62 the audit trail cannot be altered unseen', () => {
  it('says that an untouched one is sound, with and without heads outside', async () => {
    expect(await desk.verify()).toMatchObject({ sound: true, blocks: 3, entries: 3, heads: 0 });
    await desk.recordHead();
    expect(await desk.verify()).toMatchObject({ sound: true, firstBlock: '1', lastBlock: '3' });
  });

  it.each([
    [
      'a changed action',
      `UPDATE audit_entry SET action = 'x' ${ONE_SECOND_ENTRY}`,
      'entries-altered',
    ],
    [
      'a changed detail',
      `UPDATE audit_entry SET detail = '{"block": 1, "x": 1}' ${ONE_SECOND_ENTRY}`,
      'entries-altered',
    ],
    [
      'another moment',
      `UPDATE audit_entry SET at = at + interval '1 us' ${ONE_SECOND_ENTRY}`,
      'entries-altered',
    ],
    [
      'another outcome',
      `UPDATE audit_entry SET outcome = 'refused' ${ONE_SECOND_ENTRY}`,
      'entries-altered',
    ],
    [
      'another request',
      `UPDATE audit_entry SET request_id = gen_random_uuid() ${ONE_SECOND_ENTRY}`,
      'entries-altered',
    ],
    [
      'another agent',
      `UPDATE audit_entry SET agent_organisation_id = gen_random_uuid() ${ONE_SECOND_ENTRY}`,
      'entries-altered',
    ],
    [
      'another digest',
      `UPDATE audit_entry SET digest_after = sha256('x') ${ONE_SECOND_ENTRY}`,
      'entries-altered',
    ],
    ['a removed entry', `DELETE FROM audit_entry ${ONE_SECOND_ENTRY}`, 'entries-missing'],
    [
      'an entry put into a sealed stretch',
      `INSERT INTO audit_entry (id, xid, action, object_type, object_id, detail)
       SELECT gen_random_uuid(), xid, 'planted', 'test', gen_random_uuid(), '{}' FROM audit_entry ${ONE_SECOND_ENTRY}`,
      'entries-added',
    ],
    ['a removed block', 'DELETE FROM audit_block WHERE seq = 2', 'block-missing'],
    ['a changed block', `UPDATE audit_block SET hash = sha256('x') WHERE seq = 2`, 'block-altered'],
    [
      'another count in a block',
      `UPDATE audit_block SET entry_count = 2 WHERE seq = 2`,
      'block-altered',
    ],
    [
      'another format of a block',
      `UPDATE audit_block SET format = 1 WHERE seq = 2`,
      'entries-altered',
    ],
    [
      'an unknown format of a block',
      `UPDATE audit_block SET format = 9 WHERE seq = 2`,
      'block-altered',
    ],
  ])('finds %s', async (_what, statement, code) => {
    await desk.tamper(statement);
    expect(await desk.faults()).toContain(code);
  });

  it('finds entries that changed places, in both blocks', async () => {
    await desk.tamper(
      `UPDATE audit_entry e SET xid = other.xid FROM audit_entry other
        WHERE (e.detail->>'block')::int + (other.detail->>'block')::int = 1`,
    );
    const { findings } = await desk.verify();
    expect(findings.map(({ code, text }) => [code, /#\d/.exec(text.en)?.[0]])).toEqual([
      ['entries-altered', '#1'],
      ['entries-altered', '#2'],
    ]);
  });

  it('finds blocks that somebody without the key made anew', async () => {
    await desk.tamper('DELETE FROM audit_block');
    await sealAuditTrail(desk.db, 'another key');
    expect(await desk.faults()).toEqual(['block-altered']);
  });

  it('finds a chain that somebody with the key made anew, by the head outside', async () => {
    await desk.recordHead();
    await desk.tamper(`UPDATE audit_entry SET action = 'x' ${ONE_SECOND_ENTRY}`);
    await sealAnew();
    await desk.sealThree();
    expect(await desk.faults()).toEqual(['head-contradicted']);
  });

  it('finds a tail that was cut off, entries and blocks, by the head outside', async () => {
    await desk.recordHead();
    await desk.tamper(
      `DELETE FROM audit_entry WHERE detail->>'block' = '2'; DELETE FROM audit_block WHERE seq = 3`,
    );
    expect(await desk.faults()).toEqual(['tail-cut']);
    const { findings } = await desk.verify();
    expect(findings[0]?.text.zh).toContain('#2 < #3');
  });

  it('cannot see that without a head outside: hence they are required', async () => {
    await desk.tamper('DELETE FROM audit_block WHERE seq = 3');
    expect(await desk.faults()).toEqual([]);
    await desk.tamper(`UPDATE audit_block SET created_at = app_now() - interval '61 minutes'`);
    expect(await desk.faults()).toContain('heads-missing');
  });

  it('finds a head file that is gone', async () => {
    await desk.recordHead();
    await desk.tamper(`UPDATE audit_block SET created_at = app_now() - interval '2 months'`);
    expect(await desk.faults()).toEqual(['heads-missing']);
    rmSync(desk.heads.directory, { recursive: true });
    expect(await desk.faults()).toEqual(['heads-missing', 'heads-missing']);
  });

  it.each([
    ['a changed count', (line: string) => line.replace('"entries":3', '"entries":2')],
    ['a changed hash', (line: string) => line.replace(/"hash":"..../, '"hash":"0000')],
    ['half a line', (line: string) => line.slice(0, 60)],
    ['a line of somebody else', () => '{"seq":"3","hash":"","entries":3,"at":"2026-01-01"}'],
  ])('finds %s in a head file', async (_what, change) => {
    await desk.recordHead();
    await desk.recordHead();
    const { path, lines } = await headFile();
    writeFileSync(path, `${lines[0]}\n${change(lines[1] ?? '')}\n`);
    const { findings } = await desk.verify();
    expect(findings.map(({ code }) => code)).toEqual(['head-altered']);
    expect(findings[0]?.text.en).toContain(':2');
  });

  it('finds a head in the file of another month', async () => {
    await desk.recordHead();
    const { lines } = await headFile();
    appendFileSync(join(desk.heads.directory, '2001-01.jsonl'), `${lines[0]}\n`);
    expect(await desk.faults()).toEqual(['head-altered']);
  });

  it('finds heads signed with another key', async () => {
    const forged = new AuditHeads(desk.heads.directory, 'another key');
    await forged.append({ seq: '9', hash: '', entries: 9, at: '2026-01-01T00:00:00.000Z' });
    expect(await desk.faults()).toEqual(['head-altered']);
  });
});

describe('verifyAuditTrail', () => {
  it('goes on after a broken block, so that each fault is named', async () => {
    await desk.tamper(`UPDATE audit_entry SET action = 'x' WHERE detail->>'block' IN ('0', '2')`);
    expect(await desk.faults()).toEqual(['entries-altered', 'entries-altered']);
  });

  it('looks at the latest blocks only when it is told a limit, and says from which', async () => {
    await desk.recordHead();
    expect(await desk.verify(2)).toMatchObject({ sound: true, firstBlock: '2', entries: 2 });
    expect(await desk.verify(0)).toMatchObject({ firstBlock: '3', lastBlock: '3', blocks: 1 });
    await desk.tamper(`UPDATE audit_entry SET action = 'x' WHERE detail->>'block' = '0'`);
    expect(await desk.verify(2)).toMatchObject({ sound: true });
    expect(await desk.verify(3)).toMatchObject({ sound: false });
  });

  it('finds an empty trail sound', async () => {
    await desk.tamper('DELETE FROM audit_block; DELETE FROM audit_entry');
    expect(await desk.verify()).toMatchObject({ sound: true, firstBlock: '0', lastBlock: '0' });
  });

  it('still verifies blocks of the first format, and those of the second after them', async () => {
    await desk.tamper('DELETE FROM audit_block');
    // What release 0.1 wrote, by its own statement.
    await desk.tamper(
      `INSERT INTO audit_block (seq, from_xid, to_xid, entry_count, previous_hash, hash, signature)
       SELECT 1, 0, max(xid) + 1, count(*), decode(repeat('00', 32), 'hex'), hash, ''::bytea FROM (
         SELECT xid, sha256(decode(repeat('00', 32), 'hex') || convert_to(
                  '0:' || max(xid) OVER () + 1 || ':' || count(*) OVER () || E'\\n' ||
                  string_agg(octet_length(line) || ':' || line || E'\\n', '') OVER (ORDER BY xid, id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), 'UTF8')) AS hash
           FROM (SELECT *, concat_ws('|', id, xid, extract(epoch FROM at), actor_id, organisation_id, action, object_type,
                                     object_id, detail) AS line FROM audit_entry) AS lines) AS hashed GROUP BY hash`,
    );
    await desk.tamper(
      `CREATE EXTENSION IF NOT EXISTS pgcrypto; UPDATE audit_block SET signature = hmac(hash, '${KEY}', 'sha256')`,
    );
    expect(await desk.verify()).toMatchObject({ sound: true, blocks: 1, entries: 3 });
    await desk.sealThree();
    expect(await desk.verify()).toMatchObject({ sound: true, blocks: 4, entries: 6 });
  });

  it('accepts that the database was taken back, once whoever did it has said so, and tells it', async () => {
    await desk.recordHead();
    await desk.tamper(
      `DELETE FROM audit_entry WHERE detail->>'block' = '2'; DELETE FROM audit_block WHERE seq = 3`,
    );
    expect(await desk.faults()).toEqual(['tail-cut']);
    await desk.recordHead('restored from the backup of the night');
    expect(await desk.verify()).toMatchObject({
      sound: true,
      restorations: [
        { reason: 'restored from the backup of the night', backTo: '2', lostUpTo: '3' },
      ],
    });
    await desk.record();
    await desk.sealAll(1);
    await desk.recordHead();
    expect(await desk.verify()).toMatchObject({ sound: true, lastBlock: '3' });
  });

  it('asks for the heads of the folder it is given', async () => {
    const heads = new AuditHeads(join(desk.heads.directory, 'none'), KEY);
    expect(await verifyAuditTrail(desk.db, { key: KEY, heads })).toMatchObject({ heads: 0 });
  });
});
