import { DateTime } from 'luxon';
import { AuditService } from '@app/audit';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../../test/support/database';
import { TestRegister } from '../../testing/register';
import { BUILT_IN_CLAUSES } from './contract-clauses';
import { ContractTemplates } from './contract-templates.service';

let database: TestDatabase;
let templates: ContractTemplates;
let bureau: Actor;
let holder: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  const register = new TestRegister(database.dataSource);
  templates = new ContractTemplates(database.dataSource, new AuditService());
  bureau = await register.buildActor('bureau_reviewer');
  holder = await register.buildActor('holder_admin');
  await at('2026-06-01');
});
afterAll(() => database.drop());

const at = (date: string) =>
  setDatabaseTime(database, DateTime.fromISO(`${date}T09:00:00+08:00`) as DateTime<true>);
const saying = (textZh: string) => ({ ...BUILT_IN_CLAUSES, secrecy: { textZh } });
const put = (holderId: string | null, textZh: string, validFrom = '2026-06-01') =>
  templates.put(
    { actor: holderId === null ? bureau : holder, holderId },
    { clauses: saying(textZh), validFrom },
  );

describe('ContractTemplates', () => {
  it('begins with the built-in text for everybody', async () => {
    expect(await templates.get(holder.organisationId)).toMatchObject({
      source: 'built_in',
      version: 0,
      validFrom: null,
      clauses: BUILT_IN_CLAUSES,
    });
  });

  it('takes the holder’s own before the city’s, each from its date on', async () => {
    await put(null, '市级文本');
    await put(holder.organisationId, '单位文本', '2026-07-01');
    expect(await templates.get(holder.organisationId)).toMatchObject({ source: 'city' });
    await at('2026-07-01');
    const own = await templates.get(holder.organisationId);
    expect(own).toMatchObject({ source: 'holder', version: 1, validFrom: '2026-07-01' });
    expect(own.clauses.secrecy.textZh).toBe('单位文本');
    expect(await templates.get(bureau.organisationId)).toMatchObject({ source: 'city' });
    expect(await templates.get()).toMatchObject({ source: 'city', version: 1 });
  });

  it('counts versions of rivals one after the other, for the city and for a holder', async () => {
    for (const holderId of [null, holder.organisationId]) {
      const versions = await Promise.all(
        ['甲', '乙', '丙'].map((text) => put(holderId, text, '2026-08-01')),
      );
      expect(versions.map(({ version }) => version).sort()).toEqual([2, 3, 4]);
    }
  });

  it('refuses a stale version, a date gone by and an unknown placeholder, each by name', async () => {
    const body = { clauses: saying('甲'), validFrom: '2026-08-01' };
    await expect(
      templates.put({ actor: bureau, holderId: null, ifMatch: '"1"' }, body),
    ).rejects.toMatchObject({ kind: 'precondition' });
    await expect(put(null, '甲', '2026-06-30')).rejects.toMatchObject({
      members: { errors: [{ pointer: '/validFrom', code: 'in-the-past' }] },
    });
    await expect(put(null, '{{price}}')).rejects.toMatchObject({
      members: { errors: [{ pointer: '/clauses/secrecy/textZh', code: 'unknown-placeholder' }] },
    });
  });

  it('is kept by the database from a clause too few, one too many and a version twice', async () => {
    const insert = (clauses: object, version = 99, holderId: string | null = null) =>
      database.dataSource.query(
        `INSERT INTO contract_template (id, holder_id, version, clauses, valid_from, created_by)
         VALUES (gen_random_uuid(), $1, $2, $3, '2026-09-01', $4)`,
        [holderId, version, JSON.stringify(clauses), bureau.userId],
      );
    const { secrecy, ...five } = BUILT_IN_CLAUSES;
    const broken = 'contract_template_has_six_clauses';
    await expect(insert(five)).rejects.toMatchObject({ driverError: { constraint: broken } });
    await expect(insert({ ...BUILT_IN_CLAUSES, more: secrecy })).rejects.toMatchObject({
      driverError: { constraint: broken },
    });
    for (const holderId of [null, holder.organisationId]) {
      const writers = [1, 2].map(() => insert(BUILT_IN_CLAUSES, 50, holderId));
      const outcomes = await Promise.allSettled(writers);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
  });

  it('shows what a contract would say', () => {
    const { clauses } = templates.preview(saying('费用 {{feeYuan}} 元'));
    expect(clauses.secrecy).toEqual({ textZh: '费用 1,200.00 元' });
  });
});
