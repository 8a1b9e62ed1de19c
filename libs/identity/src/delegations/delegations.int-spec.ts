import { randomBytes } from 'node:crypto';
import { DateTime } from 'luxon';
import { FieldsRefused, newId } from '@app/common';
import { inTransaction } from '@app/database';
import type { HttpRequest } from '@app/http';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import type { Actor } from '../access/roles';
import type { IdentitySettings } from '../identity.settings';
import { CallersService, tokenHash } from '../sessions/callers.service';
import { AuthorityDesk } from '../testing/authority-desk';
import type { DelegationResponse, GrantDelegationRequest } from './delegation.dto';
import { AgentNotIndependent, DelegationEnded, NotDelegated } from './delegation.errors';

const ZONE = 'Asia/Shanghai';
const settings = {
  demonstration: true,
  passwordPolicy: 'asvs',
  secretKey: 'a secret of at least 32 characters',
} as IdentitySettings;

let database: TestDatabase;
let desk: AuthorityDesk;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  desk = new AuthorityDesk(database.dataSource);
});
afterAll(() => database.drop());
afterEach(() => setDatabaseTime(database, null));

const dayFromNow = (days: number): string =>
  DateTime.now().setZone(ZONE).plus({ days }).toISODate() ?? '';

/** A delegation of today and the 30 days after it, with a person of each side. */
async function buildDelegation(change: Partial<GrantDelegationRequest> = {}): Promise<{
  principal: Actor;
  agent: Actor;
  delegation: DelegationResponse;
}> {
  const principal = await desk.buildActor('enterprise_admin');
  const agent = await desk.buildActor('enterprise_admin');
  const delegation = await grant(principal, { agentId: agent.organisationId, ...change });
  return { principal, agent, delegation };
}

async function grant(
  principal: Actor,
  change: Partial<GrantDelegationRequest> & { agentId: string },
): Promise<DelegationResponse> {
  return desk.delegations.grant(principal, principal.organisationId, {
    actions: ['claims'],
    startsOn: dayFromNow(0),
    endsOn: dayFromNow(30),
    fileId: await desk.buildFile(principal.organisationId),
    ...change,
  });
}

/** Opens a session of the agent's person under a delegation; answers how to ask who it is. */
async function openSession(agent: Actor, delegation: DelegationResponse) {
  const token = randomBytes(32).toString('base64url');
  await database.dataSource.query(
    'INSERT INTO session (id_hash, id, user_id, organisation_id, delegation_id) VALUES ($1, $2, $3, $4, $5)',
    [tokenHash(token), newId(), agent.userId, delegation.principal.id, delegation.id],
  );
  const request = { cookies: { '__Host-jiayi': token }, headers: {} } as unknown as HttpRequest;
  const callers = new CallersService(database.dataSource, settings);
  return async () => (await callers.find(request))?.actor;
}

describe('Delegations.grant', () => {
  it('is listed by both sides and by nobody else', async () => {
    const { principal, agent, delegation } = await buildDelegation();
    expect(delegation).toMatchObject({
      principal: { id: principal.organisationId, nameZh: principal.organisationNameZh },
      agent: { id: agent.organisationId, nameZh: agent.organisationNameZh },
      state: 'active',
      revokedAt: null,
    });
    const stranger = await desk.buildOrganisation();
    const listOf = async (id: string) => (await desk.delegations.list(id, {})).items;
    expect(await listOf(principal.organisationId)).toEqual([delegation]);
    expect(await listOf(agent.organisationId)).toEqual([delegation]);
    expect(await listOf(stranger)).toEqual([]);
  });

  it.each([
    ['a government office', () => desk.buildOrganisation({ kind: 'government' })],
    ['an organisation that waits', () => desk.buildOrganisation({ verification: 'pending' })],
    ['one with a reviewer', async () => (await desk.buildActor('county_reviewer')).organisationId],
    ['one that pays', async () => (await desk.buildActor('finance_officer')).organisationId],
    [
      'one whose person reviews elsewhere',
      async () => {
        const { userId, organisationId } = await desk.buildActor('enterprise_admin');
        await database.dataSource.query(
          `INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, 'bureau_reviewer')`,
          [userId, await desk.buildOrganisation({ kind: 'government' })],
        );
        return organisationId;
      },
    ],
    ['one that does not exist', () => Promise.resolve(newId())],
  ])('refuses %s as agent', async (_what, build) => {
    const principal = await desk.buildActor('enterprise_admin');
    const attempt = grant(principal, { agentId: await build() });
    await expect(attempt).rejects.toBeInstanceOf(FieldsRefused);
    await expect(attempt).rejects.toMatchObject({ members: { errors: [{ pointer: '/agentId' }] } });
  });

  it('refuses itself, a period that is over and a file of others, all at once', async () => {
    const principal = await desk.buildActor('enterprise_admin');
    const attempt = grant(principal, {
      agentId: principal.organisationId,
      startsOn: dayFromNow(-3),
      endsOn: dayFromNow(-1),
      fileId: await desk.buildFile(await desk.buildOrganisation()),
    });
    await expect(attempt).rejects.toMatchObject({
      members: {
        errors: [
          { pointer: '/agentId', code: 'agent-is-principal' },
          { pointer: '/endsOn', code: 'past' },
          { pointer: '/fileId', code: 'file-unknown' },
        ],
      },
    });
  });

  it('is stopped by the database when something else makes the principal its own agent', async () => {
    const { delegation } = await buildDelegation();
    const forced = database.dataSource.query(
      'UPDATE delegation SET agent_id = principal_id WHERE id = $1',
      [delegation.id],
    );
    await expect(forced).rejects.toThrow('delegation_of_another');
  });
});

describe('Delegations.revoke', () => {
  it.each(['principal', 'agent'] as const)('ends it by the %s, with its trace', async (side) => {
    const { delegation, ...sides } = await buildDelegation();
    const revoked = await desk.delegations.revoke(sides[side], delegation.id, {});
    expect(revoked).toMatchObject({ state: 'revoked' });
    expect(revoked.revokedAt).not.toBeNull();
    expect(await desk.trailOf(delegation.id)).toEqual(['delegation.grant', 'delegation.revoke']);
  });

  it('ends it once, however many revoke at once', async () => {
    const { principal, agent, delegation } = await buildDelegation();
    const results = await Promise.allSettled(
      [principal, agent, principal, agent].map((actor) =>
        desk.delegations.revoke(actor, delegation.id, {}),
      ),
    );
    const refusals = results.filter((result) => result.status === 'rejected');
    expect(refusals).toHaveLength(3);
    for (const { reason } of refusals) expect(reason).toBeInstanceOf(DelegationEnded);
  });

  it('finds nothing to end once the last day is over', async () => {
    const { principal, delegation } = await buildDelegation();
    await setDatabaseTime(database, DateTime.utc().plus({ days: 32 }));
    await expect(desk.delegations.revoke(principal, delegation.id, {})).rejects.toBeInstanceOf(
      DelegationEnded,
    );
  });
});

describe('acting under a delegation', () => {
  it('is the principal’s delegate by the hands of the agent', async () => {
    const { principal, agent, delegation } = await buildDelegation();
    const whoAmI = await openSession(agent, delegation);
    expect(await whoAmI()).toMatchObject({
      userId: agent.userId,
      organisationId: principal.organisationId,
      agentOrganisationId: agent.organisationId,
      roles: ['delegate'],
    });
  });

  it('#6 ends with the request after its revocation', async () => {
    const { principal, agent, delegation } = await buildDelegation();
    const whoAmI = await openSession(agent, delegation);
    await desk.delegations.revoke(principal, delegation.id, {});
    expect(await whoAmI()).toBeUndefined();
  });

  it('lasts to the end of its last day in Shanghai, and not a minute longer', async () => {
    const { agent, delegation } = await buildDelegation({ endsOn: dayFromNow(0) });
    const whoAmI = await openSession(agent, delegation);
    const midnight = DateTime.now().setZone(ZONE).endOf('day') as DateTime<true>;
    await database.dataSource.query(
      'UPDATE session SET seen_at = $2, created_at = $2 WHERE delegation_id = $1',
      [delegation.id, midnight.toISO()],
    );
    await setDatabaseTime(database, midnight.minus({ minutes: 1 }));
    expect(await whoAmI()).toBeDefined();
    await setDatabaseTime(database, midnight.plus({ minutes: 1 }));
    expect(await whoAmI()).toBeUndefined();
  });

  it('does not begin before its first day', async () => {
    const { agent, delegation } = await buildDelegation({ startsOn: dayFromNow(1) });
    expect(delegation.state).toBe('upcoming');
    expect(await (await openSession(agent, delegation))()).toBeUndefined();
  });

  it('#6 ends when the person leaves the agent', async () => {
    const { agent, delegation } = await buildDelegation();
    const whoAmI = await openSession(agent, delegation);
    await database.dataSource.query('DELETE FROM membership WHERE user_id = $1', [agent.userId]);
    expect(await whoAmI()).toBeUndefined();
  });
});

describe('Delegations.requireAction', () => {
  const ask = (actor: Actor) =>
    inTransaction(database.dataSource, (tx) => desk.delegations.requireAction(tx, actor, 'claims'));

  it('lets the agent prepare what it was delegated', async () => {
    const { principal, agent } = await buildDelegation();
    await expect(ask(desk.delegateOf(agent, principal.organisationId))).resolves.toBe(
      agent.organisationId,
    );
  });

  it('refuses what the letter does not name, a revoked one, and whoever is no agent', async () => {
    const other = await buildDelegation({ actions: ['reservations'] });
    await expect(
      ask(desk.delegateOf(other.agent, other.principal.organisationId)),
    ).rejects.toBeInstanceOf(NotDelegated);
    const { principal, agent, delegation } = await buildDelegation();
    await desk.delegations.revoke(agent, delegation.id, {});
    await expect(ask(desk.delegateOf(agent, principal.organisationId))).rejects.toBeInstanceOf(
      NotDelegated,
    );
    await expect(ask(principal)).rejects.toBeInstanceOf(NotDelegated);
  });

  it('refuses an agent that has become a reviewer’s since', async () => {
    const { principal, agent } = await buildDelegation();
    await desk.buildActor('bureau_reviewer', agent.organisationId);
    await expect(ask(desk.delegateOf(agent, principal.organisationId))).rejects.toBeInstanceOf(
      AgentNotIndependent,
    );
  });
});
