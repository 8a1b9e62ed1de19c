import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AuditHeads, readHead } from '@app/audit';
import { connect } from '../../apps/launcher/src/connection';
import { buildPerson, PASSWORD } from '../../libs/identity/src/testing/people';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { startSystem, type TestSystem } from '../support/processes';
import { adminUrl } from '../support/test-server';

const COMMAND = resolve(__dirname, '../../dist/apps/launcher/src/audit-verify.js');
/** As the processes of a test have it. */
const KEY = 'test-audit-key';
const heads = mkdtempSync(join(tmpdir(), 'jiayi-heads-'));

let database: TestDatabase;
let system: TestSystem;

beforeAll(async () => {
  database = await createTestDatabase();
  system = await startSystem({
    database,
    services: ['worker', 'api'],
    env: { JIAYI_AUDIT_HEADS: heads },
  });
});
afterAll(async () => {
  await system.stop();
  await database.drop();
  rmSync(heads, { recursive: true, force: true });
});

/** `npm run audit:verify` without its build. */
function verify(...args: string[]): { code: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    encoding: 'utf8',
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      JIAYI_AUDIT_KEY: KEY,
      JIAYI_AUDIT_HEADS: heads,
    },
  });
  return { code: status, text: stdout + stderr };
}

const tamper = (statement: string) =>
  connect(adminUrl(database.name), async (client) => {
    await client.query('SET session_replication_role = replica');
    await client.query(statement);
  });

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not in a minute\n${system.output()}`);
    await pause(100);
  }
}

const read = async (path: string) => (await fetch(`${system.workerUrl}${path}`)).text();

describe('the audit trail of a running system', () => {
  it('is sealed within seconds, recorded outside, and found sound by the command', async () => {
    const { userId: login } = await buildPerson(database.dataSource, ['lab_manager']);
    const answer = await fetch(`${system.apiUrl}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password: PASSWORD }),
    });
    expect(answer.status).toBe(201);
    await until(() => {
      const { text } = verify();
      const isDone = text.includes(' 0 not sealed yet') && !text.includes(' 0 heads outside');
      return Promise.resolve(isDone);
    });
    const { code, text } = verify();
    expect([code, text.split('\n')[0]]).toEqual([0, '审计链完整。 The audit trail is sound.']);
    expect(await read('/metrics')).toMatch(/^audit_unsealed_seconds \d/m);
    expect(JSON.parse(await read('/health/ready'))).toEqual({ status: 'ok', warnings: [] });
  });

  it('is watched: what stays unsealed for a minute is a warning of readiness', async () => {
    const warns = async () => (await read('/health/ready')).includes('audit_unsealed_seconds');
    await connect(adminUrl(database.name), async (busy) => {
      // A transaction that has not ended holds the seal up.
      await busy.query('BEGIN');
      await busy.query('SELECT pg_current_xact_id()');
      await tamper(`INSERT INTO audit_entry (id, at, action, object_type, object_id, detail)
        VALUES (gen_random_uuid(), app_now() - interval '61 seconds', 'test.late', 'test', gen_random_uuid(), '{}')`);
      await until(warns);
      await busy.query('COMMIT');
    });
    await until(async () => !(await warns()));
  });

  it('names what is wrong and ends with 1, until whoever restored it has said so', async () => {
    await system.stopOne('worker');
    const head = await readHead(database.dataSource);
    if (!head) throw new Error('nothing is sealed');
    await new AuditHeads(heads, KEY).append(head);
    await tamper(`DELETE FROM audit_entry WHERE xid >= (SELECT max(from_xid) FROM audit_block);
                  DELETE FROM audit_block WHERE seq = ${head.seq}`);
    const { code, text } = verify();
    expect(code).toBe(1);
    expect(text).toContain('审计链不完整');
    expect(text).toContain('[tail-cut]');
    expect(verify('--after-restore', ' ').text).toContain('Say why');
    const accepted = verify('--after-restore', '恢复到夜间备份');
    expect([accepted.code, accepted.text]).toEqual([0, expect.stringContaining('恢复到夜间备份')]);
    expect(verify().text).toContain('恢复到夜间备份');
  });

  it('says in one sentence what it lacks', () => {
    const { status, stderr } = spawnSync(process.execPath, [COMMAND], {
      encoding: 'utf8',
      env: { ...process.env, DATABASE_URL: '', JIAYI_AUDIT_KEY: '', JIAYI_DATA_DIR: heads },
    });
    expect([status, stderr.trim().split('\n').length]).toEqual([1, 1]);
    expect(stderr).toContain('JIAYI_DATA_DIR');
  });
});
