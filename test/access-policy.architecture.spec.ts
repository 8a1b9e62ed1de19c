import { Controller, Get, Module, type Type } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { environment } from '@app/common';
import { operationIdOf } from '@app/http';
import { ACCESS_POLICY } from '@app/identity';
import { AppModule } from '../apps/api/src/app.module';

/** Every operation that the controllers of a module graph register, documented or not; nothing is instantiated. */
async function registeredOperations(module: unknown): Promise<string[]> {
  const app = await NestFactory.create<NestFastifyApplication>(
    module as Type,
    new FastifyAdapter(),
    { preview: true, logger: false, abortOnError: false },
  );
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
  it('has exactly one row for every operation, and a row for nothing else', async () => {
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
