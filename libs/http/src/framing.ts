import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { MethodNotAllowedException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { newId, type Text } from '@app/common';
import { fieldError, InvalidRequest } from './http.errors';
import { problemOf } from './problem.filter';
import type { SecurityHeaders } from './security-headers';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const WITHOUT_CONTENT = ['GET', 'HEAD', 'OPTIONS'];
const VERSIONS = ['1.0', '1.1'];

/** Headers that two readers of a request would understand differently if they came twice. */
const SINGLE = [
  ...['host', 'content-length', 'content-type', 'transfer-encoding', 'authorization'],
  ...['origin', 'if-match', 'idempotency-key'],
];

const ONCE: Text = { zh: '只能出现一次', en: 'must be sent once only' };
const ONE_HOST: Text = { zh: '为必填的请求头，且只能出现一次', en: 'must be sent exactly once' };
const CHUNKED_ONLY: Text = {
  zh: '只接受 HTTP/1.1 的 chunked',
  en: 'may only be chunked, in HTTP/1.1',
};
const NO_CONTENT: Text = {
  zh: '这种操作不带请求体，请删除',
  en: 'has no place here: this method takes no body',
};
const CONTINUE_ONLY: Text = { zh: '只接受 100-continue', en: 'may only be 100-continue' };
const PATH_ONLY: Text = {
  zh: '请求行须为以 / 开头的路径，HTTP 版本须为 1.0 或 1.1',
  en: 'must ask for a path that begins with /, in HTTP 1.0 or 1.1',
};

/**
 * Refuses what Node's parser lets pass but a proxy in front of us may have read as another request, and closes the
 * connection, so that nothing behind it is read. Source: OWASP ASVS 5.0, 4.2.1; RFC 9112, 11.2.
 */
export function refuseAmbiguous(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!METHODS.includes(request.method)) {
      void reply.headers({ connection: 'close', allow: METHODS.join(', ') });
      done(new MethodNotAllowedException());
      return;
    }
    const refusal = ambiguityOf(request.raw);
    if (refusal) void reply.header('connection', 'close');
    done(refusal);
  });
  // Node would answer this by itself, without a problem document.
  fastify.server.on('checkExpectation', (request, response) =>
    fastify.server.emit('request', request, response),
  );
}

function ambiguityOf(request: IncomingMessage): InvalidRequest | undefined {
  const { headers, httpVersion, url = '', method = '' } = request;
  const names = request.rawHeaders
    .filter((_, at) => at % 2 === 0)
    .map((name) => name.toLowerCase());
  const count = (name: string) => names.filter((one) => one === name).length;
  const refuse = (header: string, must: Text) =>
    new InvalidRequest([fieldError(`/${header}`, 'framing', undefined, must)]);

  if (!url.startsWith('/') || url.includes('#') || !VERSIONS.includes(httpVersion)) {
    return refuse('', PATH_ONLY);
  }
  if (count('host') !== 1 && httpVersion !== '1.0') return refuse('Host', ONE_HOST);
  const repeated = SINGLE.find((name) => count(name) > 1);
  if (repeated) return refuse(repeated, ONCE);
  const encoding = headers['transfer-encoding'];
  if (encoding !== undefined && (!/^chunked$/i.test(encoding) || httpVersion === '1.0')) {
    return refuse('Transfer-Encoding', CHUNKED_ONLY);
  }
  const hasContent = encoding !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (hasContent && WITHOUT_CONTENT.includes(method)) return refuse('Content-Length', NO_CONTENT);
  if (headers.expect !== undefined && !/^100-continue$/i.test(headers.expect)) {
    return refuse('Expect', CONTINUE_ONLY);
  }
  return undefined;
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};
const STATUS_OF: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

interface Exchange {
  request: IncomingMessage;
  answer: ServerResponse;
}

/** Whether what cannot be read is a request of its own, or the rest of one that has no answer yet. */
const isOwedAnswer = ({ request, answer }: Exchange): boolean =>
  request.complete ? answer.writableFinished && answer.shouldKeepAlive : !answer.headersSent;

/** Answers what is not even HTTP to the parser, before any request exists, and closes the connection. */
export class ConnectionRefusals {
  private readonly latest = new WeakMap<Socket, Exchange>();

  constructor(private readonly headers: SecurityHeaders) {}

  /** Remembers who is answered on which connection, so that nobody is answered twice. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', ({ raw }: FastifyRequest, reply, done) => {
      this.latest.set(raw.socket, { request: raw, answer: reply.raw });
      done();
    });
    fastify.server.on('connect', (_request, socket) => this.refuse(socket as Socket, 400));
  }

  readonly onClientError = (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET') return;
    this.refuse(socket, STATUS_OF[error.code ?? ''] ?? 400);
  };

  private refuse(socket: Socket, status: number): void {
    const latest = this.latest.get(socket);
    if (!socket.writable) socket.destroy();
    else if (!latest || isOwedAnswer(latest)) {
      socket.end(this.answerOf(status), () => socket.destroy());
    } else if (latest.answer.writableFinished) socket.destroySoon();
    else latest.answer.once('finish', () => socket.destroySoon());
  }

  private answerOf(status: number): string {
    const instance = newId();
    const problem = problemOf({ statusCode: status }, 'zh');
    const body = JSON.stringify({ type: `urn:problem-type:${problem.code}`, ...problem, instance });
    const headers = {
      ...this.headers,
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': instance,
      connection: 'close',
      'content-length': Buffer.byteLength(body),
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return `HTTP/1.1 ${status} ${REASONS[status]}\r\n${lines.join('')}\r\n${body}`;
  }
}
