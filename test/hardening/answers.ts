import type { Operation } from '../access/operations';
import { entrancesTo, PAGE_ADDRESSES, type Stage } from './stage';

/** An answer with what was asked, for checks of every answer that the api gives. */
export interface Seen {
  /** Operation id, or the address of what is none. */
  asked: string;
  how: string;
  method: string;
  url: string;
  status: number;
  headers: Readonly<Record<string, string>>;
  cookies: readonly string[];
  body: Buffer;
}

interface Question {
  asked: string;
  how: string;
  method: string;
  url: string;
  headers?: Readonly<Record<string, string>>;
  payload?: string | Buffer;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const FOREIGN = { origin: 'https://evil.example' };
const PREFLIGHT = {
  ...FOREIGN,
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'content-type,authorization',
};

/** Addresses outside the API, and ways to miss it. */
const ELSEWHERE: readonly Question[] = [
  ...PAGE_ADDRESSES.map((url) => ({ asked: url, how: 'page', method: 'GET', url })),
  ...[
    ['no page', '/nothing.js'],
    ['no asset', '/assets/nothing.js'],
    ['no operation', '/api/v1/nothing'],
    ['nothing of the API', '/api/nothing'],
    ['document', '/api/openapi.json'],
    ['metrics', '/metrics'],
    ['health', '/health/live'],
    ['unreadable address', '/api/v1/instruments/%zz'],
    ['long part of an address', `/api/v1/instruments/${'a'.repeat(300)}`],
    ['way out of the pages', '/assets/..%2f..%2fpackage.json'],
    ['way out of the pages, doubly written', '/assets/%252e%252e%252fpackage.json'],
  ].map(([how = '', url = '']) => ({ asked: url, how, method: 'GET', url })),
  ...['PUT', 'DELETE', 'TRACE', 'PROPFIND', 'OPTIONS', 'HEAD'].map((method) => ({
    ...{ asked: '/', how: 'method', method, url: '/' },
  })),
];

/** Asks one question and keeps the answer; what it changed is undone. */
export async function see({ app, world }: Stage, question: Question): Promise<Seen> {
  const { asked, how, method, url, headers, payload } = question;
  const response = await app.inject({
    method: method as 'GET',
    url,
    headers: {
      host: 'jiayi.example.org',
      'idempotency-key': 'every-answer',
      'if-match': '*',
      ...headers,
    },
    ...(payload !== undefined && { payload }),
  });
  const { changes } = await world.log.read(String(response.headers['x-request-id']));
  if (changes.length > 0) await world.restore(changes);
  const { 'set-cookie': cookies = [], ...rest } = response.headers;
  return {
    ...{ asked, how, method, url, status: response.statusCode, cookies: [cookies].flat() },
    headers: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
    body: response.rawPayload,
  };
}

/** Every operation asked well and badly, by somebody and nobody, and everything else that has an address. */
export async function seeEverything(stage: Stage): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const operation of stage.operations) {
    for (const question of await questionsOf(stage, operation)) {
      seen.push(await see(stage, question));
    }
  }
  for (const question of ELSEWHERE) seen.push(await see(stage, question));
  return seen;
}

async function questionsOf(stage: Stage, operation: Operation): Promise<Question[]> {
  const entrances = entrancesTo(stage.world, operation);
  const entrance =
    entrances.find(({ caller }) => !caller.scopes && !caller.delegate) ?? entrances[0];
  if (!entrance) throw new Error(`nobody may call ${operation.id}`);
  await stage.world.wear(entrance.role);
  const { method, id: asked } = operation;
  const { url, caller } = entrance;
  const writes = method !== 'GET' && method !== 'DELETE';
  const body = writes ? { payload: '{}' } : {};
  const type = writes ? JSON_TYPE : {};
  const question = { asked, method, url };
  return [
    { ...question, ...body, how: 'nobody', headers: type },
    { ...question, ...body, how: 'somebody', headers: { ...caller.headers, ...type } },
    {
      ...question,
      ...body,
      how: 'from another site',
      headers: { ...caller.headers, ...type, ...FOREIGN },
    },
    { ...question, method: 'OPTIONS', how: 'preflight', headers: PREFLIGHT },
    ...(method === 'GET'
      ? [{ ...question, method: 'HEAD', how: 'head', headers: caller.headers }]
      : []),
    ...(writes ? badBodies(question, caller.headers) : []),
  ];
}

const badBodies = (question: Omit<Question, 'how'>, headers: object): Question[] => [
  { ...question, how: 'broken body', headers: { ...headers, ...JSON_TYPE }, payload: '{' },
  {
    ...question,
    how: 'form',
    headers: { ...headers, 'content-type': 'text/plain' },
    payload: '{}',
  },
];
