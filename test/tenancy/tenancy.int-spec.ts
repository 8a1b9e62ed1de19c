import { inCallContext, newId, NO_ORGANISATION } from '@app/common';
import { connect } from '../../apps/launcher/src/connection';
import type { Desk } from '../access/crossing';
import { closeDesk, openDesk } from '../access/desk';
import type { Operation } from '../access/operations';
import { freeHour } from '../access/world/days';
import {
  type Attack,
  attacksOf,
  BlindGuard,
  guardedOperations,
  type Outcome,
  RULED,
} from './attacks';
import { GUARDED, OPEN } from './guarded-tables';

const SIDES = ['enterprise', 'enterprise2', 'university', 'shanghai'] as const;
const TABLES = Object.keys(GUARDED);

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await addWhatTheWorldLacks();
});
afterAll(() => closeDesk(desk));

/** Rows of the tables that no object of the world stands for, beside the rows they are part of. */
async function addWhatTheWorldLacks(): Promise<void> {
  const { ids, log } = desk.world;
  const statements: [string, unknown[]][] = [
    [
      `INSERT INTO reservation_history (id, reservation_id, action, to_state, detail)
       SELECT gen_random_uuid(), id, 'create', state, '{}' FROM reservation`,
      [],
    ],
    [
      `INSERT INTO instrument_history (id, instrument_id, transition, to_status, actor_id, organisation_id)
       SELECT gen_random_uuid(), id, 'create', status, $1, holder_id FROM instrument`,
      [ids.person('bureau.first')],
    ],
    [
      `INSERT INTO order_confirmation (id, order_id, decision, name, sent_to, asked_by)
       SELECT gen_random_uuid(), id, 'declined', '测试', 'provider@example.org', placed_by FROM service_order`,
      [],
    ],
    [
      `INSERT INTO order_history (id, order_id, action, from_state, to_state, detail)
       SELECT gen_random_uuid(), id, 'move', state, state, '{}' FROM service_order`,
      [],
    ],
    [
      `INSERT INTO order_dispute (id, order_id, opened_by, fee_before_fen)
       SELECT gen_random_uuid(), id, placed_by, list_fen FROM service_order`,
      [],
    ],
    [
      `INSERT INTO claim_file (claim_id, file_id) SELECT c.id, f.id FROM claim c
         JOIN stored_file f ON f.owner_organisation_id = c.payee_organisation_id`,
      [],
    ],
  ];
  for (const [statement, values] of statements) await log.unnoticed(statement, values);
}

/** What the serving role sees while it works for an organisation. */
const inScope = <T>(scope: string, statement: string, values: unknown[] = []): Promise<T[]> =>
  inCallContext({ requestId: newId(), scope }, () =>
    desk.world.database.dataSource.query(statement, values),
  );

const asOwner = async <T extends object>(
  statement: string,
  values: unknown[] = [],
): Promise<T[]> => {
  const { rows } = await connect(desk.world.database.urls.owner, (owner) =>
    owner.query<T>(statement, values),
  );
  return rows;
};

const count = ([row]: { count: number }[]): number => row?.count ?? -1;

describe('every table', () => {
  it('is guarded by a policy, or stands among those that need none with the reason why', async () => {
    const tables = await asOwner<{ name: string; guarded: boolean }>(
      `SELECT relname AS name, relrowsecurity AS guarded FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1`,
    );
    const names = (guarded: boolean) =>
      tables.filter((table) => table.guarded === guarded).map(({ name }) => name);
    expect(names(true)).toEqual([...TABLES].sort());
    expect(names(false)).toEqual(Object.keys(OPEN).sort());
  });
});

/** A reservation's history is written with the reservation, which a stranger cannot change. */
const CHECKED = TABLES.filter((table) => table !== 'reservation_history');

describe.each(TABLES)('#4 the table %s', (table) => {
  it('shows each organisation its own rows, nobody none, and the offices all', async () => {
    const all = count(await asOwner(`SELECT count(*)::int AS count FROM ${table}`));
    expect(all).toBeGreaterThan(0);
    for (const side of SIDES) {
      const id = desk.world.ids.organisation(side);
      const own = await asOwner<{ rows: string[] }>(
        `SELECT array_agg(t::text ORDER BY t::text) AS rows FROM ${table} t WHERE ${GUARDED[table]}`,
        [id],
      );
      const seen = await inScope<{ rows: string[] }>(
        id,
        `SELECT array_agg(t::text ORDER BY t::text) AS rows FROM ${table} t`,
      );
      expect([side, ...seen]).toEqual([side, ...own]);
    }
    const counted = `SELECT count(*)::int AS count FROM ${table}`;
    expect(count(await inScope(NO_ORGANISATION, counted))).toBe(0);
    expect(count(await inScope('*', counted))).toBe(all);
  });
});

it.each(CHECKED)('#4 the table %s takes no row that belongs to others', async (table) => {
  const stranger = desk.world.ids.organisation('agent');
  const [row] = await asOwner<{ row: object }>(`SELECT to_jsonb(t) AS row FROM ${table} t LIMIT 1`);
  const insert = `INSERT INTO ${table} SELECT * FROM jsonb_populate_record(null::${table}, $1)`;
  await expect(inScope(stranger, insert, [row?.row])).rejects.toMatchObject({ code: '42501' });
});

it('#4 the other side of a booking sees it and cannot make one in its user’s name', async () => {
  const { ids } = desk.world;
  const [lab, id] = [ids.organisation('university'), ids.of('reservation:enterprise.requested')];
  const [row] = await inScope<{ row: object }>(
    lab,
    'SELECT to_jsonb(r) AS row FROM reservation r WHERE id = $1',
    [id],
  );
  const copy = { ...row?.row, id: newId(), order_id: newId() };
  const insert =
    'INSERT INTO reservation SELECT * FROM jsonb_populate_record(null::reservation, $1)';
  await expect(inScope(lab, insert, [copy])).rejects.toMatchObject({ code: '42501' });
});

describe('a connection without a scope', () => {
  it('sees none of it', async () => {
    const { rows } = await connect(desk.world.database.url, (app) =>
      app.query(TABLES.map((table) => `SELECT 1 FROM ${table}`).join(' UNION ALL ')),
    );
    expect(rows).toEqual([]);
  });
});

describe('the scope of a request', () => {
  /** What stood in the setting when a row was written: its tables note it beside their rows. */
  const noted = (table: string, id: string) =>
    asOwner<{ scope: string }>(`SELECT noted_scope AS scope FROM ${table} WHERE id = $1`, [id]);

  it('reaches the rows it writes, also when its body comes in pieces', async () => {
    const { world, app } = desk;
    for (const table of ['import_run', 'occupancy'])
      await asOwner(
        `ALTER TABLE ${table} ADD noted_scope text DEFAULT current_setting('app.scope', true)`,
      );
    await world.wear('lab_manager');
    const lab = world.callers.people.find(({ name }) => name === 'university.first');
    const own = [{ scope: world.ids.organisation('university') }];
    const post = (url: string, payload: object | Buffer, headers: object) =>
      app.inject({ method: 'POST', url, payload, headers: { ...lab?.headers, ...headers } });

    const wish = { instrumentId: world.ids.of('instrument:university.listed'), ...freeHour() };
    const hold = await post('/api/v1/holds', wish, {});
    expect(await noted('occupancy', hold.json<{ id: string }>().id)).toEqual(own);

    const head = `--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n`;
    const file = Buffer.alloc(300_000, '资产编号,仪器名称\n');
    const body = Buffer.concat([Buffer.from(head), file, Buffer.from('\r\n--x--\r\n')]);
    const upload = { 'content-type': 'multipart/form-data; boundary=x' };
    const run = await post('/api/v1/instruments/imports', body, upload);
    expect(await noted('import_run', run.json<{ runId: string }>().runId)).toEqual(own);
    await world.restore((await world.log.read(newId())).changes);
  });
});

const sentence = ({ attack, status, code, changed }: Outcome): string =>
  `${attack.operation.id} by ${attack.caller.name} on ${attack.object}: ${status} ${code} ${changed.join()}`;

/** All attacks of the operation with the guard made blind, and the answer to one on nothing. */
async function attackAll(
  on: Desk,
  guard: BlindGuard,
  operation: Operation,
): Promise<{ outcomes: Outcome[]; absent: Outcome }> {
  const attacks = attacksOf(on, operation);
  const [first] = attacks;
  if (!first) throw new Error(`nobody can attack by ${operation.id}`);
  const absent = await guard.let(first, newId());
  const before = await on.world.log.digest();
  const outcomes: Outcome[] = [];
  for (const attack of attacks) outcomes.push(await guard.let(attack));
  // What was changed has been noticed and put back.
  expect(await on.world.log.digest()).toBe(before);
  return { outcomes, absent };
}

/** An attack is stopped when it changes nothing and is answered as one on what does not exist. */
function isStopped({ attack, status, seen, changed }: Outcome, absent: Outcome): boolean {
  if (changed.length > 0) return false;
  // The catalogue is public: a stranger learns the state of an instrument, and still changes nothing.
  if (attack.operation.row.object === 'instrument') return status >= 400;
  return status >= 400 && status < 500 && seen === absent.seen;
}

describe('#4 with the guard blind to whose an object is', () => {
  let guard: BlindGuard;
  let operations: Operation[];
  beforeAll(() => {
    guard = new BlindGuard(desk);
    operations = guardedOperations(desk);
  });
  afterAll(() => jest.restoreAllMocks());

  it('there is something to attack on every side', () => {
    const ids = operations.map(({ id }) => id);
    for (const some of [
      ...['instruments.update', 'instruments.putFeeSchedule', 'downtimes.end', 'runs.rows'],
      ...['reservations.get', 'reservations.cancel', 'orders.accept', 'orderConfirmations.ask'],
      ...['vouchers.entries', 'claims.resubmit', 'claimDrafts.discard', 'files.content'],
      ...['payeeAccounts.confirm', 'providerAdmissions.correct', 'invitations.withdraw'],
    ])
      expect(ids).toContain(some);
  });

  it('row-level security alone stops every call on what belongs to others', async () => {
    const through: string[] = [];
    for (const operation of operations) {
      const { outcomes, absent } = await attackAll(desk, guard, operation);
      through.push(...outcomes.filter((one) => !isStopped(one, absent)).map(sentence));
    }
    expect(through).toEqual([]);
  });

  it('still lets both sides work', async () => {
    const calls: [operation: string, role: Attack['role'], caller: string, object: string][] = [
      ['reservations.get', 'enterprise_member', 'enterprise.first', 'enterprise.requested'],
      ['reservations.reject', 'lab_manager', 'university.first', 'enterprise.requested'],
      ['orders.get', 'lab_manager', 'shanghai.first', 'enterprise.claimable'],
      ['downtimes.create', 'lab_manager', 'university.first', 'university.listed'],
    ];
    for (const [id, role, name, object] of calls) {
      const operation = desk.operations.get(id);
      const caller = desk.world.callers.people.find((person) => person.name === name);
      if (!operation || !caller) throw new Error(`${id} by ${name} is unknown`);
      const target = `${operation.row.object}:${object}`;
      const { status } = await guard.let({ operation, role, caller, object: target });
      expect([id, status < 300]).toEqual([id, true]);
    }
  });
});

describe('#4 the control: without row-level security', () => {
  let naked: Desk;
  beforeAll(async () => {
    naked = await openDesk();
    await connect(naked.world.database.urls.owner, async (owner) => {
      for (const table of TABLES)
        await owner.query(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
      await owner.query('ALTER TABLE instrument DISABLE TRIGGER instrument_refuse_stranger');
    });
  });
  afterAll(() => closeDesk(naked));

  it('every one of these operations gets through to what belongs to others', async () => {
    const guard = new BlindGuard(naked);
    const stopped: string[] = [];
    for (const operation of guardedOperations(naked)) {
      const { outcomes, absent } = await attackAll(naked, guard, operation);
      if (outcomes.every((one) => isStopped(one, absent))) stopped.push(operation.id);
    }
    // Those, and no others: one that gets through after all has lost its rule.
    expect(stopped.sort()).toEqual(Object.keys(RULED).sort());
  });
});
