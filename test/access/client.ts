import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** An answer as far as these tests look at it. */
export interface Answer {
  status: number;
  /** The problem's code; empty for an answer that is none. */
  code: string;
  requestId: string;
  /** All that a caller sees, without what differs from request to request. */
  seen: string;
  body: unknown;
}

/** What is sent. */
export interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
}

/** Differs between any two requests. */
const VARYING = ['date', 'x-request-id', 'content-length', 'keep-alive', 'connection'];

/** Sends a request to the application in this process, under an idempotency key of its own. */
export async function send(app: NestFastifyApplication, request: Request): Promise<Answer> {
  const { method, url, headers, body } = request;
  const response = await app.inject({
    method,
    url,
    headers: { 'idempotency-key': randomUUID(), ...headers },
    ...(body !== undefined && { payload: body as object }),
  });
  const isJson = /json/.test(String(response.headers['content-type']));
  const read = isJson && response.body !== '' ? (JSON.parse(response.body) as object) : {};
  const steadyBody: { instance?: string; code?: string } = { ...read };
  delete steadyBody.instance;
  const steady = Object.entries(response.headers).filter(([name]) => !VARYING.includes(name));
  return {
    status: response.statusCode,
    code: steadyBody.code ?? '',
    requestId: String(response.headers['x-request-id']),
    seen: JSON.stringify([response.statusCode, steady.sort(), isJson ? steadyBody : response.body]),
    body: read,
  };
}
