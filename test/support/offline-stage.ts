import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryStorage } from '@app/files';
import { createTestDatabase, setDatabaseTime, type TestDatabase } from './database';
import { OfflineDesk } from '../../libs/orders/src/testing/offline-desk';
import { OrderDesk } from '../../libs/orders/src/testing/order-desk';

/** What the specifications of filed services run on; there once their `beforeAll` begins. */
export interface OfflineStage {
  database: TestDatabase;
  desk: OrderDesk;
  office: OfflineDesk;
}

/** A database and a directory for papers of its own for one spec file; call it at the top of the file. */
export function useOffline(): OfflineStage {
  const stage = {} as OfflineStage;
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'jiayi-offline-'));
    stage.database = await createTestDatabase({ poolSize: 20 });
    stage.desk = new OrderDesk(stage.database.dataSource);
    stage.office = new OfflineDesk(stage.desk, new DirectoryStorage(directory));
  });
  afterEach(() => setDatabaseTime(stage.database, null));
  afterAll(async () => {
    await stage.database.drop();
    rmSync(directory, { recursive: true, force: true });
  });
  return stage;
}
