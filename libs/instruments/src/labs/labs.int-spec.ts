import { AuditService } from '@app/audit';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { findBookable } from '../bookable-instrument';
import { TestRegister } from '../testing/register';
import { LabsService } from './labs.service';

let database: TestDatabase;
let register: TestRegister;
let labs: LabsService;
let manager: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  labs = new LabsService(database.dataSource, new AuditService());
});
afterAll(() => database.drop());
beforeEach(async () => {
  manager = await register.buildActor('lab_manager');
});

const MICROSCOPY = { nameZh: '电镜室', maxConcurrent: 2, oneAtATime: true };
const codesOf = (promise: Promise<unknown>): Promise<string[]> =>
  promise.then(
    () => Promise.reject(new Error('was not refused')),
    (error: { members?: { errors?: { code: string }[] }; code: string }) =>
      error.members?.errors?.map(({ code }) => code) ?? [error.code],
  );
const labOf = async (id: string) =>
  (await findBookable(database.dataSource.manager, id, null))?.lab ?? null;

describe('LabsService', () => {
  it('tells bookings of an instrument what its laboratory allows, from the next change on', async () => {
    const { id: instrumentId } = await register.buildDraft(manager);
    expect(await labOf(instrumentId)).toBeNull();
    const { id: labId } = await labs.create(manager, MICROSCOPY);
    await labs.assign({ actor: manager, instrumentId }, labId);
    expect(await labOf(instrumentId)).toEqual({ id: labId, ...MICROSCOPY });
    const open = { nameZh: '表面分析室', maxConcurrent: null, oneAtATime: false };
    await labs.put({ actor: manager, labId }, { nameZh: open.nameZh });
    expect(await labOf(instrumentId)).toEqual({ id: labId, ...open });
    expect(await labs.list(manager)).toEqual([
      { id: labId, ...open, instrumentIds: [instrumentId] },
    ]);
  });

  it('keeps a laboratory until its last instrument has left', async () => {
    const { id: instrumentId } = await register.buildDraft(manager);
    const { id: labId } = await labs.create(manager, MICROSCOPY);
    await labs.assign({ actor: manager, instrumentId }, labId);
    expect(await codesOf(labs.remove({ actor: manager, labId }))).toEqual(['lab-in-use']);
    await labs.assign({ actor: manager, instrumentId }, null);
    await labs.remove({ actor: manager, labId });
    expect(await labs.list(manager)).toEqual([]);
    expect(await codesOf(labs.put({ actor: manager, labId }, MICROSCOPY))).toEqual(['not-found']);
  });

  it('lets one of two rivals have a name, and another holder the same', async () => {
    const attempts = await Promise.allSettled([
      labs.create(manager, MICROSCOPY),
      labs.create(manager, MICROSCOPY),
    ]);
    expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await codesOf(labs.create(manager, MICROSCOPY))).toEqual(['lab-name-taken']);
    await expect(
      labs.create(await register.buildActor('lab_manager'), MICROSCOPY),
    ).resolves.toBeDefined();
  });

  it('is not changed or taken away by another holder', async () => {
    const { id: labId } = await labs.create(manager, MICROSCOPY);
    const stranger = await register.buildActor('lab_manager');
    const command = { actor: stranger, labId };
    expect(await codesOf(labs.put(command, { nameZh: '他人' }))).toEqual(['not-found']);
    expect(await codesOf(labs.remove(command))).toEqual(['not-found']);
    expect(await labs.list(manager)).toMatchObject([MICROSCOPY]);
  });

  it('puts no instrument into the laboratory of another holder', async () => {
    const stranger = await register.buildActor('lab_manager');
    const foreign = await labs.create(stranger, MICROSCOPY);
    const { id: instrumentId } = await register.buildDraft(manager);
    expect(await codesOf(labs.assign({ actor: manager, instrumentId }, foreign.id))).toEqual([
      'lab-unknown',
    ]);
    expect(await labOf(instrumentId)).toBeNull();
  });
});
