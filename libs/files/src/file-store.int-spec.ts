import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@app/common';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { DirectoryStorage } from './file-storage';
import { FileStore } from './file-store';

const QUOTA = 1_000;

let database: TestDatabase;
let directory: string;
let files: FileStore;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'jiayi-files-'));
  files = new FileStore(database.dataSource, new DirectoryStorage(directory), QUOTA);
});
afterEach(() => rmSync(directory, { recursive: true }));

const put = (ownerOrganisationId: string, sizeBytes: number, name = 'a.pdf') =>
  files.put({
    ownerOrganisationId,
    name,
    mediaType: 'application/pdf',
    content: Buffer.alloc(sizeBytes),
  });
const keptFiles = () =>
  readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );

describe('FileStore.put', () => {
  it('#28 keeps the bytes under the id and never under the name', async () => {
    const file = await put(newId(), 10, '../../../../etc/cron.d/evil');
    expect(file.name).toBe('evil');
    expect(keptFiles().map(({ name }) => name)).toEqual([file.id]);
    expect(await files.read(file.id)).toHaveLength(10);
    await expect(files.read('../../../../etc/passwd')).rejects.toThrow();
  });

  it('#26 takes files up to the quota of the organisation and not a byte more', async () => {
    const organisation = newId();
    await put(organisation, QUOTA - 1);
    await expect(put(organisation, 2)).rejects.toMatchObject({
      kind: 'rule',
      code: 'file-quota',
      members: { usedBytes: QUOTA - 1, quotaBytes: QUOTA },
    });
    await put(organisation, 1);
    await expect(put(organisation, 1)).rejects.toMatchObject({ code: 'file-quota' });
    await expect(put(newId(), QUOTA)).resolves.toBeDefined();
  });

  it('#26 lets rivals not pass the quota together, and keeps nothing of those refused', async () => {
    const organisation = newId();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => put(organisation, QUOTA / 4)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    expect(keptFiles()).toHaveLength(4);
  });

  it('keeps neither bytes nor row when what belongs beside it fails', async () => {
    const organisation = newId();
    const file = {
      ownerOrganisationId: organisation,
      name: 'a',
      mediaType: 'x',
      content: Buffer.from('x'),
    };
    await expect(files.put(file, () => Promise.reject(new Error('no audit')))).rejects.toThrow(
      'no audit',
    );
    expect(keptFiles()).toEqual([]);
    const rows: unknown[] = await database.dataSource.query(
      'SELECT id FROM stored_file WHERE owner_organisation_id = $1',
      [organisation],
    );
    expect(rows).toEqual([]);
  });
});

describe('FileStore.read', () => {
  it('gives no bytes but those that were stored', async () => {
    const { id } = await put(newId(), 10);
    const [kept] = keptFiles();
    writeFileSync(join(kept?.parentPath ?? '', kept?.name ?? ''), 'another invoice');
    await expect(files.read(id)).rejects.toThrow('is not what was stored');
  });
});
