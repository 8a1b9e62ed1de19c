import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { newId } from '@app/common';
import { inTransaction } from '@app/database';
import { AuditService } from '../audit.service';
import { readHead } from '../head-recorder';
import { AuditHeads } from '../heads';
import { sealAuditTrail } from '../sealer';
import { type Verification, verifyAuditTrail } from '../verify';

export const KEY = 'a key that the database does not have';

/** Everything that writes, seals, tampers with and verifies the trail of one test database. */
export class TrailDesk {
  readonly audit = new AuditService();
  readonly heads = new AuditHeads(mkdtempSync(join(tmpdir(), 'jiayi-heads-')), KEY);

  /** @param superuserUrl the same database for somebody who may switch the guards of the tables off */
  constructor(
    readonly db: DataSource,
    private readonly superuserUrl: string,
  ) {}

  close(): void {
    rmSync(this.heads.directory, { recursive: true, force: true });
  }

  /** An entry about an object that has no row. */
  record(detail: object = {}): Promise<void> {
    return inTransaction(this.db, (tx) =>
      this.audit.record(tx, {
        actor: null,
        action: 'test.act',
        objectType: 'test',
        objectId: newId(),
        detail,
      }),
    );
  }

  seal(): Promise<number> {
    return sealAuditTrail(this.db, KEY);
  }

  /** Seals until so many entries more are sealed: a transaction of any database of the server may hold it up. */
  async sealAll(count: number): Promise<number> {
    const deadline = Date.now() + 30_000;
    let sealed = 0;
    while (sealed < count && Date.now() < deadline) {
      sealed += await this.seal();
      await pause(10);
    }
    return sealed;
  }

  /** Three blocks of one entry each, `{"block": 0}` to `{"block": 2}`. */
  async sealThree(): Promise<void> {
    for (let block = 0; block < 3; block += 1) {
      await this.record({ block });
      await this.sealAll(1);
    }
  }

  /** Records the head outside, as the worker does each minute, or as whoever restored a backup does. */
  async recordHead(restored?: string): Promise<void> {
    const head = await readHead(this.db);
    if (!head) throw new Error('nothing is sealed');
    await this.heads.append(restored === undefined ? head : { ...head, restored });
  }

  verify(maxEntries?: number): Promise<Verification> {
    const limit = maxEntries === undefined ? {} : { maxEntries };
    return verifyAuditTrail(this.db, { key: KEY, heads: this.heads, ...limit });
  }

  /** The codes of what a verification finds. */
  async faults(): Promise<string[]> {
    return (await this.verify()).findings.map(({ code }) => code);
  }

  /** Runs a statement with the guards of the tables, and the recording of changes, switched off. */
  async tamper(statement: string): Promise<void> {
    await this.asSuperuser(`SET session_replication_role = replica; ${statement}`);
  }

  async asSuperuser(statement: string): Promise<void> {
    const client = new Client({ connectionString: this.superuserUrl });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }
}
