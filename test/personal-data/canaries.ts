import { randomBytes, randomUUID } from 'node:crypto';

/** The part of an OpenAPI schema that is needed to make a value of it. */
interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
  minimum?: number;
  minItems?: number;
}

interface Operation {
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

/** The part of the OpenAPI document that names what can be called with what. */
export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** One call of the API that carries canaries. */
export interface CanaryCall {
  method: string;
  path: string;
  /** Sent as it is, JSON or not. */
  body?: string;
}

/** What a person is known by, unmistakable. */
export interface Canaries {
  text: string;
  email: string;
  phone: string;
  password: string;
}

const digits = (count: number): string =>
  Array.from(randomBytes(count), (byte) => byte % 10).join('');

export const newCanaries = (): Canaries => ({
  text: `金丝雀-${digits(12)}`,
  email: `canary.${digits(12)}@example.cn`,
  phone: `139${digits(8)}`,
  password: `Canary-Pass-${digits(12)}`,
});

/** The canaries that stand in one of the lines. */
export const leaks = (lines: readonly string[], canaries: Canaries): string[] =>
  Object.values(canaries).filter((canary: string) => lines.some((line) => line.includes(canary)));

/**
 * Every operation with canaries in whatever it takes: bodies that are well-formed, of wrong types, no JSON, and with a
 * property nobody knows; addresses and queries.
 */
export function* canaryCalls(document: ApiDocument, canaries: Canaries): Generator<CanaryCall> {
  const valueOf = (schema: Schema, name = ''): unknown => {
    const { $ref, allOf, items, properties } = schema;
    if ($ref) return valueOf(document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {});
    if (allOf?.[0]) return valueOf(allOf[0]);
    if (properties) {
      return Object.fromEntries(
        Object.entries(properties).map(([key, inner]) => [key, valueOf(inner, key)]),
      );
    }
    if (items) return [valueOf(items, name)];
    return plainValueOf(schema, name, canaries);
  };
  for (const [template, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      yield* callsOf(template, method.toUpperCase(), operation, { canaries, valueOf });
    }
  }
}

interface Maker {
  canaries: Canaries;
  valueOf: (schema: Schema) => unknown;
}

function* callsOf(
  template: string,
  method: string,
  operation: Operation,
  { canaries, valueOf }: Maker,
): Generator<CanaryCall> {
  const path = template.replace(/\{\w+\}/g, () => randomUUID());
  const { text } = canaries;
  if (template.includes('{')) {
    yield { method, path: template.replace(/\{\w+\}/g, encodeURIComponent(text)) };
  }
  const queries = (operation.parameters ?? []).filter((one) => one.in === 'query');
  if (queries.length > 0) {
    const query = new URLSearchParams(queries.map(({ name }): [string, string] => [name, text]));
    yield { method, path: `${path}?${query.toString()}&unknown=${canaries.email}` };
  }
  const schema = operation.requestBody?.content['application/json']?.schema;
  if (!schema) return yield { method, path };
  const body = valueOf(schema) as Record<string, unknown>;
  const wrong = Object.fromEntries(
    Object.keys(body).map((key) => [key, { [text]: [canaries.phone, canaries.password] }]),
  );
  yield { method, path, body: JSON.stringify(body) };
  yield { method, path, body: JSON.stringify(wrong) };
  yield { method, path, body: JSON.stringify({ ...body, [text]: canaries.email }) };
  yield { method, path, body: `{"login": "${text}", ${canaries.password}` };
}

function plainValueOf(
  { type, format, enum: words, minimum }: Schema,
  name: string,
  canaries: Canaries,
): unknown {
  if (words?.[0] !== undefined) return words[0];
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return minimum ?? 1;
  if (format === 'uuid') return randomUUID();
  if (format === 'date') return '2026-11-24';
  if (format === 'date-time') return '2026-11-24T09:00:00+08:00';
  if (format === 'email') return canaries.email;
  if (format === 'password') return canaries.password;
  return /phone/i.test(name) ? canaries.phone : canaries.text;
}
