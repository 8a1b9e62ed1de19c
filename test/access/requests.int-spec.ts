import { newId } from '@app/common';
import type { Role } from '@app/identity';
import { cellFor, cellsOf } from './cells';
import { type Answer, send } from './client';
import type { Desk } from './crossing';
import { closeDesk, openDesk } from './desk';
import type { Operation } from './operations';
import { addressOf } from './parameters';
import type { PersonName } from './world/cast';

let desk: Desk;

beforeAll(async () => void (desk = await openDesk()));
afterAll(() => closeDesk(desk));

const operation = (id: string): Operation => {
  const found = desk.operations.get(id);
  if (!found) throw new Error(`${id} is no operation`);
  return found;
};

/** A request of a person in the role that everybody wears at the moment. */
function call(person: PersonName, id: string, object?: string, body?: object): Promise<Answer> {
  const { world, app } = desk;
  const { caller, objectId } = cellFor(world, operation(id), {
    caller: person,
    role: 'auditor',
    object,
  });
  return send(app, {
    method: operation(id).method,
    url: addressOf(world, operation(id), { objectId, object: object ?? '', caller }),
    headers: caller.headers,
    body,
  });
}

describe('#6 a role that was taken away', () => {
  const give = (person: PersonName, role: Role): Promise<void> =>
    desk.world.log.unnoticed('UPDATE membership SET role = $2 WHERE user_id = $1', [
      desk.world.ids.person(person),
      role,
    ]);

  beforeEach(() => desk.world.wear('lab_manager'));
  afterEach(async () => {
    const { changes } = await desk.world.log.read(newId());
    await desk.world.restore([...changes, { table: 'public.membership', id: null }]);
  });

  const submit = (): Promise<Answer> =>
    call('university.second', 'instruments.submit', 'instrument:university.draft', {});

  it('does nothing from the next request on', async () => {
    expect(await submit()).toMatchObject({ status: 200 });
    await give('university.second', 'instrument_operator');
    expect(await submit()).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('by the security administrator also ends the session that had it', async () => {
    await give('bureau.first', 'security_admin');
    const roles = { roles: ['instrument_operator'] };
    const changed = await call(
      'bureau.first',
      'members.changeRoles',
      'organisation:university',
      roles,
    );
    expect(changed.status).toBe(200);
    expect(await submit()).toMatchObject({ status: 401, code: 'not-signed-in' });
  });

  it('with the membership ends the session', async () => {
    await give('bureau.first', 'security_admin');
    const removed = await call('bureau.first', 'members.remove', 'organisation:university');
    expect(removed.status).toBe(204);
    expect(await submit()).toMatchObject({ status: 401, code: 'not-signed-in' });
  });
});

describe('#50 a request that another site caused', () => {
  const SITES: Record<string, string>[] = [
    { origin: 'https://evil.example.org' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];

  it('is refused by every operation that is not a GET, and changes nothing', async () => {
    const { world, app, operations } = desk;
    const unsafe = [...operations.values()].filter(({ method }) => method !== 'GET');
    expect(unsafe.length).toBeGreaterThan(60);
    const wrong: string[] = [];
    for (const one of unsafe) {
      const cell = cellsOf(world, one, 'each').find(({ expected }) => expected === 'allow');
      if (!cell) throw new Error(`nobody may call ${one.id}`);
      await world.wear(cell.role);
      for (const site of SITES) {
        const answer = await send(app, {
          method: one.method,
          url: addressOf(world, one, cell),
          headers: { ...cell.caller.headers, ...site },
          body: {},
        });
        const { changes } = await world.log.read(answer.requestId);
        if (answer.code !== 'cross-site-request' || answer.status !== 403 || changes.length > 0)
          wrong.push(`${one.id} from ${JSON.stringify(site)}: ${answer.status} ${answer.code}`);
        if (changes.length > 0) await world.restore(changes);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('#5 the time it takes to refuse', () => {
  const CALLS = 60;
  const median = (times: number[]): number => times.sort((a, b) => a - b)[times.length / 2] ?? 0;

  it.each<[string, PersonName, Role, string]>([
    ['files.get', 'enterprise2.first', 'enterprise_admin', 'file:enterprise'],
    ['instruments.get', 'enterprise2.first', 'enterprise_member', 'instrument:university.draft'],
    [
      'reservations.get',
      'enterprise2.first',
      'enterprise_admin',
      'reservation:enterprise.requested',
    ],
    ['orders.get', 'enterprise2.first', 'enterprise_admin', 'order:enterprise.requested'],
    ['vouchers.get', 'enterprise2.first', 'enterprise_admin', 'voucher:enterprise'],
    ['claims.get', 'enterprise2.first', 'enterprise_admin', 'claim:enterprise.submitted'],
  ])('does not tell with %s whether there is such a thing', async (id, caller, role, object) => {
    const { world, app } = desk;
    await world.wear(role);
    const cell = cellFor(world, operation(id), { caller, role, object });
    const times: { foreign: number[]; absent: number[] } = { foreign: [], absent: [] };
    for (let at = 0; at < CALLS; at += 1) {
      // Taken in turns, so that whatever else the machine does slows both.
      for (const kind of ['foreign', 'absent'] as const) {
        const objectId = kind === 'foreign' ? cell.objectId : newId();
        const url = addressOf(world, cell.operation, { ...cell, objectId });
        const startedAt = process.hrtime.bigint();
        const { status } = await send(app, { method: 'GET', url, headers: cell.caller.headers });
        times[kind].push(Number(process.hrtime.bigint() - startedAt) / 1e6);
        expect(status).toBe(404);
      }
    }
    const [foreignMs, absentMs] = [median(times.foreign), median(times.absent)];
    console.info(`${id}: ${foreignMs.toFixed(2)} ms foreign, ${absentMs.toFixed(2)} ms absent`);
    // Wide, because a busy machine is no fault; a query more or less shows as half or double.
    expect(foreignMs / absentMs).toBeGreaterThan(0.5);
    expect(foreignMs / absentMs).toBeLessThan(2);
  });
});
