import { rmSync } from 'node:fs';
import { ownServer } from './test-server';

/** Stops the PostgreSQL of this jest call and removes its directory. */
export default function tearDown(): void {
  const { directory, server } = ownServer();
  server.stop();
  rmSync(directory, { recursive: true, force: true });
}
