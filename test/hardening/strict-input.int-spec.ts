import { ACCESS_POLICY } from '@app/identity';
import { UNDOCUMENTED } from '../access/operations';
import {
  bodyWith,
  type Input,
  inputsOf,
  type Parameter,
  type Place,
  placesIn,
  type Schema,
} from '../fuzz/api-document';
import { closeStage, type Entrance, entrancesTo, openStage, type Stage } from './stage';

const OPERATIONS = Object.keys(ACCESS_POLICY).filter((id) => !UNDOCUMENTED.includes(id));
/** Issuers send browsers back to it with parameters of their own. */
const ADDRESS_BY_OTHERS = 'identityProviders.finish';
const SURPRISE = { surprise: 1 };

/** Values that are not of a type, though some languages would take them for one. */
const MISTYPED: Readonly<Record<NonNullable<Schema['type']>, readonly unknown[]>> = {
  string: [1, true, ['text'], { text: 1 }],
  integer: ['1', '', true, [1], { value: 1 }, 1.5],
  number: ['0.5', '', true, [0.5], { value: 0.5 }],
  boolean: ['true', 'false', '', 1, 0, [true], {}],
  array: ['a', 1, true, {}, { 0: 'a', length: 1 }],
  object: ['a', 1, true, [], [{}]],
};

let stage: Stage;
let inputs: ReadonlyMap<string, Input>;

beforeAll(async () => {
  stage = await openStage({ signInAttempts: 1_000_000 });
  inputs = inputsOf(stage.app);
});
afterAll(() => closeStage(stage));

interface Refusal {
  status: number;
  /** Pointer and code of each. */
  errors: string[];
}

/** Asks as somebody whom the guard lets through, so that what is refused is refused for its content. */
async function ask(
  entrance: Entrance,
  { query = '', body }: { query?: string; body?: unknown },
): Promise<Refusal> {
  await stage.world.wear(entrance.role);
  const { statusCode, body: text } = await stage.app.inject({
    method: entrance.operation.method,
    url: `${entrance.url}${query}`,
    headers: {
      host: 'jiayi.example',
      'idempotency-key': 'strict',
      'if-match': '*',
      ...entrance.caller.headers,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  });
  const { errors = [] } = (text === '' ? {} : JSON.parse(text)) as {
    errors?: { pointer: string; code: string }[];
  };
  return { status: statusCode, errors: errors.map(({ pointer, code }) => `${pointer} ${code}`) };
}

function entranceTo(id: string): Entrance {
  const operation = stage.operations.find((one) => one.id === id);
  if (!operation) throw new Error(`${id} is in the policy, but not in the OpenAPI document`);
  const entrances = entrancesTo(stage.world, operation);
  const entrance =
    entrances.find(({ caller }) => !caller.scopes && !caller.delegate) ?? entrances[0];
  if (!entrance) throw new Error(`nobody may call ${id}`);
  return entrance;
}

function inputOf(id: string): Input {
  const input = inputs.get(id);
  if (!input) throw new Error(`${id} is not in the document`);
  return input;
}

const placesOf = (id: string): Place[] => placesIn(inputOf(id).body ?? {});
const queryOf = (id: string): Parameter[] =>
  inputOf(id).parameters.filter((one) => one.in === 'query');

/** Whether an error is about a place or something in it; places in lists count as the list. */
function isNamed(errors: readonly string[], path: readonly string[]): boolean {
  const pointer = `/${path.filter((part) => part !== '0').join('/')}`;
  return errors.some((error) => error.replaceAll(/\/\d+(?=\/| )/g, '').startsWith(pointer));
}

/** How many items or characters a list or a text may have; undefined for what has no such limit. */
function limitOf({
  type,
  items,
  format,
  maxItems,
  maxLength,
  ...schema
}: Schema): number | undefined {
  if (items) return maxItems ?? Infinity;
  return type === 'string' && !format && !schema.enum ? (maxLength ?? Infinity) : undefined;
}

describe('every operation', () => {
  it.each(OPERATIONS)('#14 refuses properties it does not know: %s', async (id) => {
    const entrance = entranceTo(id);
    const refusal = await ask(entrance, { query: '?surprise=1' });
    if (id !== ADDRESS_BY_OTHERS) expect(refusal.errors).toContain('/surprise unknown-property');
    if (entrance.operation.method === 'GET' || inputOf(id).takesFile) return;
    const outside = await ask(entrance, { body: SURPRISE });
    expect(outside.status).toBe(400);
    expect(outside.errors).toContain('/surprise unknown-property');
    for (const { path } of placesOf(id).filter(({ schema }) => schema.properties)) {
      const inside = await ask(entrance, { body: bodyWith(path, SURPRISE) });
      expect(inside.errors).toContain(`/${path.join('/')}/surprise unknown-property`);
    }
  });

  it.each(OPERATIONS)('#15 refuses values of another type in every property: %s', async (id) => {
    const entrance = entranceTo(id);
    for (const { path, schema } of placesOf(id)) {
      for (const value of MISTYPED[schema.type ?? 'string']) {
        const { status, errors } = await ask(entrance, { body: bodyWith(path, value) });
        const said = { path, value, status, named: isNamed(errors, path) };
        expect(said).toEqual({ path, value, status: 400, named: true });
      }
    }
  });

  it.each(OPERATIONS)('#16 refuses parameters that come twice: %s', async (id) => {
    const entrance = entranceTo(id);
    for (const name of [...queryOf(id).map((one) => one.name), 'surprise']) {
      const refusal = await ask(entrance, { query: `?${name}=1&${name}=1` });
      expect(refusal).toEqual({ status: 400, errors: [`/${name} repeated`] });
    }
  });

  it.each(OPERATIONS)('#18 bounds pages, lists and texts: %s', async (id) => {
    const entrance = entranceTo(id);
    const query = queryOf(id);
    if (query.some(({ name }) => name === 'cursor')) {
      expect(query.find(({ name }) => name === 'limit')?.schema.maximum).toBeLessThanOrEqual(200);
    }
    for (const { name, schema } of query.filter((one) => one.schema.maximum)) {
      const { errors } = await ask(entrance, { query: `?${name}=${(schema.maximum ?? 0) + 1}` });
      expect(isNamed(errors, [name])).toBe(true);
    }
    for (const { path, schema } of placesOf(id)) {
      const limit = limitOf(schema);
      if (limit === undefined) continue;
      expect({ path, limit }).not.toEqual({ path, limit: Infinity });
      const beyond = schema.items ? Array<object>(limit + 1).fill({}) : '文'.repeat(limit + 1);
      const { status, errors } = await ask(entrance, { body: bodyWith(path, beyond) });
      expect({ path, status, named: isNamed(errors, path) }).toEqual({
        path,
        status: 400,
        named: true,
      });
    }
  });
});
