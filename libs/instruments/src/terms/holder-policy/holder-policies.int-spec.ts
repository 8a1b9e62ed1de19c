import { AuditService } from '@app/audit';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database';
import { TestRegister } from '../../testing/register';
import { DEFAULT_BOOKING_POLICY } from '../terms';
import { HolderPolicies } from './holder-policies.service';

let database: TestDatabase;
let register: TestRegister;
let policies: HolderPolicies;
let lab: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  policies = new HolderPolicies(database.dataSource, new AuditService());
});
afterAll(() => database.drop());
beforeEach(async () => {
  lab = await register.buildActor('lab_manager');
});

const put = (maxMinutes: number, ifMatch?: string) =>
  policies.put(
    { actor: lab, holderId: lab.organisationId, ...(ifMatch && { ifMatch }) },
    { maxMinutes },
  );
const policyOf = (instrumentId: string) => register.terms.getBookingPolicy(instrumentId);

describe('HolderPolicies', () => {
  it('is the default until it is set, and then by versions', async () => {
    expect(await policies.get(lab.organisationId)).toEqual(DEFAULT_BOOKING_POLICY);
    await put(120);
    await put(240, '"1"');
    expect(await policies.get(lab.organisationId)).toMatchObject({ version: 2, maxMinutes: 240 });
    await expect(put(60, '"1"')).rejects.toMatchObject({ kind: 'precondition' });
    await expect(
      policies.put(
        { actor: lab, holderId: lab.organisationId },
        { minMinutes: 120, maxMinutes: 60 },
      ),
    ).rejects.toMatchObject({ members: { errors: [{ pointer: '/minMinutes' }] } });
  });

  it('is followed by instruments without rules of their own, old and new, of this holder only', async () => {
    const stranger = await register.buildActor('lab_manager');
    const [old, foreign] = [await register.buildDraft(lab), await register.buildDraft(stranger)];
    await put(120);
    expect(await policyOf(old.id)).toMatchObject({ version: 1, maxMinutes: 120 });
    const young = await register.buildDraft(lab);
    expect(await policyOf(young.id)).toMatchObject({ version: 1, maxMinutes: 120 });
    await put(240);
    expect(await policyOf(old.id)).toMatchObject({ version: 2, maxMinutes: 240 });
    expect(await policyOf(young.id)).toMatchObject({ version: 2, maxMinutes: 240 });
    expect((await policyOf(foreign.id)).version).toBe(0);
    expect((await policyOf((await register.buildDraft(stranger)).id)).version).toBe(0);
  });

  it('leaves alone what was set by hand, also when rivals set both at once', async () => {
    const instruments = await Promise.all(
      Array.from({ length: 4 }, () => register.buildDraft(lab)),
    );
    await put(120);
    await Promise.all([
      put(240),
      ...instruments.map(({ id: instrumentId }) =>
        register.terms.putBookingPolicy({ actor: lab, instrumentId }, { maxMinutes: 60 }),
      ),
      put(300),
    ]);
    for (const { id } of instruments) expect((await policyOf(id)).maxMinutes).toBe(60);
    await put(480);
    for (const { id } of instruments) expect((await policyOf(id)).maxMinutes).toBe(60);
  });

  it('misses no instrument that is registered at the same time', async () => {
    await put(120);
    const [, ...instruments] = await Promise.all([
      put(240),
      ...Array.from({ length: 8 }, () => register.buildDraft(lab)),
      put(300),
    ]);
    const made = instruments.filter((one) => 'id' in one);
    expect(made).toHaveLength(8);
    const versions = await policies.get(lab.organisationId);
    for (const { id } of made) expect((await policyOf(id)).maxMinutes).toBe(versions.maxMinutes);
  });

  it('is told the audit trail with the instruments that follow', async () => {
    const { id } = await register.buildDraft(lab);
    await put(120);
    const [entry]: { detail: object }[] = await database.dataSource.query(
      `SELECT detail FROM audit_entry WHERE action = 'organisation.set-booking-policy' AND object_id = $1`,
      [lab.organisationId],
    );
    expect(entry?.detail).toEqual({ version: 1, instrumentIds: [id] });
  });
});
