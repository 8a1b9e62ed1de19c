import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@app/common';
import { DirectoryStorage, type FileStorage } from './file-storage';
import { ObjectStorage, type ObjectStoreCall } from './object-storage';
import { TestObjectStore } from './testing/object-store';

const call: ObjectStoreCall = (url, { body, ...request }) =>
  fetch(url, { ...request, ...(body && { body: new Uint8Array(body) }) });

let directory: string;
let store: TestObjectStore;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'jiayi-storage-'));
  store = await TestObjectStore.open();
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

const filesBelow = (path: string): Buffer[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name)));

describe.each<[string, () => FileStorage, () => Buffer[]]>([
  ['a directory', () => new DirectoryStorage(directory), () => filesBelow(directory)],
  [
    'an object store',
    () => new ObjectStorage(store.settings, call),
    () => [...store.objects.values()],
  ],
])('files in %s', (_, open, kept) => {
  it.each([
    ['a text', Buffer.from('检测报告')],
    ['nothing', Buffer.alloc(0)],
    ['bytes of every value', Buffer.from(Array.from({ length: 256 }, (__, byte) => byte))],
  ])('are read as they were written: %s', async (_what, content) => {
    const [storage, id] = [open(), newId()];
    await storage.write(id, content);
    expect(await storage.read(id)).toEqual(content);
    expect(kept()).toContainEqual(content);
    await storage.remove(id);
    await expect(storage.read(id)).rejects.toThrow();
    expect(kept()).not.toContainEqual(content);
  });

  it('are removed without complaint when they are not there', async () => {
    await expect(open().remove(newId())).resolves.toBeUndefined();
  });

  it.each(['../../etc/passwd', '..', '', 'a/b', `${newId()}/..`])(
    '#28 never lie where %p points',
    async (id) => {
      const before = kept();
      await expect(open().write(id, Buffer.from('x'))).rejects.toThrow('not a file id');
      expect(kept()).toEqual(before);
    },
  );
});

describe('ObjectStorage', () => {
  it.each([
    ['a wrong secret', { secretAccessKey: 'another' }],
    ['another region', { region: 'us-east-1' }],
    ['another bucket', { bucket: 'others' }],
  ])('fails with %s and keeps nothing', async (_, wrong) => {
    const storage = new ObjectStorage({ ...store.settings, ...wrong }, call);
    const before = store.objects.size;
    await expect(storage.write(newId(), Buffer.from('x'))).rejects.toThrow(/answered 40[34]/);
    expect(store.objects.size).toBe(before);
  });

  it('fails when the content changed on its way', async () => {
    const meddling: ObjectStoreCall = (url, request) =>
      call(url, { ...request, body: Buffer.from('changed') });
    const storage = new ObjectStorage(store.settings, meddling);
    await expect(storage.write(newId(), Buffer.from('x'))).rejects.toThrow('answered 403');
  });
});
