import { Controller, Get, Module, type Type } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { environment } from '@app/common';
import { createOpenApiDocument, operationIdOf, prepare } from '@app/http';
import {
  ACCESS_POLICY,
  type AccessRow,
  API_KEY_SCOPES,
  DELEGATE,
  OBJECT_TYPES,
  READABLE_FIELDS,
  RELATIONS,
  ROLES,
} from '@app/identity';
import { AppModule } from '../apps/api/src/app.module';
import { xAccess } from '../apps/api/src/x-access';
import { UNDOCUMENTED } from './access/operations';

/** An application whose module graph is built and nothing in it. */
const preview = (module: unknown): Promise<NestFastifyApplication> =>
  NestFactory.create<NestFastifyApplication>(module as Type, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });

/** Every operation that the controllers of a module graph register, documented or not. */
async function registeredOperations(module: unknown): Promise<string[]> {
  const app = await preview(module);
  const controllers = [...app.get(ModulesContainer).values()].flatMap((part) =>
    [...part.controllers.values()].map(({ metatype }) => metatype as Type),
  );
  return controllers.flatMap((controller) =>
    handlersOf(controller).map((handler) => operationIdOf(controller.name, handler)),
  );
}

function handlersOf({ prototype }: Type): string[] {
  const methods = prototype as Record<string, object>;
  return Object.getOwnPropertyNames(methods).filter(
    (name) =>
      name !== 'constructor' && Reflect.hasMetadata(METHOD_METADATA, methods[name] as object),
  );
}

/** What is wrong between the operations and the rows of the policy, each as a sentence. */
function faults(operations: readonly string[], rows: readonly string[]): string[] {
  const repeated = operations.filter((operation, at) => operations.indexOf(operation) !== at);
  return [
    ...operations.filter((one) => !rows.includes(one)).map((one) => `${one} has no row`),
    ...rows.filter((row) => !operations.includes(row)).map((row) => `${row} is no operation`),
    ...repeated.map((one) => `${one} names two operations`),
  ];
}

const rows = Object.keys(ACCESS_POLICY);
const api = AppModule.forRoot(
  environment({
    DATABASE_URL: 'postgres://nobody@127.0.0.1/none',
    JIAYI_AUDIT_KEY: 'unused',
    JIAYI_SECRET_KEY: 'unused, but long enough to be one',
  }),
);

@Controller('planted')
class PlantedController {
  @Get()
  read(): void {}
}

@Controller('other')
class MeController {
  @Get()
  get(): void {}
}

describe('the access policy', () => {
  it('#1 has exactly one row for every operation, and a row for nothing else', async () => {
    const operations = await registeredOperations(api);
    expect(operations).toEqual(expect.arrayContaining(['reservations.create', 'metrics.read']));
    expect(faults(operations, rows)).toEqual([]);
  });

  it.each([
    ['an operation without a row', [PlantedController], ['planted.read has no row']],
    ['two operations of one name', [MeController], ['me.get names two operations']],
  ])('is seen to fail on %s', async (_what, controllers, expected) => {
    @Module({ imports: [api], controllers })
    class WithPlanted {}
    expect(faults(await registeredOperations(WithPlanted), rows)).toEqual(expected);
  });

  it('is seen to fail on a row for nothing', async () => {
    const operations = await registeredOperations(api);
    expect(faults(operations, [...rows, 'nothing.read'])).toEqual(['nothing.read is no operation']);
  });
});

interface Documented {
  operationId: string;
  path: string;
  'x-access'?: object;
}

/** Every operation of the OpenAPI document. */
async function documentedOperations(): Promise<Documented[]> {
  const app = await preview(api);
  prepare(app);
  const { paths } = createOpenApiDocument(app, 'test', xAccess);
  return Object.entries(paths).flatMap(([path, methods]) =>
    (Object.values(methods) as Documented[]).map((operation) => ({ ...operation, path })),
  );
}

/** Rows that do not fit the address of their operation, each as a sentence. */
function misfits(
  operations: readonly Pick<Documented, 'operationId' | 'path'>[],
  policy: Readonly<Record<string, AccessRow>>,
): string[] {
  return operations.flatMap(({ operationId, path }) => {
    const { object, who } = policy[operationId] ?? { who: [] };
    const namesObject = path.includes('{id}');
    if (namesObject && !object && who !== 'anyone') return [`${operationId} names no type of {id}`];
    return object && !namesObject ? [`${operationId} has no {id} for its ${object}`] : [];
  });
}

describe('#1 a row of the policy', () => {
  it('names the type of {id} wherever the address has one', async () => {
    const operations = await documentedOperations();
    expect(operations.length).toBeGreaterThan(100);
    expect(misfits(operations, ACCESS_POLICY)).toEqual([]);
  });

  it.each<[string, string, AccessRow, string]>([
    ['an address with {id}', '/a/{id}', { who: 'signed-in' }, 'x.get names no type of {id}'],
    ['a type', '/a', { who: [], object: 'order' }, 'x.get has no {id} for its order'],
  ])('is seen to fail with %s and nothing to go with it', (_what, path, row, fault) => {
    expect(misfits([{ operationId: 'x.get', path }], { 'x.get': row })).toEqual([fault]);
  });

  it('names roles, relations and types that there are', () => {
    const known = { roles: [...ROLES, DELEGATE], relations: RELATIONS, objects: OBJECT_TYPES };
    const fields = Object.values(READABLE_FIELDS).flatMap((readers) => Object.values(readers));
    const grants = [
      ...Object.values(ACCESS_POLICY).flatMap(({ who, writes = {} }: AccessRow) => [
        ...(typeof who === 'string' ? [] : who),
        ...Object.values(writes).flat(),
      ]),
      ...fields.flat(),
    ];
    expect(grants.length).toBeGreaterThan(100);
    for (const { roles, relations } of grants) {
      expect(known.roles).toEqual(expect.arrayContaining([...roles]));
      expect(known.relations).toEqual(expect.arrayContaining([...relations]));
    }
  });

  it('lets somebody in', () => {
    const closed = Object.entries(ACCESS_POLICY).filter(
      ([, { who }]) =>
        typeof who !== 'string' &&
        !who.some(({ roles, relations: open }) => roles.length > 0 && open.length > 0),
    );
    expect(closed).toEqual([]);
  });

  it('is shown in the OpenAPI document as x-access', async () => {
    const operations = await documentedOperations();
    for (const { operationId, 'x-access': shown } of operations) {
      expect([operationId, shown]).toEqual([
        operationId,
        expect.objectContaining({ ...ACCESS_POLICY[operationId] }),
      ]);
    }
    const documented = operations.map(({ operationId }) => operationId);
    expect(rows.filter((row) => !documented.includes(row))).toEqual(UNDOCUMENTED);
    const organisation = operations.find(({ operationId }) => operationId === 'organisations.get');
    expect(organisation?.['x-access']).toMatchObject({ reads: READABLE_FIELDS.organisation });
  });
});

describe('#1 a scope of an API key', () => {
  it('opens operations that there are, and none that is open to anyone', () => {
    const opened = Object.values(API_KEY_SCOPES).flat();
    expect(opened.filter((operation) => !rows.includes(operation))).toEqual([]);
    const policy: Readonly<Record<string, AccessRow>> = ACCESS_POLICY;
    expect(opened.filter((operation) => policy[operation]?.who === 'anyone')).toEqual([]);
  });
});
