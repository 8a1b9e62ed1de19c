/** A JSON schema of the document, as far as examples need it. */
export interface FullSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  items?: FullSchema;
  properties?: Record<string, FullSchema>;
  required?: string[];
  allOf?: FullSchema[];
  anyOf?: FullSchema[];
  minimum?: number;
  minLength?: number;
}

export type Schemas = Readonly<Record<string, FullSchema>>;

const TEXTS: Readonly<Record<string, string>> = {
  uuid: '01939d2e-0000-7000-8000-000000000000',
  'date-time': '2026-12-24T09:00:00+08:00',
  date: '2026-12-24',
  email: 'wang@example.test',
};

const DEEPEST = 6;

/** A value that a schema takes, so that a request with one thing wrong is wrong for that thing. */
export function exampleOf(schema: FullSchema, schemas: Schemas, depth = 0): unknown {
  const { $ref, allOf, anyOf, enum: words } = schema;
  if ($ref) return exampleOf(schemas[$ref.split('/').at(-1) ?? ''] ?? {}, schemas, depth);
  const [part] = [...(allOf ?? []), ...(anyOf ?? [])];
  if (part) return exampleOf(part, schemas, depth);
  if (words?.length) return words[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'string') return TEXTS[schema.format ?? ''] ?? 'x'.repeat(schema.minLength ?? 1);
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  if (type === 'boolean') return true;
  if (depth > DEEPEST) return null;
  if (type === 'array') return schema.items ? [exampleOf(schema.items, schemas, depth + 1)] : [];
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [
      name,
      exampleOf(property, schemas, depth + 1),
    ]),
  );
}

/** Addresses of every value in a body, the outermost first. */
export function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  const inner = Object.entries(value).flatMap(([name, part]) => pathsOf(part, [...path, name]));
  return path.length === 0 ? inner : [[...path], ...inner];
}

/** The body with another value at an address; `undefined` leaves it out. */
export function withValue(body: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(body)) {
    return body.map((part: unknown, at) =>
      String(at) === name ? withValue(part, rest, value) : part,
    );
  }
  const parts = Object.entries((body ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    parts.map(([key, part]) => [key, key === name ? withValue(part, rest, value) : part]),
  );
}
