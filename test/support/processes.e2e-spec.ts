import { createTestDatabase, type TestDatabase } from './database';
import { startSystem, type TestSystem } from './processes';
import { backends } from './redis';

describe.each(backends())('the built system with its queue in $name', (backend) => {
  let database: TestDatabase;
  let queue: Awaited<ReturnType<typeof backend.start>>;
  let system: TestSystem;
  beforeAll(async () => {
    database = await createTestDatabase({ entities: [] });
    queue = await backend.start();
    system = await startSystem({ database, redisUrl: queue.redisUrl });
  });
  afterAll(async () => {
    await system.stop();
    await queue.stop();
    await database.drop();
  });

  const isReady = async (url: string) => (await fetch(`${url}/health/ready`)).ok;

  it('serves from every process', async () => {
    for (const url of [system.apiUrl, system.workerUrl]) expect(await isReady(url)).toBe(true);
    expect((await fetch(`${system.platformUrl}/health/live`)).ok).toBe(true);
  });

  it('loses a killed worker and gets it back on the same port', async () => {
    const before = system.pidOf('worker');
    await system.kill('worker');
    await expect(fetch(system.workerUrl)).rejects.toThrow();
    await system.start('worker');
    expect(system.pidOf('worker')).not.toBe(before);
    expect(await isReady(system.workerUrl)).toBe(true);
  });

  it('stops in order, without having to be killed', async () => {
    const startedAt = Date.now();
    await system.stop();
    expect(Date.now() - startedAt).toBeLessThan(6_000);
    await expect(fetch(system.apiUrl)).rejects.toThrow();
  });
});
