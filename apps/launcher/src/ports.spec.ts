import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADDRESS_FILE, freePort, portFrom, requireFreePort } from './ports';

describe('portFrom', () => {
  it.each([
    [undefined, 3000],
    ['', 3000],
    ['8080', 8080],
  ])('reads %p as %d', (text, port) => expect(portFrom(text)).toBe(port));

  it.each(['0', '65536', '80.5', 'http', '-1'])('refuses %p', (text) => {
    expect(() => portFrom(text)).toThrow(`PORT=${text}`);
  });
});

describe('requireFreePort', () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'jiayi-port-'));
  let other: Server;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    other = createServer();
    await new Promise<void>((resolve) => void other.listen(port, '127.0.0.1', resolve));
  });
  afterAll(() => {
    other.close();
    rmSync(dataDirectory, { recursive: true });
  });
  const check = (wanted: number) =>
    requireFreePort({ host: '127.0.0.1', port: wanted, dataDirectory });

  it('lets a free port pass', async () => {
    await expect(check(await freePort())).resolves.toBeUndefined();
  });

  it('names a taken port and the way out', async () => {
    await expect(check(port)).rejects.toThrow(`Port ${port} is taken; choose another one`);
  });

  it('says so when it is most likely ourselves', async () => {
    writeFileSync(join(dataDirectory, ADDRESS_FILE), '');
    await expect(check(port)).rejects.toThrow(`already runs on ${dataDirectory}`);
  });
});
