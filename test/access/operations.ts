import type { INestApplication } from '@nestjs/common';
import { createOpenApiDocument } from '@app/http';
import { ACCESS_POLICY, type AccessRow } from '@app/identity';
import { xAccess } from '../../apps/api/src/x-access';

/** The parts of a JSON schema that the tests look at. */
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  allOf?: Schema[];
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  schema?: Schema;
}

interface DocumentedOperation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

/** An operation of the API with its row of the access policy. */
export interface Operation {
  /** As in the OpenAPI document and the access policy. */
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{name}` in place of what varies. */
  path: string;
  row: AccessRow;
  parameters: Parameter[];
  /** Properties of the JSON body; undefined when it takes none. */
  body?: Record<string, Schema>;
  /** Its body is a form with a file. */
  takesFile: boolean;
  /** Properties of the answer; undefined when it is no JSON object. */
  answer?: Record<string, Schema>;
  /** Properties of each item, when the answer is a list. */
  item?: Record<string, Schema>;
}

/** Operations of the policy that the document leaves out; they have neither object nor caller. */
export const UNDOCUMENTED = ['metrics.read'];

/** Every documented operation of an application. @throws for one without a row */
export function operationsOf(app: INestApplication): Operation[] {
  const document = createOpenApiDocument(app, 'test', xAccess);
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const propertiesOf = (schema?: Schema): Record<string, Schema> | undefined => {
    if (schema?.$ref) return propertiesOf(schemas[schema.$ref.split('/').at(-1) ?? '']);
    const parts = (schema?.allOf ?? []).map(propertiesOf);
    const own = schema?.properties;
    return own || parts.some(Boolean) ? Object.assign({}, ...parts, own) : undefined;
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, DocumentedOperation>).map(([method, documented]) => ({
      id: documented.operationId,
      method: method.toUpperCase() as Operation['method'],
      path,
      row: rowOf(documented.operationId),
      parameters: documented.parameters ?? [],
      body: propertiesOf(documented.requestBody?.content['application/json']?.schema),
      takesFile: 'multipart/form-data' in (documented.requestBody?.content ?? {}),
      answer: propertiesOf(answerOf(documented)),
      item: propertiesOf(propertiesOf(answerOf(documented))?.items?.items),
    })),
  );
}

function rowOf(operation: string): AccessRow {
  const row = ACCESS_POLICY[operation];
  if (!row) throw new Error(`${operation} has no row in the access policy`);
  return row;
}

function answerOf({ responses }: DocumentedOperation): Schema | undefined {
  const good = Object.entries(responses).find(([status]) => status.startsWith('2'));
  return good?.[1].content?.['application/json']?.schema;
}
