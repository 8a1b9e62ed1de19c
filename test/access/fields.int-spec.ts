import {
  ACCESS_POLICY,
  type AccessRow,
  any,
  type Grant,
  READABLE_FIELDS,
  type Relation,
  type Role,
} from '@app/identity';
import { type Cell, cellsOf } from './cells';
import { type Answer, send } from './client';
import type { Desk } from './crossing';
import { closeDesk, openDesk } from './desk';
import { type Operation, UNDOCUMENTED } from './operations';
import { relationsTo, roleOf } from './oracle';
import { addressOf } from './parameters';

const OPERATIONS = Object.entries(ACCESS_POLICY)
  .filter(([id, { who }]) => !UNDOCUMENTED.includes(id) && who !== 'anyone')
  .map(([id]) => id);

let desk: Desk;

beforeAll(async () => void (desk = await openDesk()));
afterAll(() => closeDesk(desk));

const operation = (id: string): Operation => {
  const found = desk.operations.get(id);
  if (!found) throw new Error(`${id} is in the policy, but not in the OpenAPI document`);
  return found;
};

/** Sends a body, or nothing with a GET, on behalf of a cell; whatever it changes is undone. */
async function ask(
  cell: Cell,
  body?: object,
): Promise<Answer & { changed: string[]; refusals: number }> {
  const { world, app } = desk;
  await world.wear(cell.role);
  const answer = await send(app, {
    method: cell.operation.method,
    url: addressOf(world, cell.operation, cell),
    headers: { ...cell.caller.headers, 'if-match': '"1"' },
    body,
  });
  const { changes, refusals } = await world.log.read(answer.requestId);
  if (changes.length > 0) await world.restore(changes);
  return { ...answer, changed: changes.map(({ table }) => table), refusals };
}

const relationsOf = ({ caller, role, object }: Cell): Relation[] =>
  relationsTo(caller, role, desk.world.standingOf(object));

const isGranted = (grants: readonly Grant[], cell: Cell): boolean =>
  grants.some(
    ({ roles, relations }) =>
      roles.includes(roleOf(cell.caller, cell.role)) &&
      relations.some((relation) => relationsOf(cell).includes(relation)),
  );

describe('#3 a property that only some may read', () => {
  const restricted = Object.entries(READABLE_FIELDS).flatMap(([type, fields]) =>
    Object.entries(fields).map(([name, readers]) => ({ type, name, readers })),
  );

  it.each(restricted.map((one) => [`${one.name} of ${one.type}`, one] as const))(
    '%s is there for them and null for all others',
    async (_what, { type, name, readers }) => {
      const reads = [...desk.operations.values()].filter(
        ({ method, row, answer }) =>
          method === 'GET' && row.object === type && name in (answer ?? {}),
      );
      const seen = { given: 0, hidden: 0 };
      for (const cell of reads.flatMap((read) => cellsOf(desk.world, read, 'each'))) {
        if (cell.expected !== 'allow') continue;
        const { body } = await ask(cell);
        const isGiven = (body as Record<string, unknown>)[name] !== null;
        const asked = `${cell.operation.id} by ${cell.caller.name} as ${cell.role} on ${cell.object}`;
        expect([asked, isGiven]).toEqual([asked, isGranted(readers, cell)]);
        seen[isGiven ? 'given' : 'hidden'] += 1;
      }
      expect(seen.given).toBeGreaterThan(0);
      expect(seen.hidden).toBeGreaterThan(0);
    },
  );
});

describe('#3 a property that nobody may send', () => {
  const VALUES = { $unknown: 'x', id: '0', state: 'paid', status: 'listed', version: 7 };

  /** What the answer has and the body does not, and what neither has. */
  const strayOf = ({ body = {}, answer = {} }: Operation): Record<string, unknown> => {
    const readOnly = Object.fromEntries(Object.keys(answer).map((name) => [name, 'x']));
    return Object.fromEntries(
      Object.entries({ ...readOnly, ...VALUES }).filter(([name]) => !(name in body)),
    );
  };

  it.each(OPERATIONS)('is refused by %s', async (id) => {
    // A GET has no body; what it does not take in its query is the matter of the hardening tests.
    if (operation(id).method === 'GET') return;
    const cell = cellsOf(desk.world, operation(id), 'each').find(
      ({ expected }) => expected === 'allow',
    );
    if (!cell) throw new Error(`nobody may call ${id}`);
    const stray = strayOf(cell.operation);
    const { status, body, changed } = await ask(cell, stray);

    const { errors = [] } = body as { errors?: { pointer: string }[] };
    const named = errors.map(({ pointer }) => pointer.slice(1));
    expect({ status, changed }).toEqual({ status: 400, changed: [] });
    // Where a form with a file is expected, nothing of another body is looked at.
    const refused = cell.operation.takesFile ? ['file'] : Object.keys(stray);
    expect(named).toEqual(expect.arrayContaining(refused));
  });
});

describe('#3 a property that only some may send', () => {
  const rows = ACCESS_POLICY as Record<string, AccessRow>;
  const row = rows['organisations.update'] as AccessRow;
  beforeAll(() => {
    rows['organisations.update'] = { ...row, writes: { contactPhone: [any('bureau_admin')] } };
  });
  afterAll(() => void (rows['organisations.update'] = row));

  const cellOf = (role: Role, relation: Relation): Cell => {
    const cells = cellsOf(desk.world, operation('organisations.update'), 'each');
    const found = cells.find(
      (one) => one.role === role && one.expected === 'allow' && relationsOf(one).includes(relation),
    );
    if (!found) throw new Error(`no ${role} may change an organisation`);
    return found;
  };

  it('is refused by its name to all others, with nothing done and a refusal in the trail', async () => {
    const answer = await ask(cellOf('enterprise_admin', 'organisation'), {
      contactPhone: '1',
      contactName: '王',
    });
    expect(answer).toMatchObject({
      status: 403,
      code: 'fields-not-writable',
      changed: [],
      refusals: 1,
      body: { errors: [{ pointer: '/contactPhone', code: 'not-writable' }] },
    });
  });

  it('is taken from them, and what everybody may send from everybody', async () => {
    const mine = await ask(cellOf('enterprise_admin', 'organisation'), { contactName: '王' });
    const theirs = await ask(cellOf('bureau_admin', 'other'), { contactPhone: '0573-1' });
    for (const { status } of [mine, theirs]) expect(status).not.toBe(403);
  });
});
