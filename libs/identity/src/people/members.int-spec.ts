import { newId } from '@app/common';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { type Actor, type Role, SEPARATED_ROLES } from '../access/roles';
import { GOOD_PASSWORD, PeopleOffice } from '../testing/people-office';

let database: TestDatabase;
let office: PeopleOffice;
/** The office of the state that runs the system. */
let bureau: string;
let security: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  office = await PeopleOffice.open(database.url);
  bureau = await office.buildOrganisation({ kind: 'government', regionCode: '330400' });
  security = await office.buildActor(['security_admin'], bureau);
});
afterAll(async () => {
  await office.close();
  await database.drop();
});

const newPerson = (roles: Role[], login = newId()) => ({
  login,
  displayName: '李晓华',
  password: GOOD_PASSWORD,
  email: 'lixiaohua@example.org',
  roles,
});
const create = (actor: Actor, organisationId: string, roles: Role[]) =>
  office.members.create(actor, organisationId, newPerson(roles));
const change = (actor: Actor, member: Actor, roles: Role[]) =>
  office.members.changeRoles(actor, member, roles, {});
const outcomesOf = async (attempts: Promise<unknown>[]): Promise<string[]> =>
  (await Promise.allSettled(attempts))
    .map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as { code: string }).code))
    .sort();

/** Two people of one new organisation. */
async function buildTwo(roles: Role[], others: Role[] = roles): Promise<[Actor, Actor]> {
  const one = await office.buildActor(roles);
  return [one, await office.buildActor(others, one.organisationId)];
}

/** A system of its own, in which nobody administers security yet. */
async function inYoungSystem(
  test: (young: PeopleOffice, buildOfficer: (role: Role) => Promise<Actor>) => Promise<void>,
): Promise<void> {
  const base = await createTestDatabase({ entities: [], poolSize: 1 });
  const young = await PeopleOffice.open(base.url, 5);
  try {
    // Each at an office of their own: nothing but the rule itself lets them wait for each other.
    await test(young, async (role) =>
      young.buildActor([role], await young.buildOrganisation({ kind: 'government' })),
    );
  } finally {
    await young.close();
    await base.drop();
  }
}

describe('who gives roles', () => {
  it('is the security administrator, for every organisation', async () => {
    const enterprise = await office.buildOrganisation();
    expect(await create(security, enterprise, ['enterprise_admin', 'holder_admin'])).toMatchObject({
      roles: ['enterprise_admin', 'holder_admin'],
      email: 'l***@example.org',
    });
    expect(await create(security, bureau, ['bureau_reviewer'])).toMatchObject({ active: true });
  });

  it('are the administrators of an organisation, each within what they may give', async () => {
    const holder = await office.buildActor(['holder_admin']);
    const lab = await office.buildActor(['lab_manager'], holder.organisationId);
    const member = await office.buildActor(['instrument_operator'], holder.organisationId);
    expect((await change(lab, member, ['lab_manager'])).roles).toEqual(['lab_manager']);
    await expect(change(lab, member, ['holder_admin', 'lab_manager'])).rejects.toMatchObject({
      code: 'fields-refused',
      members: { errors: [{ pointer: '/roles', code: 'not-given' }] },
    });
    expect((await change(holder, member, ['holder_admin'])).roles).toEqual(['holder_admin']);
    // What stays may be anybody's to give; what is taken away may not.
    await expect(change(lab, member, ['instrument_operator'])).rejects.toMatchObject({
      members: { errors: [{ code: 'not-given' }] },
    });
    expect((await change(lab, member, ['holder_admin', 'lab_manager'])).roles).toHaveLength(2);
  });

  it('is nobody for themself, neither giving nor taking', async () => {
    const [admin] = await buildTwo(['enterprise_admin', 'enterprise_member']);
    await expect(change(admin, admin, ['enterprise_admin'])).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'own-roles',
    });
    await expect(change(security, security, ['security_admin'])).rejects.toMatchObject({
      code: 'own-roles',
    });
  });

  it('give the roles of offices to people of offices only', async () => {
    const enterprise = await office.buildOrganisation();
    await expect(create(security, enterprise, ['county_reviewer'])).rejects.toMatchObject({
      members: { errors: [{ pointer: '/roles', code: 'of-offices' }] },
    });
  });

  it('find no member of another organisation, and no machine', async () => {
    const [admin] = await buildTwo(['enterprise_admin']);
    const stranger = await office.buildActor(['enterprise_member']);
    const machine = await office.buildActor(['instrument_operator'], admin.organisationId);
    await office.db.query(`UPDATE app_user SET kind = 'machine' WHERE id = $1`, [machine.userId]);
    for (const userId of [stranger.userId, machine.userId, newId()]) {
      const place = { userId, organisationId: admin.organisationId };
      await expect(
        office.members.changeRoles(admin, place, ['enterprise_member'], {}),
      ).rejects.toMatchObject({ code: 'not-found' });
      await expect(office.members.remove(admin, place)).rejects.toMatchObject({
        code: 'not-found',
      });
    }
  });
});

describe('the system administrator', () => {
  it('manages people until there is a security administrator, and no longer', () =>
    inYoungSystem(async (young, buildOfficer) => {
      const admin = await buildOfficer('bureau_admin');
      const add = (roles: Role[]) =>
        young.members.create(admin, admin.organisationId, newPerson(roles));
      await add(['bureau_reviewer']);
      const first = await add(['security_admin']);
      await expect(add(['bureau_reviewer'])).rejects.toMatchObject({
        kind: 'forbidden',
        code: 'security-administrator-in-office',
      });
      const place = { userId: first.userId, organisationId: admin.organisationId };
      await expect(young.members.changeRoles(admin, place, ['auditor'], {})).rejects.toMatchObject({
        code: 'security-administrator-in-office',
      });
      await expect(young.members.remove(admin, place)).rejects.toMatchObject({
        code: 'security-administrator-in-office',
      });
      const invitation = { email: 'a@example.org', roles: ['auditor' as const] };
      await expect(
        young.invitations.create(admin, admin.organisationId, invitation, {}),
      ).rejects.toMatchObject({ code: 'security-administrator-in-office' });
    }));

  it('of several offices appoint one first security administrator, however many at once', () =>
    inYoungSystem(async (young, buildOfficer) => {
      const admins = await Promise.all([1, 2, 3, 4].map(() => buildOfficer('bureau_admin')));
      const chosen = await Promise.all(
        admins.map(({ organisationId }) => young.buildActor(['measure_reporter'], organisationId)),
      );
      const attempts = admins.map((admin, at) =>
        young.members.changeRoles(admin, chosen[at] ?? admin, ['security_admin'], {}),
      );
      const refused = 'security-administrator-in-office';
      expect(await outcomesOf(attempts)).toEqual(['done', refused, refused, refused]);
    }));
});

describe('the administrators of the system', () => {
  it.each(SEPARATED_ROLES)('who are %s may leave but for the last, even together', (office) =>
    inYoungSystem(async (young, buildOfficer) => {
      const all = await Promise.all([1, 2, 3].map(() => buildOfficer(office)));
      const outcomes = await outcomesOf(all.map((one) => young.members.remove(one, one)));
      expect(outcomes).toEqual(['done', 'done', 'last-administrator']);
    }),
  );
});

describe('roles that are kept apart', () => {
  it.each<[Role[]]>([
    [['bureau_admin', 'auditor']],
    [['security_admin', 'bureau_reviewer']],
    [['bureau_reviewer', 'finance_officer']],
  ])('%j are not given to one person', async (roles) => {
    await expect(create(security, bureau, roles)).rejects.toMatchObject({
      kind: 'rule',
      code: 'roles-kept-apart',
      members: { errors: [{ pointer: '/roles' }] },
    });
  });

  it('are kept apart across organisations', async () => {
    const officer = await office.buildActor(['bureau_reviewer'], bureau);
    const enterprise = await office.buildOrganisation();
    await office.join(officer.userId, enterprise, ['measure_reporter']);
    const there = { userId: officer.userId, organisationId: enterprise };
    await expect(
      office.members.changeRoles(security, there, ['enterprise_member'], {}),
    ).rejects.toMatchObject({ code: 'roles-kept-apart' });
    expect(await office.rolesAt(officer.userId, enterprise)).toEqual(['measure_reporter']);
  });

  it('are kept apart when two administrators give one each at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await office.buildActor(['measure_reporter'], bureau);
      const enterprise = await office.buildOrganisation();
      await office.join(person.userId, enterprise, ['measure_reporter']);
      const at = (organisationId: string, role: Role) =>
        office.members.changeRoles(security, { userId: person.userId, organisationId }, [role], {});
      const outcomes = await outcomesOf([
        at(bureau, 'bureau_reviewer'),
        at(enterprise, 'enterprise_member'),
      ]);
      expect(outcomes).toEqual(['done', 'roles-kept-apart']);
    }
  });

  it('of the three administrators are kept apart by the database itself', async () => {
    for (const [at, role] of SEPARATED_ROLES.entries()) {
      const { userId } = await office.buildActor([role], bureau);
      const other = SEPARATED_ROLES[(at + 1) % SEPARATED_ROLES.length] ?? role;
      await expect(office.join(userId, bureau, [other])).rejects.toMatchObject({
        driverError: { constraint: 'membership_administrators_separated' },
      });
    }
  });

  it('of the three administrators are kept apart among rivals, at one organisation and at two', async () => {
    const second = await office.buildOrganisation({ kind: 'government' });
    for (let round = 0; round < 5; round += 1) {
      const { userId } = await office.buildActor(['measure_reporter'], bureau);
      await office.join(userId, second, ['measure_reporter']);
      const at = (organisationId: string, role: Role) =>
        office.members.changeRoles(security, { userId, organisationId }, [role], {});
      const outcomes = await outcomesOf([
        at(bureau, 'bureau_admin'),
        at(bureau, 'auditor'),
        at(second, 'security_admin'),
        at(second, 'auditor'),
      ]);
      const [row]: { count: number }[] = await office.db.query(
        'SELECT count(*)::int AS count FROM membership WHERE user_id = $1 AND role = ANY ($2)',
        [userId, SEPARATED_ROLES],
      );
      expect(row?.count).toBeLessThanOrEqual(1);
      expect(outcomes.filter((outcome) => !['done', 'roles-kept-apart'].includes(outcome))).toEqual(
        [],
      );
    }
  });

  it('hold for one office at two organisations', async () => {
    const second = await office.buildOrganisation({ kind: 'government' });
    const { userId } = await office.buildActor(['auditor'], bureau);
    await office.join(userId, second, ['measure_reporter']).catch(() => undefined);
    const place = { userId, organisationId: second };
    await expect(
      office.members.changeRoles(security, place, ['auditor'], {}),
    ).rejects.toMatchObject({ code: 'roles-kept-apart' });
  });
});

describe('a change of roles', () => {
  it('#6 #33 ends the sessions for this organisation with the next request, and no other', async () => {
    const [admin, member] = await buildTwo(['enterprise_admin'], ['enterprise_member']);
    const elsewhere = await office.buildOrganisation();
    await office.join(member.userId, elsewhere, ['enterprise_member']);
    const here = await office.openSession(member.userId, member.organisationId);
    const there = await office.openSession(member.userId, elsewhere);
    await change(admin, member, ['enterprise_admin']);
    expect(await office.isLive(here)).toBe(false);
    expect(await office.isLive(there)).toBe(true);
    expect(await office.trailOf(member.userId)).toEqual(['member.change-roles']);
  });

  it('to the same roles ends nothing', async () => {
    const [admin, member] = await buildTwo(['enterprise_admin']);
    const session = await office.openSession(member.userId, member.organisationId);
    await change(admin, member, ['enterprise_admin', 'enterprise_admin']);
    expect(await office.isLive(session)).toBe(true);
  });

  it('of an agent’s member ends what the person does for the principal', async () => {
    const [admin, agent] = await buildTwo(['enterprise_admin'], ['enterprise_member']);
    const principal = await office.buildActor(['enterprise_admin']);
    const fileId = newId();
    await office.db.query(
      `INSERT INTO stored_file (id, owner_organisation_id, name, media_type, size_bytes, sha256)
       VALUES ($1, $2, '委托书.pdf', 'application/pdf', 1, '')`,
      [fileId, principal.organisationId],
    );
    const delegationId = newId();
    await office.db.query(
      `INSERT INTO delegation (id, principal_id, agent_id, actions, starts_on, ends_on, file_id, granted_by)
       VALUES ($1, $2, $3, '{claims}', current_date - 1, current_date + 1, $4, $5)`,
      [delegationId, principal.organisationId, agent.organisationId, fileId, principal.userId],
    );
    const session = await office.openSession(agent.userId, principal.organisationId);
    await office.db.query('UPDATE session SET delegation_id = $2 WHERE user_id = $1', [
      agent.userId,
      delegationId,
    ]);
    expect(await office.isLive(session)).toBe(true);
    await change(admin, agent, ['enterprise_admin']);
    expect(await office.isLive(session)).toBe(false);
  });
});

describe('leaving', () => {
  const leave = (member: Actor) => office.members.remove(member, member);

  it('is open to everybody, and ends the sessions here at once', async () => {
    const [, member] = await buildTwo(['enterprise_admin'], ['enterprise_member']);
    const session = await office.openSession(member.userId, member.organisationId);
    await leave(member);
    expect(await office.isLive(session)).toBe(false);
    expect(await office.rolesAt(member.userId, member.organisationId)).toEqual([]);
    expect(await office.trailOf(member.userId)).toEqual(['member.leave']);
  });

  it('leaves the other organisations of the person alone', async () => {
    const [, member] = await buildTwo(['enterprise_admin'], ['enterprise_member']);
    const elsewhere = await office.buildOrganisation();
    await office.join(member.userId, elsewhere, ['enterprise_member']);
    const session = await office.openSession(member.userId, elsewhere);
    await leave(member);
    expect(await office.isLive(session)).toBe(true);
  });

  it('withdraws what the person had invited others to', async () => {
    const [, member] = await buildTwo(['enterprise_admin']);
    const invitation = { email: 'a@example.org', roles: ['enterprise_member' as const] };
    const { id } = await office.invitations.create(member, member.organisationId, invitation, {});
    await leave(member);
    await expect(
      office.acceptance.preview(await office.tokenOf(id), undefined),
    ).rejects.toMatchObject({ code: 'link-refused' });
  });

  it.each<[Role]>([['enterprise_admin'], ['holder_admin'], ['lab_manager']])(
    'is refused to the last %s, whoever asks',
    async (role) => {
      const last = await office.buildActor([role]);
      await office.buildActor(['enterprise_member'], last.organisationId);
      const retired = await office.buildActor([role], last.organisationId);
      await office.db.query('UPDATE app_user SET active = false WHERE id = $1', [retired.userId]);
      await expect(leave(last)).rejects.toMatchObject({
        kind: 'conflict',
        code: 'last-administrator',
      });
      await expect(office.members.remove(security, last)).rejects.toMatchObject({
        code: 'last-administrator',
      });
      await expect(change(security, last, ['instrument_operator'])).rejects.toMatchObject({
        code: 'last-administrator',
      });
    },
  );

  it('together is not possible for the last two', async () => {
    const two = await buildTwo(['enterprise_admin']);
    expect(await outcomesOf(two.map(leave))).toEqual(['done', 'last-administrator']);
  });
});

describe('removing a member', () => {
  it('is for who may take all of the member’s roles', async () => {
    const holder = await office.buildActor(['holder_admin']);
    const [lab, operator, user] = await Promise.all(
      (['lab_manager', 'instrument_operator', 'enterprise_member'] as const).map((role) =>
        office.buildActor([role], holder.organisationId),
      ),
    );
    if (!lab || !operator || !user) throw new Error('three people were built');
    await expect(office.members.remove(lab, user)).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'not-your-member',
    });
    await expect(office.members.remove(operator, lab)).rejects.toMatchObject({
      code: 'not-your-member',
    });
    await office.members.remove(lab, operator);
    await office.members.remove(holder, user);
    expect(await office.trailOf(user.userId)).toEqual(['member.remove']);
  });
});

describe('the list of members', () => {
  it('has every person once with all roles, masked, page by page', async () => {
    const admin = await office.buildActor(['enterprise_admin', 'enterprise_member']);
    const { organisationId } = admin;
    const member = await office.buildActor(['enterprise_member'], organisationId);
    const machine = await office.buildActor(['instrument_operator'], organisationId);
    await office.db.query(`UPDATE app_user SET kind = 'machine' WHERE id = $1`, [machine.userId]);
    const first = await office.members.list(organisationId, { limit: 1 });
    expect(first.items).toMatchObject([
      {
        userId: admin.userId,
        displayName: '李晓华',
        roles: ['enterprise_admin', 'enterprise_member'],
        email: 'l***@example.org',
        phone: '139****5678',
      },
    ]);
    const second = await office.members.list(organisationId, { limit: 1, cursor: first.next });
    expect(second.items.map(({ userId }) => userId)).toEqual([member.userId]);
    expect(second.next).toBeUndefined();
  });
});
