import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { createOpenApiDocument } from '@app/http';
import type { Operation } from '../access/operations';
import { closeStage, type Entrance, entrancesTo, openStage, type Stage } from '../hardening/stage';
import type { FullSchema, Schemas } from './example';
import { type Malformed, malformed, type Target } from './malformed';

/** At least so many in every run; JIAYI_FUZZ_REQUESTS asks for more. */
const REQUESTS = Number(process.env.JIAYI_FUZZ_REQUESTS ?? 10_500);
/** The same seed sends the same requests. */
const SEED = Number(process.env.JIAYI_FUZZ_SEED ?? Date.now() % 2 ** 31);
const LONGEST_MS = 2_000;
/** People through whose entrance each operation is asked. */
const CALLERS = 3;
/** What a server says about itself and nobody outside should read. */
const INSIDE =
  /node_modules|\bat \S+ \(|\.ts:\d|\.js:\d|SELECT |INSERT INTO|violates|pg_|\/home\/|\/libs\//;

interface Sent {
  operation: string;
  caller: string;
  what: string;
  url: string;
  status: number;
  type: string;
  body: string;
  ms: number;
}

let stage: Stage;
const sent: Sent[] = [];

interface Documented {
  operationId: string;
  requestBody?: { content: Record<string, { schema: FullSchema }> };
}

function targetsOf({ app }: Stage): Map<string, Target> {
  const document = createOpenApiDocument(app, 'fuzz', () => ({}));
  const schemas = (document.components?.schemas ?? {}) as Schemas;
  const operations = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods as Record<string, Documented>),
  );
  return new Map(
    operations.map(({ operationId, requestBody }) => [
      operationId,
      {
        query:
          stage.operations
            .find(({ id }) => id === operationId)
            ?.parameters.filter((one) => one.in === 'query')
            .map(({ name }) => name) ?? [],
        body: requestBody?.content['application/json']?.schema,
        schemas,
      },
    ]),
  );
}

/** Of those who get past the guard a few, the first of each role; nobody where none do. */
function entrances(operation: Operation): (Entrance | undefined)[] {
  const roles = new Map(entrancesTo(stage.world, operation).map((one) => [one.role, one]));
  return [...[...roles.values()].slice(0, CALLERS), undefined];
}

async function send(operation: Operation, entrance: Entrance | undefined, wrong: Malformed) {
  const { url = operation.path.replace(/\{\w+\}/g, randomUUID()), caller } = entrance ?? {};
  const address = `${wrong.id === undefined ? url : operation.path.replace(/\{\w+\}/g, wrong.id)}${wrong.query ? `?${wrong.query}` : ''}`;
  const startedAt = performance.now();
  const { statusCode, headers, body } = await stage.app.inject({
    method: operation.method,
    url: address,
    headers: {
      'idempotency-key': randomUUID(),
      'if-match': '*',
      ...(wrong.payload !== undefined && { 'content-type': 'application/json' }),
      ...caller?.headers,
      ...wrong.headers,
    },
    ...(wrong.payload !== undefined && { payload: wrong.payload }),
  });
  sent.push({
    operation: operation.id,
    caller: caller?.name ?? 'nobody',
    what: wrong.what,
    url: address.slice(0, 200),
    status: statusCode,
    type: String(headers['content-type']),
    body,
    ms: performance.now() - startedAt,
  });
  if (statusCode < 300) await undo(String(headers['x-request-id']));
}

/** What a request did after all is undone, so that the callers stay who they are. */
async function undo(requestId: string): Promise<void> {
  const { changes } = await stage.world.log.read(requestId);
  if (changes.length > 0) await stage.world.restore(changes);
}

beforeAll(async () => {
  stage = await openStage();
  const targets = targetsOf(stage);
  const asked = stage.operations.flatMap((operation) =>
    entrances(operation).map((entrance) => ({ operation, entrance })),
  );
  const each = Math.ceil(REQUESTS / asked.length);
  for (const [at, { operation, entrance }] of asked.entries()) {
    if (entrance) await stage.world.wear(entrance.role);
    const target = targets.get(operation.id) as Target;
    for (const wrong of fc.sample(malformed(target), { seed: SEED + at, numRuns: each })) {
      await send(operation, entrance, wrong);
    }
  }
}, 900_000);
afterAll(() => closeStage(stage));

const told = ({ operation, caller, what, url, status, body, ms }: Sent): string =>
  `${operation} as ${caller}: ${what} → ${status} in ${Math.round(ms)} ms (${url}) ${body.slice(0, 160)}`;
const found = (isBad: (one: Sent) => boolean): string[] => [
  ...new Set(sent.filter(isBad).map(told)),
];

describe(`malformed requests made from the OpenAPI document (JIAYI_FUZZ_SEED=${SEED})`, () => {
  it('are many, ask every operation, and mostly get past the guard', () => {
    expect(sent.length).toBeGreaterThanOrEqual(10_000);
    expect(new Set(sent.map(({ operation }) => operation)).size).toBe(stage.operations.length);
    const past = sent.filter(({ status }) => ![401, 403, 404].includes(status));
    expect(past.length).toBeGreaterThan(sent.length / 3);
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
