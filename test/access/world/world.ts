import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTransaction } from '@app/database';
import { DirectoryStorage } from '@app/files';
import type { ObjectType, Role } from '@app/identity';
import { insertRows } from '../../../apps/launcher/src/seed/rows';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { Callers } from './callers';
import { ChangeLog } from './change-log';
import { Ids } from './ids';
import { bookingTables } from './seed-bookings';
import { dutyTables } from './seed-duty';
import { exchangeTables } from './seed-exchange';
import { busyTables } from './seed-busy';
import { contractTables } from './seed-contracts';
import { offlineTables } from './seed-offline';
import { conversationTables } from './seed-conversations';
import { sampleTables } from './seed-samples';
import { groupTables } from './seed-groups';
import { priceTables } from './seed-prices';
import { insertSettlements } from './seed-settlements';
import { usageTables } from './seed-usage';
import { insertMoney } from './seed-money';
import {
  FILE_CONTENT,
  FILE_OWNERS,
  INSTRUMENT_FILES,
  organisationTables,
  OTHER_STANDINGS,
} from './seed-organisations';
import { objectsOf, type Standing, STANDINGS } from './standings';

/**
 * Two organisations on each side, the offices and an agent, two people each, one object of every type for each owner,
 * in a database of its own. What a request changes is undone, so that every request meets the same world.
 */
export class World {
  /** Whose everything is that a list can show, also what no cell is about. */
  readonly standings: ReadonlyMap<string, Standing>;
  private worn: Role | undefined;

  private constructor(
    readonly database: TestDatabase,
    readonly directory: string,
    readonly ids: Ids,
    readonly callers: Callers,
    readonly log: ChangeLog,
  ) {
    this.standings = new Map([...STANDINGS, ...OTHER_STANDINGS, ...callers.standings]);
  }

  static async build(): Promise<World> {
    const database = await createTestDatabase();
    const directory = mkdtempSync(join(tmpdir(), 'jiayi-access-'));
    const ids = new Ids();
    const callers = new Callers(ids);
    await inTransaction(database.dataSource, async (tx) => {
      const tables = [
        ...[...organisationTables(ids), ...bookingTables(ids), ...exchangeTables(ids)],
        ...dutyTables(ids),
        ...groupTables(ids),
        ...priceTables(ids),
        ...busyTables(ids),
        ...usageTables(ids),
        ...contractTables(ids),
        ...sampleTables(ids),
        ...offlineTables(ids),
        ...callers.tables(),
      ];
      for (const [table, rows] of tables) await insertRows(tx, table, rows);
      await insertMoney(tx, ids);
      await insertSettlements(tx, ids);
      for (const [table, rows] of conversationTables(ids)) await insertRows(tx, table, rows);
    });
    const files = new DirectoryStorage(join(directory, 'files'));
    for (const name of [...FILE_OWNERS, ...INSTRUMENT_FILES])
      await files.write(ids.of(`file:${name}`), Buffer.from(FILE_CONTENT));
    return new World(database, directory, ids, callers, await ChangeLog.start(database.name));
  }

  /** Gives everybody this one role. */
  async wear(role: Role): Promise<void> {
    if (this.worn === role) return;
    await this.log.unnoticed('UPDATE membership SET role = $1', [role]);
    this.worn = role;
  }

  /** Puts the world back as it was before a request. */
  async restore(changes: Parameters<ChangeLog['undo']>[0]): Promise<void> {
    await this.log.undo(changes);
    if (changes.some(({ table }) => table === 'public.membership')) this.worn = undefined;
  }

  /** Names of the objects of a type. @throws when the world has none, which it must */
  objectsOf(type: ObjectType): string[] {
    const names = objectsOf(type);
    if (names.length > 0) return names;
    throw new Error(
      `the world has no object of type ${type}: add some to test/access/world/standings.ts and their rows beside it`,
    );
  }

  isObject(name: string): boolean {
    return STANDINGS.has(name);
  }

  standingOf(name: string): Standing {
    const standing = STANDINGS.get(name);
    if (!standing) throw new Error(`the world has no ${name}`);
    return standing;
  }

  async stop(): Promise<void> {
    await this.log.stop();
    await this.database.drop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
