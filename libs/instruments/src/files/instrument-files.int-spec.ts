import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { FileStore } from '@app/files';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { MemoryStorage, TestRegister } from '../testing/register';
import type { FileUse } from './instrument-file.entity';
import { FILE_LIMITS } from './instrument-file.rules';
import { InstrumentFilesService } from './instrument-files.service';

let database: TestDatabase;
let register: TestRegister;
let store: FileStore;
let files: InstrumentFilesService;
let lab: Actor;
let instrumentId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  store = new FileStore(database.dataSource, new MemoryStorage());
  files = new InstrumentFilesService(database.dataSource, store, new AuditService(), new Outbox());
});
afterAll(() => database.drop());
beforeEach(async () => {
  lab = await register.buildActor('lab_manager');
  instrumentId = (await register.buildListed(lab)).id;
});

const upload = async (mediaType = 'image/png', owner = lab): Promise<string> => {
  const { id } = await store.put({
    ...{ ownerOrganisationId: owner.organisationId, name: `${newId()}.png`, mediaType },
    content: Buffer.from(newId()),
  });
  return id;
};
const attach = (fileId: string, kind: FileUse = 'photo', id = instrumentId) =>
  files.attach({ actor: lab, instrumentId: id }, { fileId, kind, caption: '样品台' });
const codesOf = (promise: Promise<unknown>): Promise<string[]> =>
  promise.then(
    () => Promise.reject(new Error('was not refused')),
    (error: { members?: { errors?: { code: string }[] }; code: string }) =>
      error.members?.errors?.map(({ code }) => code) ?? [error.code],
  );

describe('InstrumentFilesService.attach', () => {
  it('makes an upload a picture of the instrument, and tells the platform', async () => {
    const before = await register.countMessages(instrumentId);
    const fileId = await upload();
    const attached = await attach(fileId);
    expect(attached).toMatchObject({ fileId, kind: 'photo', caption: '样品台' });
    expect(await files.list(instrumentId, 'files')).toEqual([attached]);
    expect(await files.list(instrumentId, 'evidence')).toEqual([]);
    expect(await register.countMessages(instrumentId)).toBe(before + 1);
    const { content } = await files.open(instrumentId, 'files', fileId);
    expect(content).toEqual(await store.read(fileId));
  });

  it('keeps evidence apart from what everybody reads, and from the platform', async () => {
    const before = await register.countMessages(instrumentId);
    const fileId = await upload('application/pdf');
    await attach(fileId, 'funding_evidence');
    expect(await files.list(instrumentId, 'files')).toEqual([]);
    expect(await codesOf(files.open(instrumentId, 'files', fileId))).toEqual(['not-found']);
    expect(await files.list(instrumentId, 'evidence')).toHaveLength(1);
    expect(await register.countMessages(instrumentId)).toBe(before);
  });

  it('refuses a picture that is none, what is there already, and what another unit uploaded', async () => {
    const stranger = await register.buildActor('lab_manager');
    expect(await codesOf(attach(await upload('application/pdf')))).toEqual(['not-a-picture']);
    expect(await codesOf(attach(await upload('image/png', stranger)))).toEqual(['file-unknown']);
    expect(await codesOf(attach(newId()))).toEqual(['file-unknown']);
    const fileId = await upload();
    await attach(fileId);
    expect(await codesOf(attach(fileId, 'document'))).toEqual(['already-attached']);
    expect(await files.list(instrumentId, 'files')).toHaveLength(1);
  });

  it('#26 lets rivals not pass the limit together', async () => {
    const uploads = await Promise.all(
      Array.from({ length: FILE_LIMITS.photo + 3 }, () => upload()),
    );
    const attempts = await Promise.allSettled(uploads.map((fileId) => attach(fileId)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(FILE_LIMITS.photo);
    expect(await files.list(instrumentId, 'files')).toHaveLength(FILE_LIMITS.photo);
    expect(await codesOf(attach(await upload()))).toEqual(['too-many-files']);
    await expect(attach(await upload(), 'document')).resolves.toBeDefined();
  });

  it('leaves a retired instrument as it is', async () => {
    await register.lifecycle.move({
      ...{ actor: lab, instrumentId, transition: 'retire', reason: '报废' },
    });
    expect(await codesOf(attach(await upload()))).toEqual(['instrument-state']);
  });
});

describe('InstrumentFilesService.detach', () => {
  it('takes a file away from the instrument and leaves it to the holder', async () => {
    const fileId = await upload();
    await attach(fileId);
    const elsewhere = (await register.buildDraft(lab)).id;
    const command = { actor: lab, instrumentId };
    for (const [id, collection] of [
      [elsewhere, 'files'],
      [instrumentId, 'evidence'],
    ] as const)
      expect(
        await codesOf(files.detach({ ...command, instrumentId: id }, collection, fileId)),
      ).toEqual(['not-found']);
    await files.detach(command, 'files', fileId);
    expect(await files.list(instrumentId, 'files')).toEqual([]);
    await expect(store.read(fileId)).resolves.toBeDefined();
    await expect(attach(fileId, 'photo', elsewhere)).resolves.toBeDefined();
  });
});
