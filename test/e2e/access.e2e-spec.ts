import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCESS_POLICY, type AccessRow, any, type Role, ROLES, verdictOf } from '@app/identity';
import type { Answer, ApiClient, Problem } from './api-client';
import { startWorld, type World } from './world';

interface Operation {
  id: string;
  method: string;
  /** With an id that nobody has in place of each parameter. */
  path: string;
}

interface Document {
  paths: Record<string, Record<string, { operationId: string }>>;
}

const PREFIX = '/api/v1';
const document = JSON.parse(
  readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8'),
) as Document;

const operations: Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId }]) => ({
    id: operationId,
    method: method.toUpperCase(),
    path: path.slice(PREFIX.length).replace(/\{\w+\}/g, randomUUID()),
  })),
);
const ruleOf = ({ id }: Operation): AccessRow => ACCESS_POLICY[id] ?? { who: [any()] };
const guarded = operations.filter((operation) => ruleOf(operation).who !== 'anyone');

let world: World;
const clients = {} as Record<Role, ApiClient>;

beforeAll(async () => {
  world = await startWorld({ services: ['api'] });
  for (const role of ROLES) clients[role] = await world.buildClient(role);
});
afterAll(() => world.stop());

const call = (client: ApiClient, { method, path }: Operation): Promise<Answer<Problem>> =>
  client.send(method, path, {
    headers: { 'idempotency-key': randomUUID() },
    ...(method !== 'GET' && method !== 'DELETE' && { body: {} }),
  });

describe('without a session', () => {
  it.each(guarded.map((operation) => [operation.id, operation] as const))(
    '%s answers 401',
    async (_id, operation) => {
      expect(await call(world.anonymous, operation)).toMatchObject({
        status: 401,
        body: { code: 'not-signed-in' },
      });
    },
  );

  it('a forged cookie is no session', async () => {
    const me = await world.anonymous.send('GET', '/me', {
      headers: { cookie: '__Host-jiayi=forged' },
    });
    expect(me.status).toBe(401);
  });
});

describe.each(ROLES)('as %s', (role) => {
  it('what the policy does not allow is forbidden, and nothing else is', async () => {
    const wrong: string[] = [];
    for (const operation of guarded.filter(({ id }) => id !== 'sessions.end')) {
      const allowed = verdictOf(ruleOf(operation), [role]) !== 'forbidden';
      const { status, body } = await call(clients[role], operation);
      const forbidden = status === 403 && body.code === 'forbidden';
      if (forbidden === allowed || status >= 500) wrong.push(`${operation.id}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });
});
