import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';

/** Which of the two parties sends its next statement. */
export type Party = 0 | 1;

/** How long a statement may take before it counts as waiting for the other party's lock. */
const BLOCKED_MS = 40;

/** Holds two parties back and lets them go one statement at a time. */
class Turns {
  /** Statements of each party that are held back, in the order it sent them. */
  private readonly waiting: [(() => void)[], (() => void)[]] = [[], []];
  private readonly ended: [boolean, boolean] = [false, false];
  private isFree = false;

  /** Called by a party before each of its statements. */
  wait(party: Party): Promise<void> {
    if (this.isFree) return Promise.resolve();
    return new Promise((resolve) => this.waiting[party].push(resolve));
  }

  end(party: Party): void {
    this.ended[party] = true;
  }

  /** Lets a party send one statement, and waits until it stands at its next one, has ended or waits for a lock. */
  async let(party: Party): Promise<void> {
    const isStanding = (): boolean => this.ended[party] || this.waiting[party].length > 0;
    await this.until(isStanding);
    this.waiting[party].shift()?.();
    await this.until(isStanding);
  }

  /** Holds nobody back any more. */
  free(): void {
    this.isFree = true;
    for (const go of this.waiting.flat()) go();
  }

  private async until(isTrue: () => boolean): Promise<void> {
    for (let waited = 0; !isTrue() && waited < BLOCKED_MS; waited += 1) await pause(1);
  }
}

/**
 * Runs two commands on connections of their own, statement by statement in the order given and then freely; COMMIT is a
 * statement too. A party that waits for a lock lets the order go on without it.
 *
 * @returns how each of them ended
 */
export async function interleave<Result>(
  db: DataSource,
  order: readonly Party[],
  commands: readonly [(db: DataSource) => Promise<Result>, (db: DataSource) => Promise<Result>],
): Promise<PromiseSettledResult<Result>[]> {
  const turns = new Turns();
  const run = async (party: Party): Promise<Result> => {
    try {
      return await commands[party](stepped(db, () => turns.wait(party)));
    } finally {
      turns.end(party);
    }
  };
  const outcomes = Promise.allSettled([run(0), run(1)]);
  for (const party of order) await turns.let(party);
  turns.free();
  return outcomes;
}

/** The data source with a wait before every statement, inside of transactions and outside. */
function stepped(db: DataSource, wait: () => Promise<void>): DataSource {
  const transaction = (work: (tx: EntityManager) => Promise<unknown>): Promise<unknown> =>
    db.transaction(async (tx) => {
      const result = await work(withQuery(tx, wait));
      await wait();
      return result;
    });
  return new Proxy(withQuery(db, wait), {
    get: (target, name) => (name === 'transaction' ? transaction : Reflect.get(target, name)),
  });
}

const withQuery = <T extends DataSource | EntityManager>(one: T, wait: () => Promise<void>): T =>
  new Proxy(one, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const bound = value.bind(target) as (...args: unknown[]) => Promise<unknown>;
      return name === 'query' ? (...args: unknown[]) => wait().then(() => bound(...args)) : bound;
    },
  });
