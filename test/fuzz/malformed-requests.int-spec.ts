import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Operation } from '../access/operations';
import { closeStage, type Entrance, entrancesTo, openStage, type Stage } from '../hardening/stage';
import { inputsOf } from './api-document';
import { Examples } from './examples';
import { type Malformed, malformed } from './malformed';

/** At least so many in every run; JIAYI_FUZZ_REQUESTS asks for more. */
const REQUESTS = Number(process.env.JIAYI_FUZZ_REQUESTS ?? 12_000);
/**
 * The same seed makes the same requests; ids and times are those of the day. What a commit is judged by is known before;
 * `npm run prove:requests` tries seeds nobody has tried. JIAYI_LOG_LEVEL=error shows why a request failed.
 */
const SEED = Number(process.env.JIAYI_FUZZ_SEED ?? 20_261_123);
const LONGEST_MS = 2_000;
/** Roles through whose entrance each operation is asked. */
const CALLERS = 4;
const NOBODYS_SHARE = 0.25;
/** What a server says about itself and nobody outside should read. */
const INSIDE =
  /node_modules|\bat \S+ \(|\.[jt]s:\d|INSERT INTO|violates|relation "|pg_|invalid input syntax|\/(home|libs|apps)\/|TypeError/;

interface Sent {
  operation: string;
  caller: string;
  what: string;
  url: string;
  status: number;
  type: string;
  /** Of refusals only. */
  body: string;
  ms: number;
}

let stage: Stage;
const sent: Sent[] = [];

/** Of those who get past the guard a few, one of each role, not always the first; and nobody. */
function entrances(operation: Operation): (Entrance | undefined)[] {
  const all = entrancesTo(stage.world, operation);
  const roles = new Map(all.map((one, at) => [one.role, all[(at * 7 + SEED) % all.length] ?? one]));
  return [...[...roles.values()].slice(0, CALLERS), undefined];
}

async function send(
  operation: Operation,
  entrance: Entrance | undefined,
  wrong: Malformed,
): Promise<Sent> {
  const { url = operation.path.replace(/\{\w+\}/g, randomUUID()), caller } = entrance ?? {};
  const path = wrong.id === undefined ? url : operation.path.replace(/\{\w+\}/g, wrong.id);
  const address = `${path}${wrong.query ? `?${wrong.query}` : ''}`;
  const startedAt = performance.now();
  const { statusCode, headers, body } = await stage.app.inject({
    method: operation.method,
    url: address,
    headers: {
      host: 'jiayi.example.org',
      'idempotency-key': randomUUID(),
      'if-match': '*',
      ...(wrong.payload !== undefined && { 'content-type': 'application/json' }),
      ...caller?.headers,
      ...wrong.headers,
    },
    ...(wrong.payload !== undefined && { payload: wrong.payload }),
  });
  const ms = performance.now() - startedAt;
  if (statusCode < 300 && operation.method !== 'GET') {
    await undo(String(headers['x-request-id']));
  }
  return {
    ...{ operation: operation.id, caller: caller?.name ?? 'nobody', what: wrong.what, ms },
    ...{ url: address.slice(0, 200), status: statusCode, type: String(headers['content-type']) },
    body: statusCode < 400 ? '' : body,
  };
}

/** What a request did after all is undone, so that the callers stay who they are. */
async function undo(requestId: string): Promise<void> {
  const { changes } = await stage.world.log.read(requestId);
  if (changes.length > 0) await stage.world.restore(changes);
}

beforeAll(async () => {
  stage = await openStage({ signInAttempts: 1_000_000 });
  const inputs = inputsOf(stage.app);
  const examples = new Examples(stage.world);
  const asked = stage.operations.flatMap((operation) =>
    entrances(operation).map((entrance) => ({ operation, entrance })),
  );
  // Nobody is stopped by the guard nearly everywhere, whatever is sent.
  const shares = asked.reduce((sum, { entrance }) => sum + (entrance ? 1 : NOBODYS_SHARE), 0);
  for (const [at, { operation, entrance }] of asked.entries()) {
    const input = inputs.get(operation.id) ?? { parameters: [], takesFile: false };
    const numRuns = Math.ceil((REQUESTS / shares) * (entrance ? 1 : NOBODYS_SHARE));
    const requests = fc.sample(malformed(input, examples), { seed: SEED + at, numRuns });
    for (const wrong of requests) {
      // Undoing gives everybody their first role back.
      if (entrance) await stage.world.wear(entrance.role);
      const answer = await send(operation, entrance, wrong);
      // A machine that is busy for a moment makes one answer late, a slow operation all of them.
      if (answer.ms > LONGEST_MS) answer.ms = (await send(operation, entrance, wrong)).ms;
      sent.push(answer);
    }
    await undo(randomUUID());
  }
}, 3_600_000);
afterAll(() => closeStage(stage));

const told = ({ operation, caller, what, url, status, body, ms }: Sent): string =>
  `${operation} as ${caller}: ${what} → ${status} in ${Math.round(ms)} ms (${url}) ${body.slice(0, 300)}`;
const found = (isBad: (one: Sent) => boolean): string[] => [
  ...new Set(sent.filter(isBad).map(told)),
];

describe(`malformed requests made from the OpenAPI document (JIAYI_FUZZ_SEED=${SEED})`, () => {
  it('are many, ask every operation, and mostly get past the guard', () => {
    expect(sent.length).toBeGreaterThanOrEqual(10_000);
    const past = sent.filter(({ status }) => ![401, 403, 404].includes(status));
    expect(past.length).toBeGreaterThan(sent.length / 2);
    expect(new Set(past.map(({ operation }) => operation)).size).toBe(stage.operations.length);
  });

  it('get as far as the rules often enough', () => {
    const deep = sent.filter(({ status }) => status < 300 || [409, 412, 422].includes(status));
    expect(deep.length).toBeGreaterThan(sent.length / 10);
  });

  it('never make the server fail', () => {
    expect(found(({ status }) => status >= 500)).toEqual([]);
  });

  it('are answered in time', () => {
    expect(found(({ ms }) => ms > LONGEST_MS)).toEqual([]);
  });

  it('are refused by a problem document, each with its number', () => {
    const isProblem = ({ type, body, status }: Sent): boolean => {
      if (!type.startsWith('application/problem+json')) return false;
      const problem = JSON.parse(body) as Record<string, unknown>;
      return (
        problem.status === status &&
        ['type', 'title', 'detail', 'code', 'instance'].every(
          (name) => typeof problem[name] === 'string' && problem[name] !== '',
        )
      );
    };
    expect(found((one) => one.status >= 400 && !isProblem(one))).toEqual([]);
  });

  it('#57 learn nothing of the inside', () => {
    expect(found(({ status, body }) => status >= 400 && INSIDE.test(body))).toEqual([]);
  });
});
