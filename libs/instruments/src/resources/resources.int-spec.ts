import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { findBookable } from '../bookable-instrument';
import { TestRegister } from '../testing/register';
import { ResourcesService } from './resources.service';

let database: TestDatabase;
let register: TestRegister;
let resources: ResourcesService;
let lab: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  resources = new ResourcesService(database.dataSource, new AuditService());
});
afterAll(() => database.drop());
beforeEach(async () => {
  lab = await register.buildActor('lab_manager');
});

const EXCLUSION = { kind: 'exclusion' as const, nameZh: '同一防震台' };
const sharedUnits = async (id: string): Promise<string[]> =>
  (await findBookable(database.dataSource.manager, id, null))?.sharedUnitIds ?? [];
const codesOf = (promise: Promise<unknown>): Promise<string[]> =>
  promise.then(
    () => Promise.reject(new Error('was not refused')),
    (error: { members?: { errors?: { code: string }[] }; code: string }) =>
      error.members?.errors?.map(({ code }) => code) ?? [error.code],
  );

describe('ResourcesService', () => {
  it('makes instruments that share something take its one unit', async () => {
    const one = await register.buildDraft(lab);
    const other = await register.buildDraft(lab);
    const resource = await resources.create(lab, EXCLUSION);
    for (const { id: instrumentId } of [one, other])
      await resources.put({ actor: lab, instrumentId }, [resource.id]);
    expect(await resources.list(lab)).toEqual([{ ...resource, instruments: 2 }]);
    expect(await sharedUnits(one.id)).toHaveLength(1);
    expect(await sharedUnits(other.id)).toEqual(await sharedUnits(one.id));
    await resources.put({ actor: lab, instrumentId: one.id }, []);
    expect(await sharedUnits(one.id)).toEqual([]);
    expect(await resources.ofInstrument(other.id)).toMatchObject([EXCLUSION]);
  });

  it('lets one of two rivals have a name, and shows nobody the resources of another', async () => {
    const attempts = await Promise.allSettled([
      resources.create(lab, EXCLUSION),
      resources.create(lab, EXCLUSION),
    ]);
    expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await codesOf(resources.create(lab, EXCLUSION))).toEqual(['resource-name-taken']);
    const stranger = await register.buildActor('lab_manager');
    expect(await resources.list(stranger)).toEqual([]);
    await expect(resources.create(stranger, EXCLUSION)).resolves.toBeDefined();
  });

  it('refuses resources of another holder by their ids and changes nothing', async () => {
    const stranger = await register.buildActor('lab_manager');
    const foreign = await resources.create(stranger, EXCLUSION);
    const own = await resources.create(lab, EXCLUSION);
    const { id: instrumentId } = await register.buildDraft(lab);
    const put = (ids: string[]) => resources.put({ actor: lab, instrumentId }, ids);
    expect(await codesOf(put([own.id, foreign.id, newId()]))).toEqual([
      'resource-unknown',
      'resource-unknown',
    ]);
    expect(await resources.ofInstrument(instrumentId)).toEqual([]);
  });

  it('says why a booked instrument keeps what it has', async () => {
    const { id: instrumentId } = await register.buildListed(lab);
    const resource = await resources.create(lab, EXCLUSION);
    await database.dataSource.query(
      `WITH placed AS (
         INSERT INTO service_order (id, number, kind, user_organisation_id, provider_organisation_id, instrument_id, placed_by,
                                    purpose, state, list_fen, voucher_fen, own_fen)
         VALUES ($1::uuid, $1::text, 'slot', $2, $2, $3, $4, 'testing', 'open', 0, 0, 0) RETURNING id)
       INSERT INTO reservation (id, order_id, instrument_id, user_organisation_id, reserved_by, starts_at, ends_at,
                                set_up_minutes, clean_up_minutes, policy_version, state)
       SELECT $1::uuid, id, $3, $2, $4, app_now() + interval '1 day', app_now() + interval '25 hours', 0, 0, 0, 'confirmed' FROM placed`,
      [newId(), lab.organisationId, instrumentId, lab.userId],
    );
    const command = { actor: lab, instrumentId };
    expect(await codesOf(resources.put(command, [resource.id]))).toEqual(['booked-ahead']);
    await expect(resources.put(command, [])).resolves.toEqual({ items: [] });
  });
});
