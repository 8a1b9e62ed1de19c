import fc from 'fast-check';
import { exampleOf, type FullSchema, pathsOf, type Schemas, withValue } from './example';
import { HOSTILE_BODIES, HOSTILE_HEADERS, HOSTILE_NAMES, HOSTILE_VALUES } from './hostile-values';

/** What of an operation can be got wrong. */
export interface Target {
  /** Names of the query. */
  query: readonly string[];
  /** Schema of the JSON body; undefined when it takes none. */
  body?: FullSchema;
  schemas: Schemas;
}

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

const json = (value: unknown): string => JSON.stringify(value) ?? '';
/** As a browser would write it into an address; halves of characters have no UTF-8 and become signs for that. */
const text = (value: unknown): string =>
  encodeURIComponent(Buffer.from(typeof value === 'string' ? value : json(value)).toString()).slice(
    0,
    4_000,
  );

const value = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_VALUES) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    { weight: 1, arbitrary: fc.double() },
  );

/** Something wrong in the body, in every way that a body of this schema allows. */
function inBody({ body, schemas }: Target): fc.Arbitrary<Malformed>[] {
  if (!body) return [];
  const example = exampleOf(body, schemas);
  const paths = pathsOf(example);
  const wrong = paths.length > 0 ? [wrongProperty(example, paths)] : [];
  return [
    ...wrong,
    ...wrong,
    fc.tuple(fc.constantFrom(...HOSTILE_NAMES), value()).map(([name, extra]) => ({
      what: `unknown property ${name}`,
      // Written by hand: an object would take `__proto__` for something else.
      payload: `${json(example).replace(/\}$/, '')}${json(example) === '{}' ? '' : ','}${json(name)}:${json(extra ?? null)}}`,
    })),
    fc.constantFrom(...HOSTILE_BODIES).map((payload) => ({ what: 'hostile body', payload })),
    fc
      .nat({ max: Math.max(0, json(example).length - 1) })
      .map((length) => ({ what: 'cut body', payload: json(example).slice(0, length) })),
  ];
}

const wrongProperty = (example: unknown, paths: string[][]): fc.Arbitrary<Malformed> =>
  fc
    .tuple(fc.constantFrom(...paths), fc.oneof(value(), fc.constant(undefined)))
    .map(([path, wrong]) => ({
      what: `/${path.join('/')} = ${json(wrong)?.slice(0, 60)}`,
      payload: json(withValue(example, path, wrong)),
    }));

/** Something wrong in the query, of a name that is known or not. */
function inQuery({ query }: Target): fc.Arbitrary<Malformed> {
  const names = [...query, 'limit', 'cursor', ...HOSTILE_NAMES];
  return fc
    .array(fc.tuple(fc.constantFrom(...names), value()), { minLength: 1, maxLength: 4 })
    .map((pairs) => ({
      what: 'query',
      query: pairs.map(([name, one]) => `${encodeURIComponent(name)}=${text(one)}`).join('&'),
    }));
}

const inHeaders = (): fc.Arbitrary<Malformed> =>
  fc.constantFrom(...Object.keys(HOSTILE_HEADERS)).chain((name) =>
    fc.constantFrom(...(HOSTILE_HEADERS[name] ?? [])).map((header) => ({
      what: `${name}: ${header.slice(0, 40)}`,
      headers: { [name]: header },
    })),
  );

const inAddress = (): fc.Arbitrary<Malformed> =>
  fc.oneof(
    value().map((one) => ({ what: 'id', id: text(one) || '-' })),
    fc
      .constantFrom('%', '%zz', '%c0%af', '..%2f..', '%00', '%ff', '.', ';a')
      .map((id) => ({ what: 'id', id })),
  );

/** Requests that are wrong somewhere. A body that is not broken itself is one that the operation takes. */
export function malformed(target: Target): fc.Arbitrary<Malformed> {
  const sound = target.body && json(exampleOf(target.body, target.schemas));
  const elsewhere = fc
    .oneof(inQuery(target), inHeaders(), inAddress())
    .map((wrong): Malformed => ({ ...(sound !== undefined && { payload: sound }), ...wrong }));
  return fc.oneof(elsewhere, ...inBody(target));
}
