import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { newId } from '@app/common';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { type IdempotentCall, inCommand } from './command';
import { SqlState, sqlStateOf } from './postgres-error';
import { inTransaction } from './transaction';

let database: TestDatabase;
let db: DataSource;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [] });
  db = database.dataSource;
});
afterAll(() => database.drop());

const callOf = (changes: Partial<IdempotentCall> = {}): IdempotentCall => ({
  callerId: newId(),
  key: newId(),
  operation: 'TestController.create',
  requestHash: randomBytes(32),
  replayed: false,
  ...changes,
});

/** A day of the work calendar stands for any row a command changes. */
const write = (tx: EntityManager, date: string) =>
  tx.query(
    `INSERT INTO work_calendar_day (date, kind, name_zh, year_id)
     SELECT $1, 'holiday', '测试', id FROM work_calendar_year LIMIT 1`,
    [date],
  );
const exists = async (date: string): Promise<boolean> => {
  const rows: unknown[] = await db.query('SELECT 1 FROM work_calendar_day WHERE date = $1', [date]);
  return rows.length > 0;
};

describe('inCommand', () => {
  it('makes a duplicate wait for the first and gives it the same answer', async () => {
    const call = callOf();
    let runs = 0;
    const work = async (tx: EntityManager) => {
      runs += 1;
      await pause(200);
      await write(tx, '2030-01-01');
      return { id: newId(), amounts: [1, 2], none: null };
    };
    const calls = [call, { ...call }, { ...call }];
    const answers = await Promise.all(calls.map((one) => inCommand(db, one, work)));
    expect(runs).toBe(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(calls.filter(({ replayed }) => replayed)).toHaveLength(2);
  });

  it('refuses the key for another request, and lets another caller have it', async () => {
    const call = callOf();
    await inCommand(db, call, () => Promise.resolve({ done: true }));
    const other = inCommand(db, callOf({ ...call, requestHash: randomBytes(32) }), () =>
      Promise.resolve({ done: true }),
    );
    await expect(other).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    const stranger = callOf({ key: call.key });
    await expect(inCommand(db, stranger, () => Promise.resolve({ mine: 1 }))).resolves.toEqual({
      mine: 1,
    });
  });

  it('remembers nothing of a command that failed', async () => {
    const call = callOf();
    const failing = inCommand(db, call, async (tx) => {
      await write(tx, '2030-02-01');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await exists('2030-02-01')).toBe(false);
    await expect(inCommand(db, call, () => Promise.resolve({ ok: 1 }))).resolves.toEqual({ ok: 1 });
    expect(call.replayed).toBe(false);
  });

  it('lets a duplicate that waited for a failed one do the work', async () => {
    const call = callOf();
    let enter = (): void => undefined;
    const entered = new Promise<void>((resolve) => (enter = resolve));
    const first = inCommand(db, call, async () => {
      enter();
      await pause(150);
      throw new Error('no');
    });
    // Watched from the beginning: it fails while the other one is still being started.
    const refused = expect(first).rejects.toThrow('no');
    await entered;
    const second = inCommand(db, { ...call }, () => Promise.resolve({ ok: 2 }));
    await refused;
    await expect(second).resolves.toEqual({ ok: 2 });
  });

  it('answers a duplicate that has waited too long with a conflict', async () => {
    const call = callOf();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let enter = (): void => undefined;
    const entered = new Promise<void>((resolve) => (enter = resolve));
    const first = inCommand(db, call, async () => {
      enter();
      await held;
      return { ok: 1 };
    });
    await entered;
    const second = inCommand(db, { ...call }, () => Promise.resolve({ ok: 2 }));
    await expect(second).rejects.toMatchObject({
      code: 'command-in-progress',
      members: { retryAfterSeconds: 5 },
    });
    release();
    await expect(first).resolves.toEqual({ ok: 1 });
  });
});

describe('inTransaction', () => {
  const lock = (tx: EntityManager, key: number) =>
    tx.query('SELECT pg_advisory_xact_lock($1)', [key]);

  it('runs the whole work again when it was the victim of a real deadlock', async () => {
    const runs = { left: 0, right: 0 };
    // Each holds its first lock before either asks for its second: only then is it a deadlock for certain.
    let holding = 0;
    const cross = (side: 'left' | 'right', keys: [number, number], date: string) =>
      inTransaction(db, async (tx) => {
        runs[side] += 1;
        await write(tx, date);
        await lock(tx, keys[0]);
        if (runs[side] === 1) {
          holding += 1;
          while (holding < 2) await pause(5);
        }
        await lock(tx, keys[1]);
      });
    await Promise.all([
      cross('left', [11, 12], '2030-03-01'),
      cross('right', [12, 11], '2030-03-02'),
    ]);
    expect(runs.left + runs.right).toBe(3);
    expect(await exists('2030-03-01')).toBe(true);
    expect(await exists('2030-03-02')).toBe(true);
  });

  it('gives up after the third serialisation failure', async () => {
    let runs = 0;
    const outcome = inTransaction(db, async (tx) => {
      runs += 1;
      await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await tx.query('SELECT 1 FROM work_calendar_day LIMIT 1');
      await db.query(
        `UPDATE work_calendar_day SET name_zh = name_zh || 'x' WHERE date = '2030-03-01'`,
      );
      await tx.query(
        `UPDATE work_calendar_day SET name_zh = name_zh || 'y' WHERE date = '2030-03-01'`,
      );
    });
    const error: unknown = await outcome.catch((reason: unknown) => reason);
    expect(sqlStateOf(error)).toBe(SqlState.serializationFailure);
    expect(runs).toBe(3);
  });

  it('does not repeat what failed for another reason', async () => {
    let runs = 0;
    const outcome = inTransaction(db, async (tx) => {
      runs += 1;
      await write(tx, '2030-03-01');
    });
    await expect(outcome).rejects.toMatchObject({ driverError: { code: '23505' } });
    expect(runs).toBe(1);
  });
});
