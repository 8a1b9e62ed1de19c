import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { EVERY_ORGANISATION, inCallContext, newId, NO_ORGANISATION } from '@app/common';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { prepared } from './prepared';
import { acrossOrganisations } from './scoped-client';
import { inTransaction } from './transaction';

let database: TestDatabase;
let db: DataSource;

beforeAll(async () => {
  // Two connections for whatever number of requests: each serves many, one after the other.
  database = await createTestDatabase({ entities: [], poolSize: 2 });
  db = database.dataSource;
});
afterAll(() => database.drop());

/** Runs work as a request of an organisation; undefined is a request whose caller is not known yet. */
const asRequest = <T>(scope: string | undefined, work: () => Promise<T>): Promise<T> =>
  inCallContext({ requestId: newId(), scope }, work);

async function scopeSeen(tx: Pick<EntityManager, 'query'>): Promise<string> {
  const [row]: { scope: string }[] = await tx.query(
    `SELECT current_setting('app.scope', true) AS scope`,
  );
  return row?.scope ?? 'unset';
}

describe('a connection', () => {
  it('carries the scope of the request into single statements and transactions', async () => {
    const [ours, theirs] = [newId(), newId()];
    for (const scope of [ours, theirs, NO_ORGANISATION, EVERY_ORGANISATION, ours]) {
      expect(await asRequest(scope, () => scopeSeen(db))).toBe(scope);
      expect(await asRequest(scope, () => inTransaction(db, scopeSeen))).toBe(scope);
    }
  });

  it('reaches every organisation for work that no request asked for', async () => {
    await asRequest(newId(), () => scopeSeen(db));
    expect(await scopeSeen(db)).toBe(EVERY_ORGANISATION);
    expect(await inTransaction(db, scopeSeen)).toBe(EVERY_ORGANISATION);
  });

  it('takes the scope on with the first statement of a transaction, without one of its own', async () => {
    await scopeSeen(db);
    const sent = jest.spyOn(Client.prototype, 'query');
    const scope = newId();
    await asRequest(scope, () => inTransaction(db, scopeSeen));
    const statements = sent.mock.calls.map(([text]) => String(text));
    sent.mockRestore();
    expect(statements).toEqual([
      `START TRANSACTION; SET LOCAL app.scope = '${scope}'`,
      expect.stringContaining('SELECT'),
      'COMMIT',
    ]);
  });

  it('prepares once what is marked so, and runs it under any scope', async () => {
    const marked = prepared(`SELECT current_setting('app.scope', true) AS scope, $1::int AS given`);
    const runner = db.createQueryRunner();
    const ask = (scope: string, given: number): Promise<unknown> =>
      asRequest(scope, () => runner.query(marked, [given]));
    const [ours, theirs] = [newId(), newId()];
    try {
      expect(await ask(ours, 1)).toEqual([{ scope: ours, given: 1 }]);
      expect(await ask(theirs, 2)).toEqual([{ scope: theirs, given: 2 }]);
      // Two at once on one connection, before the first of them is answered.
      const both = await Promise.all([runner.query(marked, [3]), runner.query(marked, [4])]);
      expect(both).toMatchObject([[{ given: 3 }], [{ given: 4 }]]);
      const known: unknown[] = await runner.query(
        'SELECT name FROM pg_prepared_statements WHERE statement = $1',
        [marked],
      );
      expect(known).toHaveLength(1);
    } finally {
      await runner.release();
    }
  });

  it('is sent nothing more while it serves the same organisation', async () => {
    const scope = newId();
    const sent = jest.spyOn(Client.prototype, 'query');
    await asRequest(scope, async () => {
      for (let time = 0; time < 10; time += 1) await scopeSeen(db);
    });
    const settings = sent.mock.calls.filter(([text]) => String(text).startsWith('SET'));
    sent.mockRestore();
    expect(settings.length).toBeLessThanOrEqual(2);
  });

  it('keeps the scope in a rolled back part of a transaction, and gives it up after a rollback', async () => {
    const scope = newId();
    await asRequest(scope, async () => {
      const failed = inTransaction(db, async (tx) => {
        await tx.transaction((part) => part.query('SELECT 1 / 0')).catch(() => undefined);
        expect(await scopeSeen(tx)).toBe(scope);
        throw new Error('rolled back');
      });
      await expect(failed).rejects.toThrow('rolled back');
    });
    expect(await scopeSeen(db)).toBe(EVERY_ORGANISATION);
  });

  it('takes a scope as a value, whatever stands in it', async () => {
    const scope = `'; SET app.scope = '*`;
    expect(await asRequest(scope, () => scopeSeen(db))).toBe(scope);
  });
});

describe('acrossOrganisations', () => {
  it('lifts the scope for its part only, also when the part is nested or refuses', async () => {
    const scope = newId();
    await asRequest(scope, () =>
      inTransaction(db, async (tx) => {
        await acrossOrganisations(tx, async () => {
          await acrossOrganisations(tx, () => Promise.resolve());
          expect(await scopeSeen(tx)).toBe(EVERY_ORGANISATION);
        });
        expect(await scopeSeen(tx)).toBe(scope);
        const refused = acrossOrganisations(tx, () => Promise.reject(new Error('refused')));
        await expect(refused).rejects.toThrow('refused');
        expect(await scopeSeen(tx)).toBe(scope);
      }),
    );
  });

  it('names the error that aborted the transaction, and a savepoint before it brings the scope back', async () => {
    const scope = newId();
    await asRequest(scope, () =>
      inTransaction(db, async (tx) => {
        const broken = tx.transaction((part) =>
          acrossOrganisations(part, () => part.query('SELECT 1 / 0')),
        );
        await expect(broken).rejects.toThrow('division by zero');
        expect(await scopeSeen(tx)).toBe(scope);
      }),
    );
  });

  it('changes nothing for work that no request asked for', async () => {
    await inTransaction(db, async (tx) => {
      expect(await acrossOrganisations(tx, () => scopeSeen(tx))).toBe(EVERY_ORGANISATION);
      expect(await scopeSeen(tx)).toBe(EVERY_ORGANISATION);
    });
  });
});

/** The ways a request may use the database; each tells the scopes it saw and those it should have seen. */
const USES = {
  single: async (scope: string) => [[await scopeSeen(db), scope]],
  committed: (scope: string) =>
    inTransaction(db, async (tx) => {
      const first = await scopeSeen(tx);
      await turn();
      return [
        [first, scope],
        [await scopeSeen(tx), scope],
      ];
    }),
  'rolled back': async (scope: string) => {
    const seen: string[][] = [];
    const failed = inTransaction(db, async (tx) => {
      seen.push([await scopeSeen(tx), scope]);
      await tx.query('SELECT 1 / 0');
    });
    await failed.catch(() => undefined);
    return seen;
  },
  across: (scope: string) =>
    inTransaction(db, async (tx) => [
      [await acrossOrganisations(tx, () => scopeSeen(tx)), EVERY_ORGANISATION],
      [await scopeSeen(tx), scope],
    ]),
} satisfies Record<string, (scope: string) => Promise<string[][]>>;

describe('parallel requests', () => {
  const request = fc.record({
    scope: fc.constantFrom('a', 'b', 'c', NO_ORGANISATION, EVERY_ORGANISATION),
    uses: fc.array(fc.constantFrom(...(Object.keys(USES) as (keyof typeof USES)[])), {
      minLength: 1,
      maxLength: 4,
    }),
  });

  it('never see another’s scope, although they share two connections', async () => {
    const serve = ({ scope, uses }: { scope: string; uses: (keyof typeof USES)[] }) =>
      asRequest(scope, async () => {
        const seen: string[][] = [];
        for (const use of uses) seen.push(...(await USES[use](scope)));
        return seen;
      });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: 12 }), async (requests) => {
        const seen = (await Promise.all(requests.map(serve))).flat();
        expect(seen.filter(([saw, should]) => saw !== should)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
