import { randomUUID } from 'node:crypto';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpApplication, createLogger } from '@app/http';
import { AppModule } from '../../apps/api/src/app.module';
import { settingsOf } from '../access/application';
import type { Operation } from '../access/operations';
import { freeHour } from '../access/world/days';
import { type BreakableLine, layLine } from './breakable-line';
import { closeStage, entrancesTo, openStage, type Stage, startApi } from './stage';

/** Longer than any request may wait for a database that is away. */
const PATIENCE_MS = 6_000;
/** Answer from memory, whether a database is there or not. */
const NEED_NO_DATABASE = ['health.live', 'regions.list', 'identityProviders.list'];

@Controller('planted')
class PlantedController {
  @Get()
  read(): object {
    return { secret: true };
  }
}

let stage: Stage;

beforeAll(async () => void (stage = await openStage()));
afterAll(() => closeStage(stage));

interface Answer {
  status: number;
  code: string | undefined;
  retryAfter: unknown;
  ms: number;
}

async function ask(
  app: NestFastifyApplication,
  operation: Pick<Operation, 'method'>,
  url: string,
  headers: object,
  body?: object,
): Promise<Answer> {
  const startedAt = performance.now();
  const writes = !['GET', 'DELETE'].includes(operation.method);
  const response = await app.inject({
    method: operation.method,
    url,
    headers: { host: 'x', 'idempotency-key': randomUUID(), 'if-match': '*', ...headers },
    ...(writes && { payload: body ?? {} }),
  });
  const isJson = /json/.test(String(response.headers['content-type']));
  return {
    status: response.statusCode,
    code: isJson ? (JSON.parse(response.body) as { code?: string }).code : undefined,
    retryAfter: response.headers['retry-after'],
    ms: performance.now() - startedAt,
  };
}

/** Undoes whatever was done to the world. */
async function restore(): Promise<void> {
  const { changes } = await stage.world.log.read(randomUUID());
  await stage.world.restore(changes);
}

describe('without its database the api', () => {
  let line: BreakableLine;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const { databaseUrl } = settingsOf(stage.world);
    const address = new URL(databaseUrl);
    line = await layLine(Number(address.port));
    address.port = String(line.port);
    app = await startApi(stage.world, { databaseUrl: address.href });
  });
  afterAll(async () => {
    await app.close();
    await line.cut();
  });

  /** Every operation as somebody who may call it. */
  async function askAll(): Promise<(Answer & { id: string })[]> {
    const answers = [];
    for (const operation of stage.operations) {
      const [entrance] = entrancesTo(stage.world, operation);
      if (!entrance) throw new Error(`nobody may call ${operation.id}`);
      await stage.world.wear(entrance.role);
      const answer = await ask(app, operation, entrance.url, entrance.caller.headers);
      answers.push({ id: operation.id, ...answer });
    }
    return answers;
  }

  it('#58 answers nothing but 503 with the time to wait, and recovers by itself', async () => {
    await line.cut();
    const answers = await askAll();
    const served = answers.filter(({ status }) => status < 400).map(({ id }) => id);
    expect(served).toEqual(NEED_NO_DATABASE);
    // What is open to anyone is told what is wrong with its body before the database is asked.
    const guarded = answers.filter(({ status }) => status > 400);
    expect(guarded.length).toBeGreaterThan(100);
    const wrong = guarded.filter(
      ({ status, code, retryAfter, ms }) =>
        status !== 503 || code !== 'service-unavailable' || !retryAfter || ms > PATIENCE_MS,
    );
    expect(wrong).toEqual([]);
    await line.mend();
    const after = await askAll();
    await restore();
    expect(after.filter(({ status }) => status >= 500)).toEqual([]);
  });

  it('#58 asked in the moment of the cut answers 503 as well', async () => {
    const operation = stage.operations.find(({ id }) => id === 'instruments.list');
    const [entrance] = operation ? entrancesTo(stage.world, operation) : [];
    if (!operation || !entrance) throw new Error('there are no instruments to list');
    await stage.world.wear(entrance.role);
    const asked = Array.from({ length: 40 }, () =>
      ask(app, operation, entrance.url, entrance.caller.headers),
    );
    await line.cut();
    const answers = await Promise.all(asked);
    await line.mend();
    expect(answers.filter(({ status }) => status !== 503 && status !== 200)).toEqual([]);
    expect(answers.some(({ status }) => status === 503)).toBe(true);
  });
});

describe('without', () => {
  it('#58 a row in the policy an operation is refused, to whoever asks', async () => {
    const settings = settingsOf(stage.world);
    @Module({ imports: [AppModule.forRoot(settings)], controllers: [PlantedController] })
    class WithPlanted {}
    const app = await createHttpApplication(WithPlanted, settings, createLogger('test', 'silent'));
    await app.init();
    await stage.world.wear('bureau_admin');
    const somebody = stage.world.callers.people[0];
    for (const headers of [{}, somebody?.headers ?? {}]) {
      const answer = await ask(app, { method: 'GET' }, '/api/v1/planted', headers);
      expect(answer).toMatchObject({ status: 403, code: 'forbidden' });
    }
    await app.close();
  });

  /** Books as an enterprise, under the settings of one api. */
  async function book(app = stage.app): Promise<Answer> {
    await stage.world.wear('enterprise_member');
    const caller = stage.world.callers.people.find(({ name }) => name === 'enterprise.first');
    const instrumentId = stage.world.ids.of('instrument:university.listed');
    const body = { instrumentId, purpose: 'testing', ...freeHour() };
    const { headers = {} } = caller ?? {};
    return ask(app, { method: 'POST' }, '/api/v1/reservations', headers, body);
  }

  it.each([
    ['a price', 'fee_schedule'],
    ['opening hours', 'opening_hours'],
  ])('#58 %s nothing is booked', async (_what, table) => {
    expect(await book()).toMatchObject({ status: 201 });
    await restore();
    await stage.world.log.unnoticed(`CREATE TABLE pristine.away AS TABLE ${table}`, []);
    await stage.world.log.unnoticed(`DELETE FROM ${table}`, []);
    const answer = await book();
    await stage.world.log.unnoticed(`INSERT INTO ${table} SELECT * FROM pristine.away`, []);
    await stage.world.log.unnoticed('DROP TABLE pristine.away', []);
    expect(answer).toMatchObject({ status: 422 });
    expect(await book()).toMatchObject({ status: 201 });
    await restore();
  });

  it('#58 Redis nothing is lost but time: a booking stands', async () => {
    const app = await startApi(stage.world, { redisUrl: 'redis://127.0.0.1:1' });
    expect(await book(app)).toMatchObject({ status: 201 });
    await restore();
    await app.close();
  });
});
