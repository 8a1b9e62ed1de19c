import { DateTime } from 'luxon';
import { newId } from '@app/common';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import type { Caller } from '../access/caller';
import type { Actor, Role } from '../access/roles';
import { GOOD_PASSWORD, PeopleOffice } from '../testing/people-office';
import type { AcceptInvitationRequest } from './invitation.dto';

const EMAIL = 'guest@example.org';

let database: TestDatabase;
let office: PeopleOffice;
let admin: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  office = await PeopleOffice.open(database.url);
});
afterAll(async () => {
  await office.close();
  await database.drop();
});
beforeEach(async () => {
  admin = await office.buildActor(['enterprise_admin']);
});
afterEach(() => setDatabaseTime(database, null));

const invite = (roles: Role[] = ['enterprise_member'], email = EMAIL) =>
  office.invitations.create(admin, admin.organisationId, { email, roles }, {});

/** The token of a fresh invitation. */
const inviteForToken = async (roles?: Role[], email?: string): Promise<string> =>
  office.tokenOf((await invite(roles, email)).id);

const account = (login = newId()): Omit<AcceptInvitationRequest, 'token'> => ({
  login,
  password: GOOD_PASSWORD,
  displayName: '李晓华',
});

/** A person with an account and a session elsewhere. */
async function buildGuest(roles: Role[] = ['enterprise_member']): Promise<Caller> {
  const guest = await office.buildActor(roles);
  return office.callerOf(await office.openSession(guest.userId, guest.organisationId));
}

describe('an invitation', () => {
  it('goes out by mail, of which the outbox and the trail know ids only', async () => {
    const { id, email, state, invitedBy } = await invite();
    expect({ email, state, invitedBy }).toEqual({
      email: 'g***@example.org',
      state: 'open',
      invitedBy: '李晓华',
    });
    const [message] = await office.outboxOf(id);
    expect(message).toEqual({
      job: 'send-mail',
      payload: { mail: 'invitation', objectId: id, linkId: expect.any(String) },
    });
    const token = await office.tokenOf(id);
    expect(token.startsWith(String(message?.payload.linkId))).toBe(true);
    expect(JSON.stringify(message)).not.toContain(token.split('.')[1]);
    const rows: { text: string }[] = await office.db.query(
      'SELECT detail::text AS text FROM audit_entry WHERE object_id = $1',
      [id],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.text).not.toContain('guest');
  });

  it('names only roles that are the inviter’s to give', async () => {
    await expect(invite(['lab_manager'])).rejects.toMatchObject({
      code: 'fields-refused',
      members: { errors: [{ pointer: '/roles', code: 'not-given' }] },
    });
  });

  it('is listed with where it stands, the latest first', async () => {
    const [open, withdrawn, accepted] = [await invite(), await invite(), await invite()];
    await office.invitations.withdraw(admin, withdrawn.id);
    const token = await office.tokenOf(accepted.id);
    await office.acceptance.accept({ token, ...account() }, undefined);
    const listed = async () =>
      (await office.invitations.list(admin.organisationId, {})).items.map(({ id, state }) => [
        id,
        state,
      ]);
    expect(await listed()).toEqual([
      [accepted.id, 'accepted'],
      [withdrawn.id, 'withdrawn'],
      [open.id, 'open'],
    ]);
    await setDatabaseTime(database, DateTime.utc().plus({ days: 7, minutes: 1 }));
    expect((await listed()).at(-1)).toEqual([open.id, 'expired']);
  });

  it('is withdrawn once, and not when it was accepted', async () => {
    const { id } = await invite();
    await office.invitations.withdraw(admin, id);
    await expect(office.invitations.withdraw(admin, id)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'invitation-closed',
    });
  });
});

describe('the link of an invitation', () => {
  it('shows what it is about, as often as one likes', async () => {
    const roles: Role[] = ['enterprise_member', 'enterprise_admin'];
    const token = await inviteForToken(roles, `${newId()}@example.org`);
    for (let times = 0; times < 2; times += 1) {
      expect(await office.acceptance.preview(token, undefined)).toEqual({
        organisationNameZh: admin.organisationNameZh,
        roles: ['enterprise_member', 'enterprise_admin'],
        signedIn: false,
        needsAccount: true,
      });
    }
  });

  it('needs no account of who is signed in, or has one under this address', async () => {
    const token = await inviteForToken();
    const signedIn = await office.acceptance.preview(token, await buildGuest());
    expect(signedIn).toMatchObject({ signedIn: true, needsAccount: false });
    const known = await inviteForToken(undefined, 'LiXiaoHua@example.org');
    expect(await office.acceptance.preview(known, undefined)).toMatchObject({
      signedIn: false,
      needsAccount: false,
    });
  });

  it('makes an account for somebody new, with the address it was sent to', async () => {
    const given = account();
    const token = await inviteForToken();
    const accepted = await office.acceptance.accept({ token, ...given }, undefined);
    expect(accepted).toEqual({
      organisationId: admin.organisationId,
      organisationNameZh: admin.organisationNameZh,
      login: given.login,
      roles: ['enterprise_member'],
    });
    const [person]: { id: string; email: string }[] = await office.db.query(
      'SELECT id, email FROM app_user WHERE login = $1',
      [given.login],
    );
    expect(person?.email).toBe(EMAIL);
    expect(await office.rolesAt(person?.id ?? '', admin.organisationId)).toEqual([
      'enterprise_member',
    ]);
  });

  it('takes in who is signed in: one person then belongs to two organisations', async () => {
    const guest = await buildGuest();
    const { id } = await invite();
    const token = await office.tokenOf(id);
    expect(await office.acceptance.accept({ token }, guest)).toMatchObject({
      organisationId: admin.organisationId,
    });
    const { userId, organisationId } = guest.actor;
    expect(await office.rolesAt(userId, organisationId)).toEqual(['enterprise_member']);
    expect(await office.actorAt(userId, admin.organisationId)).toMatchObject({
      roles: ['enterprise_member'],
    });
    expect(await office.trailOf(id)).toEqual(['invitation.create', 'invitation.accept']);
  });

  it('#33 adds to the roles somebody has here already, whose sessions here end', async () => {
    const member = await office.buildActor(['enterprise_member'], admin.organisationId);
    const session = await office.openSession(member.userId, admin.organisationId);
    const token = await inviteForToken(['enterprise_admin']);
    const accepted = await office.acceptance.accept({ token }, await office.callerOf(session));
    expect(accepted.roles.sort()).toEqual(['enterprise_admin', 'enterprise_member']);
    expect(await office.isLive(session)).toBe(false);
  });

  it('works once, however many open it together', async () => {
    const token = await inviteForToken();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => office.acceptance.accept({ token, ...account() }, undefined)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ kind: 'forbidden', code: 'link-refused' });
    const rows: unknown[] = await office.db.query(
      `SELECT FROM membership WHERE organisation_id = $1 AND role = 'enterprise_member'`,
      [admin.organisationId],
    );
    expect(rows).toHaveLength(1);
  });

  it('that is used, withdrawn, ended, forged or of another purpose answers alike', async () => {
    const [used, withdrawn, ended] = [await invite(), await invite(), await invite()];
    const usedToken = await office.tokenOf(used.id);
    await office.acceptance.accept({ token: usedToken, ...account() }, undefined);
    await office.invitations.withdraw(admin, withdrawn.id);
    const endedToken = await office.tokenOf(ended.id);
    const tokens = [
      usedToken,
      await office.tokenOf(withdrawn.id),
      endedToken,
      endedToken.replace(/\w$/, (last) => (last === 'A' ? 'B' : 'A')),
      'nonsense',
      newId(),
    ];
    await setDatabaseTime(database, DateTime.utc().plus({ days: 7, minutes: 1 }));
    for (const token of tokens) {
      await expect(office.acceptance.preview(token, undefined)).rejects.toMatchObject({
        code: 'link-refused',
      });
      await expect(
        office.acceptance.accept({ token, ...account() }, undefined),
      ).rejects.toMatchObject({ code: 'link-refused' });
    }
  });

  it('is not for who sent it', async () => {
    const token = await inviteForToken(['enterprise_admin', 'enterprise_member']);
    const own = await office.callerOf(await office.openSession(admin.userId, admin.organisationId));
    await expect(office.acceptance.accept({ token }, own)).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'own-invitation',
    });
    await expect(
      office.acceptance.accept({ token, ...account() }, undefined),
    ).resolves.toBeDefined();
  });

  it.each<[string, Partial<Caller>, string]>([
    ['a machine', { sessionId: null }, 'forbidden'],
    ['a session without its second factor', { lacksSecondFactor: true }, 'second-factor-required'],
    ['a session whose password has expired', { passwordExpired: true }, 'password-expired'],
  ])('is not for %s', async (_what, flaw, code) => {
    const token = await inviteForToken();
    const caller = { ...(await buildGuest()), ...flaw };
    await expect(office.acceptance.accept({ token }, caller)).rejects.toMatchObject({ code });
  });

  it('wants an account of a stranger, and none of who is signed in', async () => {
    const token = await inviteForToken();
    const { login } = account();
    await expect(office.acceptance.accept({ token, login }, undefined)).rejects.toMatchObject({
      members: { errors: [{ pointer: '/password' }, { pointer: '/displayName' }] },
    });
    await expect(
      office.acceptance.accept({ token, ...account() }, await buildGuest()),
    ).rejects.toMatchObject({
      members: {
        errors: [{ pointer: '/login' }, { pointer: '/password' }, { pointer: '/displayName' }],
      },
    });
  });

  it.each<[string, Partial<AcceptInvitationRequest>, string]>([
    ['a weak password', { password: 'password1234' }, 'fields-refused'],
    ['a login that is taken', {}, 'login-taken'],
  ])('stays good after %s', async (_what, flaw, code) => {
    const token = await inviteForToken();
    const given = { ...account(code === 'login-taken' ? admin.userId : newId()), ...flaw };
    await expect(office.acceptance.accept({ token, ...given }, undefined)).rejects.toMatchObject({
      code,
    });
    await expect(
      office.acceptance.accept({ token, ...account() }, undefined),
    ).resolves.toBeDefined();
  });

  it('does not bring together what is kept apart, and stays good', async () => {
    const home = await office.buildOrganisation({ kind: 'government' });
    const reviewer = await office.buildActor(['bureau_reviewer'], home);
    const token = await inviteForToken();
    const caller = await office.callerOf(await office.openSession(reviewer.userId, home));
    await expect(office.acceptance.accept({ token }, caller)).rejects.toMatchObject({
      code: 'roles-kept-apart',
    });
    await expect(office.acceptance.accept({ token }, await buildGuest())).resolves.toBeDefined();
  });
});
