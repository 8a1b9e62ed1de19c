import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startEcho } from './testing/echo-application';

/** Statuses of so many requests, the headers made anew for each. */
async function ask(
  app: NestFastifyApplication,
  count: number,
  headers: (index: number) => object,
  remoteAddress: (index: number) => string = () => '203.0.113.5',
): Promise<number[]> {
  const statuses: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const { statusCode } = await app.inject({
      url: '/api/v1/echo',
      headers: { host: 'x', ...headers(index) },
      remoteAddress: remoteAddress(index),
    });
    statuses.push(statusCode);
  }
  return statuses;
}

describe('the limits of a caller', () => {
  let app: NestFastifyApplication;
  beforeEach(async () => {
    ({ app } = await startEcho({ rateLimit: { burst: 5, perSecond: 1 } }));
  });
  afterEach(() => app.close());

  it('answer 429 after the burst, with the time to wait', async () => {
    expect(await ask(app, 6, () => ({}))).toEqual([200, 200, 200, 200, 200, 429]);
    const { headers, body } = await app.inject({
      url: '/api/v1/echo',
      headers: { host: 'x', 'accept-language': 'en' },
      remoteAddress: '203.0.113.5',
    });
    const seconds = Number(headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(JSON.parse(body)).toMatchObject({
      code: 'too-many-requests',
      detail: `Too many requests; try again in ${seconds} seconds.`,
    });
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

  it('are not passed with a second cookie whose name ends alike', async () => {
    const statuses = await ask(app, 6, (index) => ({
      cookie: `xjiayi=${index}; __Host-jiayi=one`,
    }));
    expect(statuses.at(-1)).toBe(429);
  });

  it('are those of a network where addresses are free', async () => {
    const statuses = await ask(
      app,
      6,
      () => ({}),
      (index) => `2001:db8:0:7:${index}::1`,
    );
    expect(statuses.at(-1)).toBe(429);
    const others = ['2001:db8:0:8::1', '::1', '::ffff:203.0.113.6', '::ffff:203.0.113.7'];
    expect(
      await ask(
        app,
        4,
        () => ({}),
        (index) => others[index] ?? '',
      ),
    ).toEqual(Array(4).fill(200));
  });

  it('are not those of the pages, and none are lifted by a forwarded address', async () => {
    const statuses = await ask(app, 6, (index) => ({ 'x-forwarded-for': `198.51.100.${index}` }));
    expect(statuses.at(-1)).toBe(429);
    const page = await app.inject({
      url: '/page',
      headers: { host: 'x' },
      remoteAddress: '203.0.113.5',
    });
    expect(page.statusCode).toBe(404);
  });
});
