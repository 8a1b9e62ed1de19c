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
  it('asks no asset department second that has nobody to answer', async () => {
    const holder = { actor: lab, holderId: lab.organisationId };
    const rules = { approval: 'each', secondApproval: 'holder' } as const;
    await expect(policies.put(holder, rules)).rejects.toMatchObject({
      members: { errors: [{ pointer: '/secondApproval', code: 'nobody-to-approve' }] },
    });
    expect((await policies.get(lab.organisationId)).version).toBe(0);
  });

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

  it('is followed again by an instrument that gives up its own rules', async () => {
    const { id: instrumentId } = await register.buildDraft(lab);
    const command = { actor: lab, instrumentId };
    expect(await policyOf(instrumentId)).toMatchObject({ version: 0, source: 'default' });
    expect(await register.terms.putBookingPolicy(command, { maxMinutes: 60 })).toMatchObject({
      ...{ version: 1, maxMinutes: 60, source: 'instrument' },
    });
    // The holder has none yet: the default ones, and the holder's as soon as it sets some.
    const given = await register.terms.followHolder({ ...command, ifMatch: '"1"' });
    expect(given).toEqual({ ...DEFAULT_BOOKING_POLICY, version: 2, source: 'default' });
    expect(await policyOf(instrumentId)).toEqual(given);
    await put(120);
    const following = { version: 3, maxMinutes: 120, source: 'holder' };
    expect(await policyOf(instrumentId)).toMatchObject(following);

    await register.terms.putBookingPolicy(command, { maxMinutes: 90 });
    await put(240);
    const own = { version: 4, maxMinutes: 90, source: 'instrument' };
    expect(await policyOf(instrumentId)).toMatchObject(own);
    await expect(register.terms.followHolder({ ...command, ifMatch: '"3"' })).rejects.toMatchObject(
      { kind: 'precondition' },
    );
    expect(await register.terms.followHolder(command)).toMatchObject({
      ...{ version: 5, maxMinutes: 240, source: 'holder' },
    });
    const audited: { detail: object }[] = await database.dataSource.query(
      `SELECT detail FROM audit_entry WHERE action = 'instrument.set-booking-policy' AND object_id = $1
        ORDER BY (detail->>'version')::int DESC LIMIT 1`,
      [instrumentId],
    );
    expect(audited).toEqual([{ detail: { version: 5, source: 'holder' } }]);
  });

  it('is not followed twice, nor by a retired instrument', async () => {
    await put(120);
    const { id: instrumentId } = await register.buildListed(lab);
    const command = { actor: lab, instrumentId };
    const before = await policyOf(instrumentId);
    expect(before.source).toBe('holder');
    expect(await register.terms.followHolder(command)).toEqual(before);
    expect(await policyOf(instrumentId)).toEqual(before);
    await expect(register.terms.followHolder({ ...command, ifMatch: '"7"' })).rejects.toMatchObject(
      { kind: 'precondition' },
    );
    await register.terms.putBookingPolicy(command, { maxMinutes: 60 });
    await database.dataSource.query(`UPDATE instrument SET status = 'retired' WHERE id = $1`, [
      instrumentId,
    ]);
    await expect(register.terms.followHolder(command)).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('is what an instrument has that begins to follow while the holder sets it', async () => {
    const instruments = await Promise.all(
      Array.from({ length: 4 }, () => register.buildDraft(lab)),
    );
    for (const { id: instrumentId } of instruments)
      await register.terms.putBookingPolicy({ actor: lab, instrumentId }, { maxMinutes: 60 });
    await put(120);
    await Promise.all([
      put(240),
      ...instruments.map(({ id: instrumentId }) =>
        register.terms.followHolder({ actor: lab, instrumentId }),
      ),
    ]);
    for (const { id } of instruments)
      expect(await policyOf(id)).toMatchObject({ maxMinutes: 240, source: 'holder' });
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
