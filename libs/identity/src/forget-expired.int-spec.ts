import type { DataSource } from 'typeorm';
import { newId } from '@app/common';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { ForgetExpiredProcessor } from './forget-expired.processor';
import { buildPerson } from './testing/people';

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await createTestDatabase({ entities: [] });
  db = database.dataSource;
});
afterAll(() => database.drop());

const forget = () => new ForgetExpiredProcessor(db).process();

/** Of each kind one row that has expired and one that has not, as the names say. */
const ROWS = [
  ['session', '31 days', '29 days', insertSession],
  ['sign_in_guess', '1 minute', '-1 minute', insertGuess],
  ['sign_in_flow', '1 minute', '-1 minute', insertFlow],
  ['signed_link', '91 days', '89 days', insertLink],
  ['idempotency_key', '401 days', '399 days', insertKey],
  ['channel_code', '49 hours', '47 hours', insertCode],
  ['notification_delivery', '181 days', '179 days', insertDelivery],
  ['outbox_message', '31 days', '29 days', insertMessage],
] as const;

describe('forgetting', () => {
  it.each(ROWS)('deletes a %s that ended %s ago, and keeps one of %s', async (...row) => {
    const [table, past, present, insert] = row;
    await insert(past);
    await insert(present);
    const before = await count(table);
    await forget();
    expect(await count(table)).toBe(before - 1);
  });

  it('deletes more than one batch, and nothing the second time', async () => {
    await db.query(
      `INSERT INTO sign_in_guess (bucket_hash, failures, forgotten_at)
       SELECT int4send(n), 1, app_now() - interval '1 day' FROM generate_series(1, 2500) n`,
    );
    const before = await count('sign_in_guess');
    await forget();
    expect(await count('sign_in_guess')).toBe(before - 2500);
    await forget();
    expect(await count('sign_in_guess')).toBe(before - 2500);
  });

  it('empties the lines of a ledger 30 days after its import, and keeps what became of them', async () => {
    const runs = [await insertImport('31 days'), await insertImport('29 days')];
    await forget();
    const rows: object[] = await db.query(
      `SELECT cells, repairs, messages -> 0 ->> 'value' AS value, verdict FROM import_row
        WHERE run_id = ANY($1) ORDER BY array_position($1, run_id)`,
      [runs],
    );
    expect(rows).toEqual([
      { cells: null, repairs: {}, value: '', verdict: 'refused' },
      { cells: ['王晓'], repairs: { contactName: '王晓' }, value: '王晓', verdict: 'refused' },
    ]);
  });

  it('waits for nobody: what another is using is left for the next day', async () => {
    await insertGuess('1 day');
    await insertGuess('1 day');
    const before = await count('sign_in_guess');
    const other = db.createQueryRunner();
    await other.startTransaction();
    await other.query(
      'SELECT FROM sign_in_guess WHERE forgotten_at < app_now() LIMIT 1 FOR UPDATE',
    );
    await forget();
    expect(await count('sign_in_guess')).toBe(before - 1);
    await other.rollbackTransaction();
    await other.release();
  });

  it('leaves a failed or waiting message for people to see, however old', async () => {
    await insertMessage('500 days', 'failed');
    await insertMessage('500 days', 'pending');
    const before = await count('outbox_message');
    await forget();
    expect(await count('outbox_message')).toBe(before);
  });
});

async function count(table: string): Promise<number> {
  const [row]: { n: number }[] = await db.query(`SELECT count(*)::int AS n FROM ${table}`);
  return row?.n ?? 0;
}

async function insertSession(ago: string): Promise<void> {
  const { userId, organisationId } = await buildPerson(db, ['lab_manager']);
  await db.query(
    `INSERT INTO session (id_hash, id, user_id, organisation_id, created_at, seen_at)
     VALUES (uuid_send($1), $1, $2, $3, app_now() - $4::interval, app_now() - $4::interval)`,
    [newId(), userId, organisationId, ago],
  );
}

async function insertGuess(ago: string): Promise<void> {
  await db.query(
    'INSERT INTO sign_in_guess (bucket_hash, failures, forgotten_at) VALUES (uuid_send($1), 1, app_now() - $2::interval)',
    [newId(), ago],
  );
}

async function insertFlow(ago: string): Promise<void> {
  await db.query(
    `INSERT INTO sign_in_flow (state_hash, provider, browser_hash, sealed_secrets, expires_at)
     VALUES (uuid_send($1), 'test', '', '', app_now() - $2::interval)`,
    [newId(), ago],
  );
}

async function insertLink(ago: string): Promise<void> {
  await db.query(
    `INSERT INTO signed_link (id, purpose, object_id, expires_at)
     VALUES ($1, 'invitation', $1, app_now() - $2::interval)`,
    [newId(), ago],
  );
}

async function insertKey(ago: string): Promise<void> {
  await db.query(
    `INSERT INTO idempotency_key (caller_id, key, operation, request_hash, created_at)
     VALUES ($1, 'key', 'test', '', app_now() - $2::interval)`,
    [newId(), ago],
  );
}

async function insertCode(ago: string): Promise<void> {
  const { userId } = await buildPerson(db, ['lab_manager']);
  await db.query(
    `INSERT INTO channel_code (id, user_id, channel, address, code_hash, expires_at, created_at)
     VALUES ($1, $2, 'sms', '13800000000', '', app_now(), app_now() - $3::interval)`,
    [newId(), userId, ago],
  );
}

async function insertDelivery(ago: string): Promise<void> {
  const { userId } = await buildPerson(db, ['lab_manager']);
  await db.query(
    `INSERT INTO notification_delivery (id, message_id, user_id, channel, kind, object_id, created_at)
     VALUES ($1, $1, $2, 'sms', 'waiting-offer', $1, app_now() - $3::interval)`,
    [newId(), userId, ago],
  );
}

async function insertMessage(ago: string, state = 'done'): Promise<void> {
  await db.query(
    `INSERT INTO outbox_message (id, job, payload, state, finished_at)
     VALUES ($1, 'send-mail', '{}', $3, app_now() - $2::interval)`,
    [newId(), ago, state],
  );
}

async function insertImport(ago: string): Promise<string> {
  const { userId, organisationId } = await buildPerson(db, ['lab_manager']);
  const id = newId();
  await db.query(
    `INSERT INTO stored_file (id, owner_organisation_id, name, media_type, size_bytes, sha256)
     VALUES ($1, $2, 'ledger.csv', 'text/csv', 1, '')`,
    [id, organisationId],
  );
  await db.query(
    `INSERT INTO import_run (id, organisation_id, requested_by, file_id, file_name, state, finished_at)
     VALUES ($1, $2, $3, $1, 'ledger.csv', 'finished', app_now() - $4::interval)`,
    [id, organisationId, userId, ago],
  );
  await db.query(
    `INSERT INTO import_row (run_id, row_number, cells, repairs, verdict, asset_number, name_zh, messages)
     VALUES ($1, 2, '{王晓}', '{"contactName": "王晓"}', 'refused', 'A-1', '电镜', '[{"code": "too-long", "value": "王晓"}]')`,
    [id],
  );
  return id;
}
