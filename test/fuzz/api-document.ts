import type { INestApplication } from '@nestjs/common';
import { createOpenApiDocument } from '@app/http';

/** The parts of a JSON schema that this API uses, with every reference followed. */
export interface Schema {
  /** Absent for words of a list, which are texts. */
  type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  format?: string;
  enum?: readonly string[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  nullable?: boolean;
}

/** A part of an address or a header, beside the body. */
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: Schema;
}

/** What an operation takes, as the document says. */
export interface Input {
  parameters: readonly Parameter[];
  /** Schema of its JSON body; undefined when it takes none. */
  body?: Schema;
  /** It takes a file in a form instead. */
  takesFile: boolean;
}

type Raw = Record<string, unknown>;
interface RawOperation {
  operationId: string;
  parameters?: (Omit<Parameter, 'schema' | 'required'> & { schema?: Raw; required?: boolean })[];
  requestBody?: { content: Record<string, { schema: Raw } | undefined> };
}

/** What every operation takes, by operation id, from the document that the application writes about itself. */
export function inputsOf(app: INestApplication): ReadonlyMap<string, Input> {
  const document = createOpenApiDocument(app, 'test', () => ({}));
  const schemas = (document.components?.schemas ?? {}) as unknown as Record<string, Raw>;
  const operations = Object.values(document.paths).flatMap((path) =>
    Object.values(path as Record<string, RawOperation>),
  );
  return new Map(
    operations.map((operation) => [operation.operationId, inputOf(operation, schemas)]),
  );
}

function inputOf(
  { parameters = [], requestBody }: RawOperation,
  schemas: Record<string, Raw>,
): Input {
  const body = requestBody?.content['application/json']?.schema;
  return {
    parameters: parameters.map(({ schema = {}, required = false, ...rest }) => ({
      ...rest,
      required,
      schema: followed(schema, schemas),
    })),
    ...(body && { body: followed(body, schemas) }),
    takesFile: requestBody?.content['multipart/form-data'] !== undefined,
  };
}

/** @throws for a schema that refers to itself, which no request here does */
function followed(schema: Raw, schemas: Record<string, Raw>, depth = 0): Schema {
  if (depth > 12) throw new Error('a schema that refers to itself');
  const follow = (part: unknown) => followed(part as Raw, schemas, depth + 1);
  const { $ref, allOf, anyOf, type, items, properties, enum: words, ...own } = schema;
  const alternatives = (anyOf ?? []) as Raw[];
  const types = [type ?? []].flat() as string[];
  const nullable = types.includes('null') || alternatives.some(({ type: one }) => one === 'null');
  const parts = [
    ...(typeof $ref === 'string' ? [follow(schemas[$ref.split('/').at(-1) ?? ''])] : []),
    ...(Array.isArray(allOf) ? allOf.map(follow) : []),
    ...alternatives.filter(({ type: one }) => one !== 'null').map(follow),
  ];
  return Object.assign({}, ...parts, own, {
    ...(types.length > 0 && { type: types.find((one) => one !== 'null') }),
    ...(nullable && { nullable }),
    ...(Array.isArray(words) && { enum: words.filter((word) => word !== null) }),
    ...(items !== undefined && { items: follow(items) }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties as Raw).map(([name, part]) => [name, follow(part)]),
      ),
    }),
  }) as Schema;
}

/** A property somewhere in a body, with the way to it; `0` stands for any place in a list. */
export interface Place {
  path: readonly string[];
  schema: Schema;
}

/** Every property of a body, from the outside in. */
export function placesIn(schema: Schema, path: readonly string[] = []): Place[] {
  const own = path.length > 0 ? [{ path, schema }] : [];
  if (schema.items) return [...own, ...placesIn(schema.items, [...path, '0'])];
  const inner = Object.entries(schema.properties ?? {});
  return [...own, ...inner.flatMap(([name, part]) => placesIn(part, [...path, name]))];
}

/** A body that has this value at this place and nothing else. */
export function bodyWith([first, ...rest]: readonly string[], value: unknown): unknown {
  if (first === undefined) return value;
  const inner = bodyWith(rest, value);
  return first === '0' ? [inner] : { [first]: inner };
}
