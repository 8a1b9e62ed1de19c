import { DateTime } from 'luxon';
import { AuditService } from '@app/audit';
import { newId, ZONE } from '@app/common';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { TestRegister } from '../testing/register';
import type { PutUserGroupRequest } from './user-group.dto';
import { UserGroupsService } from './user-groups.service';

let database: TestDatabase;
let register: TestRegister;
let groups: UserGroupsService;
let lab: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  groups = new UserGroupsService(database.dataSource, new AuditService());
  lab = await register.buildActor('lab_manager');
});
afterEach(() => setDatabaseTime(database, null));
afterAll(() => database.drop());

const build = async (body: Partial<PutUserGroupRequest> = {}): Promise<string> =>
  (await groups.create(lab, { nameZh: `用户组 ${newId()}`, ...body })).id;
const add = (
  groupId: string,
  member: { organisationId?: string; login?: string },
  until?: string,
) => groups.addMember({ actor: lab, groupId }, { ...member, validUntil: until });
const person = (): Promise<Actor> => register.buildActor('enterprise_member');

describe('what an asker is granted', () => {
  let instrumentId: string;
  beforeAll(async () => {
    instrumentId = (await register.buildDraft(lab)).id;
    await register.terms.putBookingPolicy({ actor: lab, instrumentId }, { horizonDays: 30 });
  });
  const granted = async (asker?: Actor) => {
    const { manager } = database.dataSource;
    const { groups: found, policy } = await register.instruments.getBookable(
      ...([manager, instrumentId, null, asker] as const),
    );
    return { ids: found.map(({ id }) => id), horizonDays: policy.horizonDays };
  };

  it('is nothing for the public, for strangers and for other people of a member', async () => {
    const [member, colleague] = [await person(), await person()];
    await add(await build({ horizonDays: 90 }), { login: member.userId });
    for (const asker of [undefined, await person(), colleague])
      expect(await granted(asker)).toEqual({ ids: [], horizonDays: 30 });
    expect(await granted(member)).toMatchObject({ horizonDays: 90 });
  });

  it('is its organisation’s, and the most generous of several groups', async () => {
    const member = await person();
    const ids = [
      await build({ horizonDays: 90 }),
      await build({ horizonDays: 60 }),
      await build({ feeTier: 'internal' }),
    ];
    const { organisationId } = member;
    for (const id of ids) await add(id, { organisationId });
    expect(await granted(member)).toEqual({ ids: ids.sort(), horizonDays: 90 });
  });

  it('ends with the last day of the membership', async () => {
    const member = await person();
    const id = await build({ horizonDays: 90 });
    await add(id, { login: member.userId }, '2027-03-31');
    const at = (time: string) =>
      setDatabaseTime(database, DateTime.fromISO(time, { zone: ZONE }) as DateTime<true>);
    await at('2027-03-31T23:59:59');
    expect((await granted(member)).ids).toEqual([id]);
    await at('2027-04-01T00:00:00');
    expect(await granted(member)).toEqual({ ids: [], horizonDays: 30 });
    const { items } = await groups.members(id, {});
    expect(items).toMatchObject([{ validUntil: '2027-03-31', valid: false }]);
  });

  it('is nothing on instruments of another holder', async () => {
    const other = await register.buildActor('lab_manager');
    const foreign = await register.buildDraft(other);
    const member = await person();
    await add(await build({ horizonDays: 900 }), { login: member.userId });
    const { groups: found } = await register.instruments.getBookable(
      ...([database.dataSource.manager, foreign.id, null, member] as const),
    );
    expect(found).toEqual([]);
  });

  it('leaves the terms as they were set where they are edited', async () => {
    const group = await build({ horizonDays: 90 });
    const weekly = [{ weekday: 1, from: '18:00', to: '20:00', groupIds: [group] }];
    const command = { actor: lab, instrumentId };
    await register.terms.putOpeningHours(command, { weekly, onHolidays: 'open' });
    expect(await register.terms.getOpeningHours(instrumentId)).toMatchObject({ weekly });
    const { openingHours } = await register.instruments.get(instrumentId);
    expect(openingHours).toMatchObject({ weekly });
  });
});

describe('UserGroupsService', () => {
  it('keeps names apart inside a holder, also of rivals', async () => {
    const nameZh = `长期合作单位 ${newId()}`;
    const rivals = Array.from({ length: 8 }, () => groups.create(lab, { nameZh }));
    const settled = await Promise.allSettled(rivals);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of settled)
      if (one.status === 'rejected')
        expect(one.reason).toMatchObject({ code: 'user-group-name-taken' });
    const other = await register.buildActor('lab_manager');
    await groups.create(other, { nameZh });
    expect(await groups.list(other)).toMatchObject([{ nameZh, horizonDays: null, members: 0 }]);
  });

  it('takes a member in once, rivals or not, with the end told last', async () => {
    const id = await build();
    const { organisationId, userId: login } = await person();
    const both = [{ organisationId }, { login }];
    await Promise.all([...both, ...both, ...both].map((member) => add(id, member)));
    expect((await groups.members(id, {})).items).toHaveLength(2);
    expect(await add(id, { login }, '2030-01-01')).toMatchObject({ validUntil: '2030-01-01' });
    expect((await groups.members(id, {})).items).toHaveLength(2);
  });

  it('is held to one member a row by the database', async () => {
    const id = await build();
    const { organisationId, userId } = await person();
    const insert = (columns: unknown[]) =>
      database.dataSource.query(
        `INSERT INTO user_group_member (id, group_id, holder_id, organisation_id, user_id) VALUES ($1, $2, $3, $4, $5)`,
        [newId(), id, ...columns],
      );
    await expect(insert([lab.organisationId, organisationId, userId])).rejects.toMatchObject({
      constraint: 'user_group_member_is_one',
    });
    await expect(insert([organisationId, organisationId, null])).rejects.toMatchObject({
      constraint: 'user_group_member_group_exists',
    });
  });

  it('refuses nobody, both at once, and whoever does not exist', async () => {
    const id = await build();
    const { organisationId, userId: login } = await person();
    const code = (member: Parameters<typeof add>[1]) =>
      Promise.resolve()
        .then(() => add(id, member))
        .then(
          () => 'taken in',
          (error: { members: { errors: { code: string }[] } }) => error.members.errors[0]?.code,
        );
    expect(await code({})).toBe('organisation-or-person');
    expect(await code({ organisationId, login })).toBe('organisation-or-person');
    expect(await code({ organisationId: newId() })).toBe('unknown-organisation');
    expect(await code({ login: 'nobody' })).toBe('unknown-person');
  });

  it('lets members go, one by one and with the group', async () => {
    const id = await build();
    const command = { actor: lab, groupId: id };
    const member = await add(id, { login: (await person()).userId });
    await add(id, { login: (await person()).userId });
    await groups.removeMember(command, member.id);
    await expect(groups.removeMember(command, member.id)).rejects.toMatchObject({
      kind: 'not-found',
    });
    await groups.remove(command);
    await expect(groups.remove(command)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('keeps a group that hours in force are open to, and says which instrument', async () => {
    const id = await build();
    const instrument = await register.buildDraft(lab, { nameZh: '能谱仪' });
    const command = { actor: lab, instrumentId: instrument.id };
    const weekly = [{ weekday: 1, from: '18:00', to: '20:00', groupIds: [id] }];
    await register.terms.putOpeningHours(command, { weekly, onHolidays: 'open' });
    await expect(groups.remove({ actor: lab, groupId: id })).rejects.toMatchObject({
      code: 'user-group-in-use',
      members: { instruments: ['能谱仪'] },
    });
    await register.terms.putOpeningHours(command, { weekly: [], onHolidays: 'open' });
    await groups.remove({ actor: lab, groupId: id });
  });
});

describe('opening hours', () => {
  it('are open to groups of the holder only', async () => {
    const other = await register.buildActor('lab_manager');
    const foreign = await groups.create(other, { nameZh: '他人的组' });
    const { id: instrumentId } = await register.buildDraft(lab);
    const window = { weekday: 1, from: '18:00', to: '20:00' };
    // Two that become one: the pointer is that of what was sent.
    const open = [
      { weekday: 1, from: '08:00', to: '10:00' },
      { weekday: 1, from: '10:00', to: '12:00' },
    ];
    for (const id of [foreign.id, newId()])
      await expect(
        register.terms.putOpeningHours(
          { actor: lab, instrumentId },
          { weekly: [...open, { ...window, groupIds: [id] }], onHolidays: 'open' },
        ),
      ).rejects.toMatchObject({
        members: { errors: [{ pointer: '/weekly/2/groupIds', code: 'user-group-unknown' }] },
      });
  });
});
