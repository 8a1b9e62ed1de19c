import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import type { Actor } from '../access/roles';
import { PeopleOffice } from '../testing/people-office';
import { VERIFICATIONS, type Verification } from './organisation.words';

let database: TestDatabase;
let office: PeopleOffice;
let reviewer: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  office = await PeopleOffice.open(database.url);
  const bureau = await office.buildOrganisation({ kind: 'government', regionCode: '330400' });
  reviewer = await office.buildActor(['bureau_reviewer'], bureau);
});
afterAll(async () => {
  await office.close();
  await database.drop();
});

const verify = (id: string, actor = reviewer, ifMatch?: string) =>
  office.verification.verify(actor, id, { ifMatch });
const sendBack = (id: string, actor = reviewer) =>
  office.verification.sendBack(actor, id, '营业执照与名称不符', {});
const pending = () => office.buildOrganisation({ verification: 'pending' });

describe('VerificationService', () => {
  it('verifies, tells its people by mail, and lets what waited go on', async () => {
    const id = await pending();
    expect(await verify(id)).toMatchObject({
      verification: 'verified',
      verifiedAt: expect.any(String),
      version: 2,
    });
    expect(await office.outboxOf(id)).toEqual([
      { job: 'send-mail', payload: { mail: 'organisation-verified', objectId: id } },
      { job: 'confirm-waiting', payload: { organisationId: id } },
    ]);
    expect(await office.trailOf(id)).toEqual(['organisation.verify']);
  });

  it('returns with a reason, which is gone again once it is verified', async () => {
    const id = await pending();
    expect(await sendBack(id)).toMatchObject({
      verification: 'returned',
      verificationReason: '营业执照与名称不符',
    });
    expect(await office.outboxOf(id)).toEqual([
      { job: 'send-mail', payload: { mail: 'organisation-returned', objectId: id } },
    ]);
    const own = await office.buildActor(['enterprise_admin'], id);
    const again = await office.organisations.update(own, id, {}, { ifMatch: '"2"' });
    expect(again).toMatchObject({ verification: 'pending', verificationReason: null });
    expect(await verify(id)).toMatchObject({ verification: 'verified', verificationReason: null });
  });

  /** From which verification each decision may be taken. */
  const LEGAL: Record<'verify' | 'return', readonly Verification[]> = {
    verify: ['pending'],
    return: ['pending', 'verified'],
  };
  const pairs = VERIFICATIONS.flatMap((from) => [
    ['verify', from] as const,
    ['return', from] as const,
  ]);

  it.each(pairs)(
    '#8 takes the decision to %s what is %s only in its turn',
    async (action, from) => {
      const id = await office.buildOrganisation({ verification: from });
      const decision = action === 'verify' ? verify(id) : sendBack(id);
      if (LEGAL[action].includes(from)) await expect(decision).resolves.toBeDefined();
      else
        await expect(decision).rejects.toMatchObject({
          kind: 'conflict',
          code: 'verification-state',
        });
    },
  );

  it('#7 is not for who belongs to the organisation, whomever they act for', async () => {
    const id = await pending();
    const colleague = await office.buildActor(['county_reviewer'], id);
    await expect(verify(id, colleague)).rejects.toMatchObject({ code: 'own-organisation' });
    // The same person, acting for an office they are at as well.
    await office.join(reviewer.userId, id, ['enterprise_member']);
    await expect(verify(id)).rejects.toMatchObject({ kind: 'forbidden', code: 'own-organisation' });
    await expect(sendBack(id)).rejects.toMatchObject({ code: 'own-organisation' });
    expect(await office.trailOf(id)).toEqual([]);
  });

  it('decides about the version that was read', async () => {
    const id = await pending();
    await expect(verify(id, reviewer, '"7"')).rejects.toMatchObject({ code: 'version-conflict' });
    await expect(verify(id, reviewer, '"1"')).resolves.toBeDefined();
  });

  it('of several reviewers at once lets one decide', async () => {
    const id = await pending();
    const attempts = await Promise.allSettled(Array.from({ length: 6 }, () => verify(id)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await office.trailOf(id)).toEqual(['organisation.verify']);
    expect(await office.outboxOf(id)).toHaveLength(2);
  });
});
