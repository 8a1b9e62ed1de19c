import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Cell, cellsOf, type Depth } from './cells';
import { type Answer, send } from './client';
import type { Operation } from './operations';
import type { Outcome } from './oracle';
import { addressOf } from './parameters';
import type { Change } from './world/change-log';
import type { World } from './world/world';

/** How an answer is recognised. */
const ANSWERS: Readonly<Record<Exclude<Outcome, 'allow'>, [status: number, code: string]>> = {
  forbidden: [403, 'forbidden'],
  'not-found': [404, 'not-found'],
  'not-signed-in': [401, 'not-signed-in'],
  'api-key-refused': [401, 'api-key-refused'],
  'second-factor-required': [403, 'second-factor-required'],
  'password-expired': [403, 'password-expired'],
  'proof-required': [401, 'proof-required'],
};

/** Codes by which the guard refuses; a missing object is told from a missing page by its row. */
const REFUSALS = Object.values(ANSWERS)
  .map(([, code]) => code)
  .filter((code) => code !== 'not-found');

/** What a crossing came to. */
export interface Verdict {
  cells: number;
  /** Each wrong answer as a sentence. */
  faults: string[];
}

interface Asked {
  answer: Answer;
  changes: Change[];
  refusals: number;
}

/** Where questions are asked: a world, the application on it, and what the application can do. */
export interface Desk {
  world: World;
  app: NestFastifyApplication;
  operations: ReadonlyMap<string, Operation>;
}

/** Asks the application every question of the matrix and holds the answers, and what they did, against the table. */
export class Crossing {
  private readonly world: World;
  private readonly app: NestFastifyApplication;

  constructor({ world, app }: Desk) {
    this.world = world;
    this.app = app;
  }

  /** @param enough stop at so many faults: a mutant is caught by one */
  async run(operation: Operation, depth: Depth, enough = Infinity): Promise<Verdict> {
    const cells = cellsOf(this.world, operation, depth);
    const faults: string[] = [];
    const before = await this.world.log.digest();
    let absent: string | undefined;
    for (const cell of cells) {
      const asked = await this.ask(cell);
      if (cell.expected === 'not-found') absent ??= asked.answer.seen;
      faults.push(...faultsOf(cell, asked, absent).map((fault) => sentence(cell, asked, fault)));
      if (faults.length >= enough) break;
    }
    // The change log says which request did it; the digest says that it knows of all.
    if ((await this.world.log.digest()) !== before) {
      faults.push(`${operation.id}: tables changed unnoticed`);
    }
    await this.world.restore([]);
    return { cells: cells.length, faults };
  }

  /** @returns what is wrong with the answer to one question */
  async faultsOf(cell: Cell): Promise<string[]> {
    const asked = await this.ask(cell);
    return faultsOf(cell, asked).map((fault) => sentence(cell, asked, fault));
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

function faultsOf({ operation, expected, caller }: Cell, asked: Asked, absent?: string): string[] {
  const { answer, changes, refusals } = asked;
  const faults: string[] = [];
  if (!isExpected(answer, expected, operation)) faults.push(`expected ${expected}`);
  if (expected === 'allow') {
    if (operation.method === 'GET' && changes.length > 0) faults.push(`reading ${said(changes)}`);
    return faults;
  }
  if (changes.length > 0) faults.push(`although it was to be refused it ${said(changes)}`);
  if (expected === 'not-found' && absent !== undefined && answer.seen !== absent) {
    faults.push(`answers otherwise than for an id of nothing`);
  }
  if (caller.alive && refusals !== 1) faults.push(`the audit has ${refusals} refusals of it`);
  return faults;
}

/** Allowed is whatever is not refused: most bodies are empty, and a rule may have its say. */
function isExpected({ status, code }: Answer, expected: Outcome, { row }: Operation): boolean {
  if (expected !== 'allow') {
    const [rightStatus, rightCode] = ANSWERS[expected];
    return status === rightStatus && code === rightCode;
  }
  // What is open to anyone may still find nothing, and a body of nothing proves nothing about a person.
  const mayBeMissing = row.who === 'anyone' || code === 'proof-refused';
  if (!mayBeMissing && (status === 401 || status === 404)) return false;
  return status < 500 && !REFUSALS.includes(code);
}

const said = (changes: readonly Change[]): string =>
  `changed ${[...new Set(changes.map(({ table }) => table))].join(', ')}`;

const sentence = (cell: Cell, { answer }: Asked, fault: string): string =>
  `${cell.operation.id} by ${cell.caller.name} as ${cell.role} on ${cell.object}: ${answer.status} ${answer.code}, ${fault}`;
