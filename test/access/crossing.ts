import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ROLES } from '@app/identity';
import { type Cell, cellsOf } from './cells';
import { send } from './client';
import { DEPTH } from './depth';
import { type Asked, faultsOf } from './judge';
import type { Operation } from './operations';
import type { Outcome } from './oracle';
import { addressOf } from './parameters';
import type { World } from './world/world';

/** What a crossing came to. */
export interface Verdict {
  cells: number;
  /** Each wrong answer as a sentence, after the number of the requirement that it breaks. */
  faults: string[];
}

/** Where questions are asked: a world, the application on it, and what the application can do. */
export interface Desk {
  world: World;
  app: NestFastifyApplication;
  operations: ReadonlyMap<string, Operation>;
}

/** Asks the application every question of the matrix and holds the answers, and what they did, against the table. */
export class Crossing {
  /** All that was found wrong so far. */
  readonly faults: string[] = [];
  /** How many cells of each outcome were asked so far. */
  readonly asked = new Map<Outcome, number>();
  private readonly world: World;
  private readonly app: NestFastifyApplication;

  constructor({ world, app }: Desk) {
    this.world = world;
    this.app = app;
  }

  /** @param enough stop at so many faults: a mutant is caught by one */
  async run(operation: Operation, enough = Infinity): Promise<Verdict> {
    const cells = cellsOf(this.world, operation, DEPTH);
    const faults: string[] = [];
    const before = await this.digest();
    let absent: string | undefined;
    for (const cell of cells) {
      const asked = await this.ask(cell);
      if (cell.expected === 'not-found') absent ??= asked.answer.seen;
      faults.push(...faultsOf(cell, asked, absent));
      this.asked.set(cell.expected, (this.asked.get(cell.expected) ?? 0) + 1);
      if (faults.length >= enough) break;
    }
    // The change log says which request did it; the digest says that it knows of all.
    if ((await this.digest()) !== before) {
      faults.push(`#2 ${operation.id}: tables changed unnoticed`);
    }
    await this.world.restore([]);
    this.faults.push(...faults);
    return { cells: cells.length, faults };
  }

  /** @returns what is wrong with the answer to one question */
  async faultsOf(cell: Cell): Promise<string[]> {
    const asked = await this.ask(cell);
    return faultsOf(cell, asked);
  }

  /** Of the world with everybody in one and the same role. */
  private async digest(): Promise<string> {
    await this.world.wear(ROLES[0]);
    return this.world.log.digest();
  }

  private async ask({ operation, caller, role, objectId, object }: Cell): Promise<Asked> {
    const { world, app } = this;
    await world.wear(role);
    const { method } = operation;
    const answer = await send(app, {
      method,
      url: addressOf(world, operation, { objectId, object, caller }),
      headers: caller.headers,
      ...(method !== 'GET' && method !== 'DELETE' && { body: {} }),
    });
    const { changes, refusals } = await world.log.read(answer.requestId);
    if (changes.length > 0) await world.restore(changes);
    return { answer, changes, refusals };
  }
}
