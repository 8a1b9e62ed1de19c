import fc from 'fast-check';
import { type Input, type Parameter, type Place, placesIn, type Schema } from './api-document';
import type { Examples } from './examples';
import { HOSTILE_BODIES, HOSTILE_HEADERS, HOSTILE_NAMES, HOSTILE_VALUES } from './hostile-values';

/** A request with something wrong in it, apart from method, path and caller. */
export interface Malformed {
  /** For people: what is wrong. */
  what: string;
  /** In place of the id of the address. */
  id?: string;
  /** Appended to the address as it is. */
  query?: string;
  headers?: Record<string, string>;
  payload?: string | Buffer;
}

const json = (value: unknown): string => JSON.stringify(value) ?? 'null';
/** As a browser would write it into an address; halves of characters have no UTF-8 and become signs for that. */
const text = (value: unknown): string =>
  encodeURIComponent(Buffer.from(typeof value === 'string' ? value : json(value)).toString()).slice(
    0,
    4_000,
  );

/** Just at, below and above what a schema allows. */
function boundaries({
  minLength,
  maxLength,
  minimum,
  maximum,
  minItems,
  maxItems,
  ...schema
}: Schema): unknown[] {
  const lengths = [minLength, maxLength].flatMap((length) => around(length));
  const items = [minItems, maxItems].flatMap((count) => around(count));
  return [
    ...[minimum, maximum].flatMap((limit) =>
      limit === undefined ? [] : [limit - 1, limit, limit + 1, limit + 0.5],
    ),
    ...lengths.map((length) => '仪'.repeat(length)),
    ...items.map((count) => Array<unknown>(count).fill({})),
    ...(schema.enum ?? []).flatMap((word) => [
      word.toUpperCase(),
      ` ${word}`,
      `${word}\u0000`,
      [word],
    ]),
  ];
}

const around = (limit: number | undefined): number[] =>
  limit === undefined
    ? []
    : [limit - 1, limit, limit + 1].filter((one) => one >= 0 && one < 20_000);

const wrongFor = (schema: Schema): fc.Arbitrary<unknown> => {
  const near = boundaries(schema);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...HOSTILE_VALUES) },
    { weight: near.length > 0 ? 3 : 0, arbitrary: fc.constantFrom(...near, null) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    { weight: 1, arbitrary: fc.double() },
  );
};

/** The body with another value at a place, whatever was there before; `undefined` leaves it out. */
export function withValue(
  body: unknown,
  [name, ...rest]: readonly string[],
  value: unknown,
): unknown {
  if (name === undefined) return value;
  if (name === '0') {
    const [first, ...others] = Array.isArray(body) ? (body as unknown[]) : [];
    return [withValue(first, rest, value), ...others];
  }
  const parts = (body ?? {}) as Record<string, unknown>;
  return { ...parts, [name]: withValue(parts[name], rest, value) };
}

const wrongPlaces = (
  example: fc.Arbitrary<unknown>,
  places: readonly Place[],
): fc.Arbitrary<Malformed> => {
  const change = fc
    .constantFrom(...places)
    .chain(({ path, schema }) =>
      fc
        .oneof(
          { weight: 9, arbitrary: wrongFor(schema) },
          { weight: 1, arbitrary: fc.constant(undefined) },
        )
        .map((value) => ({ path, value })),
    );
  return fc
    .tuple(example, fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([body, changes]) => ({
      what: changes
        .map(({ path, value }) => `/${path.join('/')} = ${json(value).slice(0, 60)}`)
        .join(', '),
      payload: json(changes.reduce((made, { path, value }) => withValue(made, path, value), body)),
    }));
};

/** Written by hand: an object would take `__proto__` for something else, and a name only once. */
const extraProperty = (example: fc.Arbitrary<unknown>): fc.Arbitrary<Malformed> =>
  fc
    .tuple(
      example,
      fc.constantFrom(...HOSTILE_NAMES),
      fc.constantFrom(...HOSTILE_VALUES),
      fc.boolean(),
    )
    .map(([body, name, value, twice]) => {
      const own = json(body).slice(1, -1);
      const extra = `${json(name)}:${json(value)}`;
      return {
        what: `property ${name}${twice ? ' twice' : ''}`,
        payload: `{${[own, extra, ...(twice ? [extra] : [])].filter(Boolean).join(',')}}`,
      };
    });

const cutBody = (example: fc.Arbitrary<unknown>): fc.Arbitrary<Malformed> =>
  fc.tuple(example, fc.nat({ max: 400 })).map(([body, length]) => ({
    what: 'cut body',
    payload: json(body).slice(0, -1 - (length % json(body).length)),
  }));

/** Something wrong in the query, of a name that is known or not. */
function inQuery(parameters: readonly Parameter[]): fc.Arbitrary<Malformed> {
  const known = parameters.filter((one) => one.in === 'query');
  const named = known.map(({ name, schema }) =>
    wrongFor(schema).map((value) => [name, value] as const),
  );
  const stray = fc.tuple(
    fc.constantFrom('limit', 'cursor', ...HOSTILE_NAMES),
    fc.constantFrom(...HOSTILE_VALUES),
  );
  return fc
    .array(fc.oneof(stray, ...named, ...named), { minLength: 1, maxLength: 4 })
    .map((pairs) => ({
      what: 'query',
      query: pairs.map(([name, value]) => `${encodeURIComponent(name)}=${text(value)}`).join('&'),
    }));
}

/** A query that is taken, with at most one parameter wrong. */
function soundQuery(parameters: readonly Parameter[], examples: Examples): fc.Arbitrary<Malformed> {
  const known = parameters.filter((one) => one.in === 'query');
  const properties = Object.fromEntries(known.map(({ name, schema }) => [name, schema]));
  const required = known.filter((one) => one.required).map(({ name }) => name);
  const wrong = fc
    .constantFrom(...known, undefined)
    .chain((one) =>
      one ? wrongFor(one.schema).map((value) => ({ [one.name]: value })) : fc.constant({}),
    );
  return fc
    .tuple(examples.of({ type: 'object', properties, required }), wrong)
    .map(([sound, changed]) => ({
      what: `query with ${json(changed).slice(0, 80)}`,
      query: Object.entries({ ...(sound as object), ...changed })
        .map(([name, value]) => `${encodeURIComponent(name)}=${text(value)}`)
        .join('&'),
    }));
}

const inHeaders = (): fc.Arbitrary<Malformed> =>
  fc.constantFrom(...Object.entries(HOSTILE_HEADERS)).chain(([name, texts]) =>
    fc.constantFrom(...texts).map((header) => ({
      what: `${name}: ${header.slice(0, 40)}`,
      headers: { [name]: header },
    })),
  );

const inAddress = (): fc.Arbitrary<Malformed> =>
  fc.oneof(
    fc.constantFrom(...HOSTILE_VALUES).map((one) => ({ what: 'id', id: text(one) || '-' })),
    fc
      .constantFrom('%', '%zz', '%c0%af', '..%2f..', '%00', '%ff', '.', ';a', 'a'.repeat(300))
      .map((id) => ({ what: 'id', id })),
  );

/** Requests that are wrong somewhere, and some that are not; what is not broken itself is what the operation takes. */
export function malformed(
  { parameters, body }: Input,
  examples: Examples,
): fc.Arbitrary<Malformed> {
  const example = body && examples.of(body);
  const sound = (example ?? fc.constant(undefined)).map((made): Malformed => ({
    what: 'nothing',
    ...(made !== undefined && { payload: json(made) }),
  }));
  const elsewhere = fc
    .tuple(sound, fc.oneof(inQuery(parameters), inHeaders(), inAddress()))
    .map(([whole, wrong]): Malformed => ({ ...whole, ...wrong }));
  const choices: { weight: number; arbitrary: fc.Arbitrary<Malformed> }[] = [
    { weight: 2, arbitrary: sound },
    { weight: 4, arbitrary: elsewhere },
  ];
  if (parameters.some((one) => one.in === 'query')) {
    choices.push({ weight: 6, arbitrary: soundQuery(parameters, examples) });
  }
  if (!body || !example) return fc.oneof(...choices);
  const places = placesIn(body);
  return fc.oneof(
    ...choices,
    {
      weight: places.length > 0 ? 8 : 0,
      arbitrary: places.length > 0 ? wrongPlaces(example, places) : sound,
    },
    { weight: 1, arbitrary: extraProperty(example) },
    { weight: 1, arbitrary: cutBody(example) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(...HOSTILE_BODIES)
        .map((payload) => ({ what: 'hostile body', payload })),
    },
  );
}
