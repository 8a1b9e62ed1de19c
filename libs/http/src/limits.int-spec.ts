import { Controller, Get, Module, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import { limitRequests, refuseCrossSite } from './guards';
import { prepare } from './application';
import type { HttpRequest } from './request';

@Controller('echo')
class EchoController {
  @Get()
  read(@Req() request: HttpRequest): { address: string } {
    return { address: request.ip };
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

async function start(): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(EchoModule, new FastifyAdapter(), {
    logger: false,
  });
  prepare(app);
  const fastify = app.getHttpAdapter().getInstance();
  refuseCrossSite(fastify);
  limitRequests(fastify, { burst: 5, perSecond: 1 });
  await app.init();
  return app;
}

/** Statuses of so many requests, the headers made anew for each. */
async function ask(
  app: NestFastifyApplication,
  count: number,
  headers: (index: number) => object,
): Promise<number[]> {
  const statuses: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const { statusCode } = await app.inject({
      url: '/api/v1/echo',
      headers: { ...headers(index) },
    });
    statuses.push(statusCode);
  }
  return statuses;
}

describe('the limits of a caller', () => {
  let app: NestFastifyApplication;
  beforeEach(async () => void (app = await start()));
  afterEach(() => app.close());

  it('answer 429 after the burst, with the time to wait', async () => {
    expect(await ask(app, 6, () => ({}))).toEqual([200, 200, 200, 200, 200, 429]);
    const { headers } = await app.inject({ url: '/api/v1/echo' });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('are not passed by inventing an Authorization header', async () => {
    const statuses = await ask(app, 6, (index) => ({ authorization: `Bearer ${index}` }));
    expect(statuses.at(-1)).toBe(429);
  });

  it('are counted for each API key, whatever session it is sent with', async () => {
    const keyOf = (mark: string) => ({
      authorization: `Bearer jy_${mark.repeat(43)}`,
      cookie: '__Host-jiayi=one',
    });
    const first = await ask(app, 6, () => keyOf('a'));
    expect(first).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await ask(app, 1, () => keyOf('b'))).toEqual([200]);
  });

  it('hold an address that invents a session for every request to its own', async () => {
    const statuses = await ask(app, 51, (index) => ({ cookie: `__Host-jiayi=${index}` }));
    expect(statuses.slice(0, 50)).not.toContain(429);
    expect(statuses.at(-1)).toBe(429);
  });
});
