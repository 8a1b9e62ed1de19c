import { newId } from '@app/common';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { relationsOf } from '../access/relations';
import type { Actor, Role } from '../access/roles';
import { describeOrganisation, newCreditCode, PeopleOffice } from '../testing/people-office';
import type { UpdateOrganisationRequest } from './organisation.dto';

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

/** Somebody of an office in a region. */
const buildOfficer = async (role: Role, regionCode = '330400'): Promise<Actor> =>
  office.buildActor([role], await office.buildOrganisation({ kind: 'government', regionCode }));

describe('OrganisationsService.create', () => {
  it('verifies at once what an office registers', async () => {
    const bureau = await buildOfficer('bureau_reviewer');
    const made = await office.organisations.create(bureau, describeOrganisation());
    expect(made).toMatchObject({ verification: 'verified', verifiedAt: expect.any(String) });
  });

  it('lets the bureau register offices, and a county neither those nor what lies elsewhere', async () => {
    const [bureau, county] = [
      await buildOfficer('bureau_admin'),
      await buildOfficer('county_reviewer', '330421'),
    ];
    const create = (actor: Actor, change: object) =>
      office.organisations.create(actor, describeOrganisation(change));
    const ministry = { kind: 'government', legalForm: 'government', regionCode: '330421' };
    await expect(create(bureau, ministry)).resolves.toBeDefined();
    await expect(create(county, ministry)).rejects.toMatchObject({
      members: { errors: [{ pointer: '/kind', code: 'office' }] },
    });
    await expect(create(county, { regionCode: '330402' })).rejects.toMatchObject({
      members: { errors: [{ pointer: '/regionCode', code: 'elsewhere' }] },
    });
    await expect(create(county, { regionCode: '330421' })).resolves.toBeDefined();
  });
});

describe('OrganisationsService.update', () => {
  async function buildOwn(): Promise<{ own: Actor; id: string }> {
    const id = await office.buildOrganisation();
    return { id, own: await office.buildActor(['enterprise_admin'], id) };
  }
  const update = (
    own: Actor,
    change: UpdateOrganisationRequest,
    ifMatch: string | undefined = '"1"',
  ) => office.organisations.update(own, own.organisationId, change, { ifMatch });

  it('of the contact leaves a verified one verified', async () => {
    const { own } = await buildOwn();
    const change = { contactName: '赵敏', contactPhone: '0573-82220000' };
    expect(await update(own, change)).toMatchObject({
      ...change,
      verification: 'verified',
      version: 2,
    });
  });

  it.each<[UpdateOrganisationRequest]>([
    [{ nameZh: '改名后的有限公司' }],
    [{ creditCode: newCreditCode() }],
    [{ kind: 'operator' }],
    [{ legalForm: 'private_non_enterprise' }],
    [{ affiliation: 'city' }],
    [{ regionCode: '330481' }],
  ])('of %j stands at once, and waits to be verified anew', async (change) => {
    const { own, id } = await buildOwn();
    expect(await update(own, change)).toMatchObject({
      ...change,
      verification: 'pending',
      verifiedAt: null,
    });
    const reader = await office.callerOf(await office.openSession(own.userId, id));
    expect(reader.actor.organisationVerified).toBe(false);
    const [entry]: { detail: Record<string, object> }[] = await office.db.query(
      `SELECT detail FROM audit_entry WHERE object_id = $1 AND action = 'organisation.update'`,
      [id],
    );
    expect(Object.keys(entry?.detail.after ?? {})).toEqual(Object.keys(change));
  });

  it('tells once who stands behind it; another waits to be verified anew, and no name is in the trail', async () => {
    const { own, id } = await buildOwn();
    const told = { legalRepresentative: '陈立', controller: '金丝雀控股有限公司' };
    expect(await update(own, told)).toMatchObject({ ...told, verification: 'verified' });
    const other = { controller: null };
    expect(await update(own, other, '"2"')).toMatchObject({
      ...{ legalRepresentative: '陈立', controller: null, verification: 'pending' },
    });
    const rows: { text: string }[] = await office.db.query(
      'SELECT detail::text AS text FROM audit_entry WHERE object_id = $1',
      [id],
    );
    expect(rows.map(({ text }) => text).join()).not.toMatch(/陈立|金丝雀/);
  });

  it('of the same values changes nothing that was vouched for', async () => {
    const { own, id } = await buildOwn();
    const { nameZh, creditCode } = await office.organisations.get(id);
    const typed = ` ${creditCode.toLowerCase()}`;
    expect(await update(own, { nameZh, creditCode: typed })).toMatchObject({
      verification: 'verified',
    });
  });

  it('keeps the contact, which is a person, out of the audit trail', async () => {
    const { own, id } = await buildOwn();
    await update(own, { contactName: '金丝雀', nameZh: '另一名称' });
    const rows: { text: string }[] = await office.db.query(
      'SELECT detail::text AS text FROM audit_entry WHERE object_id = $1',
      [id],
    );
    expect(rows.map(({ text }) => text).join()).not.toContain('金丝雀');
  });

  it('wants the version that was read, and of rivals lets one through', async () => {
    const { own } = await buildOwn();
    await expect(
      office.organisations.update(own, own.organisationId, {}, {}),
    ).rejects.toMatchObject({ kind: 'invalid', members: { errors: [{ pointer: '/If-Match' }] } });
    const rivals = await Promise.allSettled(
      ['甲', '乙', '丙', '丁'].map((nameZh) => update(own, { nameZh })),
    );
    expect(rivals.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const rival of rivals)
      if (rival.status === 'rejected')
        expect(rival.reason).toMatchObject({ code: 'version-conflict' });
  });

  it('refuses another’s credit code, unknown codes, and becoming an office', async () => {
    const { own } = await buildOwn();
    const other = await office.organisations.get(await office.buildOrganisation());
    await expect(update(own, { creditCode: other.creditCode })).rejects.toMatchObject({
      code: 'credit-code-taken',
      members: { errors: [{ pointer: '/creditCode' }] },
    });
    await expect(update(own, { creditCode: '1', regionCode: '1' })).rejects.toMatchObject({
      members: { errors: [{ pointer: '/creditCode' }, { pointer: '/regionCode' }] },
    });
    await expect(update(own, { kind: 'government' })).rejects.toMatchObject({
      members: { errors: [{ pointer: '/kind', code: 'office' }] },
    });
    await expect(update(own, { supervisorId: newId() })).rejects.toMatchObject({
      members: { errors: [{ pointer: '/supervisorId' }] },
    });
  });

  it('takes a null supervisor for none and any other null for as it was', async () => {
    const department = await buildOfficer('department_reviewer');
    const id = await office.buildOrganisation({ supervisorId: department.organisationId });
    const own = await office.buildActor(['enterprise_admin'], id);
    const before = await office.organisations.get(id);
    const change = { nameZh: null, supervisorId: null } as unknown as UpdateOrganisationRequest;
    expect(await update(own, change)).toMatchObject({
      nameZh: before.nameZh,
      supervisorId: null,
      verification: 'pending',
    });
  });
});

describe('OrganisationsService.list', () => {
  const namesOf = async (actor: Actor, query = {}): Promise<string[]> => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await office.organisations.list(actor, { ...query, limit: 200, cursor });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    return ids;
  };

  it('shows an office all, and those that wait', async () => {
    const [waiting, verified] = [
      await office.buildOrganisation({ verification: 'pending' }),
      await office.buildOrganisation(),
    ];
    for (const role of ['bureau_reviewer', 'auditor', 'security_admin'] as const) {
      const officer = await buildOfficer(role);
      expect(await namesOf(officer)).toEqual(expect.arrayContaining([waiting, verified]));
      const pending = await namesOf(officer, { verification: 'pending' });
      expect(pending).toContain(waiting);
      expect(pending).not.toContain(verified);
    }
  });

  it.each(['330421', '330400-F1'])('shows the county %s its own only', async (regionCode) => {
    const county = await buildOfficer('county_reviewer', regionCode);
    const mine = await office.buildOrganisation({ regionCode, verification: 'pending' });
    await office.buildOrganisation({ regionCode: '330400', verification: 'pending' });
    await office.buildOrganisation({ regionCode: '330400-F2', verification: 'pending' });
    expect(await namesOf(county, { verification: 'pending' })).toEqual([mine]);
  });

  it('counts an organisation of a zone to the office of that zone', async () => {
    const [zone, city] = [
      await buildOfficer('county_reviewer', '330400-F1'),
      await buildOfficer('county_reviewer', '330400'),
    ];
    const subject = {
      userId: null,
      organisationIds: [newId()],
      counterpartyIds: [],
      regionCodes: ['330400-F1'],
      supervisorIds: [],
      published: false,
      personal: false,
    };
    expect(relationsOf(zone, subject)).toContain('jurisdiction');
    expect(relationsOf(city, subject)).not.toContain('jurisdiction');
  });

  it('shows a department what it is in charge of', async () => {
    const department = await buildOfficer('department_reviewer', '330402');
    const supervised = await office.buildOrganisation({
      regionCode: '330411',
      supervisorId: department.organisationId,
    });
    expect(await namesOf(department)).toEqual([supervised]);
  });

  it('masks the contact, and finds by parts of name and code', async () => {
    const bureau = await buildOfficer('bureau_reviewer');
    const id = await office.buildOrganisation();
    const { creditCode, contactName } = await office.organisations.get(id);
    expect(contactName).toBe('王小明');
    const { items } = await office.organisations.list(bureau, { q: creditCode.slice(4) });
    expect(items).toMatchObject([{ id, contactName: '王*', contactPhone: '138****1234' }]);
  });
});
