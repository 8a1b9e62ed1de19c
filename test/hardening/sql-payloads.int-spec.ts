import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { ACCESS_POLICY } from '@app/identity';
import { UNDOCUMENTED } from '../access/operations';
import { type Input, inputsOf, type Place, placesIn, type Schema } from '../fuzz/api-document';
import { Examples } from '../fuzz/examples';
import { withValue } from '../fuzz/malformed';
import { SQL_PAYLOADS } from './sql-payloads';
import { closeStage, type Entrance, entrancesTo, openStage, type Stage } from './stage';

/** A payload that sleeps takes three seconds; an answer is given twice that much less, and a second try. */
const LONGEST_MS = 2_000;
const SEED = 19;

let stage: Stage;
let inputs: ReadonlyMap<string, Input>;
let examples: Examples;

beforeAll(async () => {
  stage = await openStage({ signInAttempts: 1_000_000 });
  inputs = inputsOf(stage.app);
  examples = new Examples(stage.world);
});
afterAll(() => closeStage(stage));

const isFreeText = ({ type, format, enum: words }: Schema): boolean =>
  type === 'string' && !words && (!format || format === 'password' || format === 'email');

/** The part of a text that a property of a schema takes. */
const fitted = ({ minLength = 0, maxLength = 200 }: Schema, text: string): string =>
  text.slice(0, maxLength).padEnd(minLength, '-');

/** A place in a list that looks as if the API had written it, of one to three parts. */
const forgedCursor = (text: string, at: number): string =>
  Buffer.from(JSON.stringify(Array(1 + (at % 3)).fill(text))).toString('base64url');

/** A request with a payload in every text of its body and address; undefined when it has none. */
function requestOf({ parameters, body }: Input, at: number): { query: string; payload?: string } {
  const payload = SQL_PAYLOADS[at] ?? '';
  const texts = body ? placesIn(body).filter((place) => isFreeText(place.schema)) : [];
  const [example] = body ? fc.sample(examples.of(body), { seed: SEED + at, numRuns: 1 }) : [];
  const put = (made: unknown, { path, schema }: Place) =>
    withValue(made, path, fitted(schema, payload));
  const query = parameters
    .filter((one) => one.in === 'query' && (one.required || isFreeText(one.schema)))
    .map(({ name, schema }) => {
      const [value] = fc.sample(examples.of(schema, name), { seed: SEED + at, numRuns: 1 });
      const text = name === 'cursor' ? forgedCursor(payload, at) : fitted(schema, payload);
      return `${name}=${encodeURIComponent(isFreeText(schema) ? text : String(value))}`;
    });
  return {
    query: query.length > 0 ? `?${query.join('&')}` : '',
    ...(body && { payload: JSON.stringify(texts.reduce(put, example)) }),
  };
}

interface Answer {
  status: number;
  ms: number;
  items: number;
}

async function ask(
  { operation, url, caller, role }: Entrance,
  { query, payload }: { query: string; payload?: string },
): Promise<Answer> {
  await stage.world.wear(role);
  const startedAt = performance.now();
  const { statusCode, headers, body } = await stage.app.inject({
    method: operation.method,
    url: `${url}${query}`,
    headers: {
      host: 'jiayi.example',
      'idempotency-key': randomUUID(),
      'if-match': '*',
      ...caller.headers,
      ...(payload !== undefined && { 'content-type': 'application/json' }),
    },
    ...(payload !== undefined && { payload }),
  });
  const ms = performance.now() - startedAt;
  if (statusCode < 300 && operation.method !== 'GET') {
    const { changes } = await stage.world.log.read(String(headers['x-request-id']));
    if (changes.length > 0) await stage.world.restore(changes);
  }
  const isJson = /json/.test(String(headers['content-type']));
  const { items = [] } = (isJson ? JSON.parse(body) : {}) as { items?: unknown[] };
  return { status: statusCode, ms, items: items.length };
}

const OPERATIONS = Object.keys(ACCESS_POLICY).filter((id) => !UNDOCUMENTED.includes(id));

describe('#19 text that would be SQL', () => {
  it('is of more than two hundred kinds', () => {
    expect(new Set(SQL_PAYLOADS).size).toBeGreaterThanOrEqual(200);
  });

  it.each(OPERATIONS)('is text in every text of %s', async (id) => {
    const input = inputs.get(id);
    const operation = stage.operations.find((one) => one.id === id);
    if (!input || !operation) throw new Error(`${id} is not in the document`);
    const isAsked =
      placesIn(input.body ?? {}).some(({ schema }) => isFreeText(schema)) ||
      input.parameters.some((one) => one.in === 'query' && isFreeText(one.schema));
    if (!isAsked) return;
    const entrances = entrancesTo(stage.world, operation);
    const entrance =
      entrances.find(({ caller }) => !caller.scopes && !caller.delegate) ?? entrances[0];
    if (!entrance) throw new Error(`nobody may call ${id}`);
    await stage.world.wear(entrance.role);
    const before = await stage.world.log.digest();
    for (const [at, payload] of SQL_PAYLOADS.entries()) {
      const request = requestOf(input, at);
      const answer = await ask(entrance, request);
      if (answer.ms > LONGEST_MS) answer.ms = (await ask(entrance, request)).ms;
      expect({ payload, failed: answer.status >= 500, late: answer.ms > LONGEST_MS }).toEqual({
        payload,
        failed: false,
        late: false,
      });
    }
    const { changes } = await stage.world.log.read(randomUUID());
    await stage.world.restore(changes);
    await stage.world.wear(entrance.role);
    expect(await stage.world.log.digest()).toBe(before);
  });

  it('finds nothing that its words are not part of', async () => {
    const lists = stage.operations.filter(({ parameters }) =>
      parameters.some((one) => one.in === 'query' && one.name === 'q'),
    );
    expect(lists.length).toBeGreaterThan(1);
    for (const operation of lists.filter(({ id }) => id.endsWith('.list'))) {
      const [entrance] = entrancesTo(stage.world, operation);
      if (!entrance) throw new Error(`nobody may call ${operation.id}`);
      for (const payload of SQL_PAYLOADS.filter(
        (text) => text.includes(' OR ') || text.includes('UNION'),
      )) {
        const answer = await ask(entrance, { query: `?q=${encodeURIComponent(payload)}` });
        expect({ payload, items: answer.items }).toEqual({ payload, items: 0 });
      }
    }
  });
});
