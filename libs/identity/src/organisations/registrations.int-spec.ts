import { newId } from '@app/common';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { describeRegistration, newCreditCode, PeopleOffice } from '../testing/people-office';
import type { RegisterRequest } from './registration.dto';

let database: TestDatabase;
let office: PeopleOffice;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  office = await PeopleOffice.open(database.url);
});
afterAll(async () => {
  await office.close();
  await database.drop();
});

/** Each registration comes from an address of its own, unless told. */
const register = (request: RegisterRequest, address = newId()) =>
  office.registrations.register(request, address);

const countOrganisations = async (creditCode: string): Promise<number> => {
  const rows: unknown[] = await office.db.query('SELECT FROM organisation WHERE credit_code = $1', [
    creditCode,
  ]);
  return rows.length;
};

describe('a registration', () => {
  it('makes an organisation that waits, and its person, who may look at once', async () => {
    const { organisation, person } = await register(describeRegistration());
    expect(organisation).toMatchObject({
      verification: 'pending',
      affiliation: 'none',
      version: 1,
    });
    expect(person.roles).toEqual(['enterprise_admin']);
    const actor = await office.actorAt(person.id, organisation.id);
    expect(actor).toMatchObject({ roles: ['enterprise_admin'], organisationVerified: false });
    expect(await office.trailOf(organisation.id)).toEqual(['organisation.register']);
    expect(await office.trailOf(person.id)).toEqual(['member.create']);
  });

  it.each(['university', 'research_institute', 'hospital', 'testing_body', 'operator'] as const)(
    'of a %s makes somebody who keeps its instruments',
    async (kind) => {
      const legalForm = 'public_institution';
      const { organisation, person } = await register(describeRegistration({ kind, legalForm }));
      expect(await office.rolesAt(person.id, organisation.id)).toEqual([
        'holder_admin',
        'lab_manager',
      ]);
    },
  );

  it('may name a department in charge, if it is one', async () => {
    const department = await office.buildOrganisation({ kind: 'government' });
    const attempt = () => register(describeRegistration({ supervisorId: department }));
    // An office without anybody who reviews is in charge of nothing yet.
    await expect(attempt()).rejects.toMatchObject({
      code: 'fields-refused',
      members: { errors: [{ pointer: '/organisation/supervisorId' }] },
    });
    await office.buildActor(['department_reviewer'], department);
    expect((await attempt()).organisation.supervisorId).toBe(department);
  });

  it.each<[string, RegisterRequest, string[]]>([
    [
      'codes that do not exist',
      describeRegistration({ creditCode: '91330402MA0000000I', regionCode: '330499' }),
      ['/organisation/creditCode', '/organisation/regionCode'],
    ],
    [
      'an office of the state',
      describeRegistration({ kind: 'government', legalForm: 'government' }),
      ['/organisation/kind'],
    ],
    [
      'the legal form of an office',
      describeRegistration({ legalForm: 'government' }),
      ['/organisation/legalForm'],
    ],
    [
      'a password that is too short',
      describeRegistration({}, { password: 'Kurz-1' }),
      ['/person/password'],
    ],
  ])('is refused for %s, by field', async (_what, request, pointers) => {
    const refusal = register(request);
    await expect(refusal).rejects.toMatchObject({ kind: 'rule', code: 'fields-refused' });
    const { members } = (await refusal.catch((error: unknown) => error)) as {
      members: { errors: { pointer: string }[] };
    };
    expect([...new Set(members.errors.map(({ pointer }) => pointer))]).toEqual(pointers);
    expect(await countOrganisations(request.organisation.creditCode)).toBe(0);
  });

  it('of an organisation that is here tells how to join it, and not who is in it', async () => {
    const creditCode = newCreditCode();
    const nameZh = '秘密精密仪器有限公司';
    await register(describeRegistration({ creditCode, nameZh }));
    const second = describeRegistration({ creditCode, nameZh: '另一家' });
    const refusal: unknown = await register(second).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      kind: 'conflict',
      code: 'credit-code-taken',
      detail: { zh: expect.stringContaining('邀请'), en: expect.stringContaining('invitation') },
      members: { errors: [{ pointer: '/organisation/creditCode' }] },
    });
    expect(JSON.stringify(refusal)).not.toMatch(/秘密|李晓华|王小明|1380000/);
  });

  it('of one organisation by many at once happens once', async () => {
    const creditCode = newCreditCode();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => register(describeRegistration({ creditCode }))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'credit-code-taken' });
    expect(await countOrganisations(creditCode)).toBe(1);
  });

  it('under a login that is taken leaves no organisation behind', async () => {
    const login = newId();
    const requests = Array.from({ length: 4 }, () => describeRegistration({}, { login }));
    const outcomes = await Promise.allSettled(requests.map((request) => register(request)));
    const kept = await Promise.all(
      requests.map(({ organisation }) => countOrganisations(organisation.creditCode)),
    );
    expect(kept.reduce((sum, count) => sum + count)).toBe(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({
          code: 'login-taken',
          members: { errors: [{ pointer: '/person/login' }] },
        });
  });

  it('is tried from one address twenty times in a quarter of an hour, and no more', async () => {
    const wrong = () => describeRegistration({ kind: 'government' }, { password: 'x' });
    const attempts = Array.from({ length: 25 }, () =>
      register(wrong(), '192.0.2.7').catch((error: { code: string }) => error.code),
    );
    const codes = await Promise.all(attempts);
    expect(codes.filter((code) => code === 'fields-refused')).toHaveLength(20);
    expect(codes.filter((code) => code === 'too-many-requests')).toHaveLength(5);
    await expect(register(describeRegistration(), '192.0.2.8')).resolves.toBeDefined();
  });
});
