import type { Socket } from 'node:net';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { type CallContext, type Environment, inCallContext, newId } from '@app/common';
import { EtagInterceptor } from './etag';
import { limitRequests, refuseCrossSite } from './guards';
import { ReplayInterceptor } from './idempotency';
import { LocaliseAnswers } from './localise-answers.interceptor';
import { NestLogger } from './logging';
import { measureRequests } from './metrics';
import { problemOf, ProblemFilter, sendProblem } from './problem.filter';
import { languageOf } from './request';
import { RequestValidationPipe } from './validation';

/** Where the API lives; health and metrics also answer without it. */
export const API_PREFIX = 'api/v1';
const BODY_LIMIT_BYTES = 1024 * 1024;
/** Uploads are files of at most this size, one per request. */
export const UPLOAD_LIMIT_BYTES = 5 * 1024 * 1024;

type HttpSettings = Pick<Environment, 'publicUrl' | 'rateLimit' | 'trustedProxies'>;

/** The API as a Nest application on Fastify: problems, validation, limits, headers and logs in place, not listening yet. */
export async function createHttpApplication(
  module: Type | object,
  settings: HttpSettings,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    module as Type,
    createAdapter(logger, settings),
    {
      logger: new NestLogger(logger),
      bufferLogs: false,
      // Nest's own parsers would take HTML forms, which any site may send; Fastify's take JSON and plain text.
      bodyParser: false,
    },
  );
  prepare(app);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeContentTypeParser('text/plain');
  await app.register(cookie);
  await app.register(multipart, { limits: { fileSize: UPLOAD_LIMIT_BYTES, files: 1, fields: 10 } });
  await registerSecurityHeaders(app, settings);
  fastify.addHook('onSend', (request, reply, payload, done) => {
    void reply.header('x-request-id', request.id);
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control'))
      void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
  carryCallContext(fastify);
  refuseCrossSite(fastify);
  limitRequests(fastify, settings.rateLimit);
  measureRequests(fastify);
  return app;
}

/**
 * Gives every request its call context. Taken up twice: a request with a body goes on in the context of the socket's
 * events once the body is read.
 */
function carryCallContext(fastify: FastifyInstance): void {
  const contexts = new WeakMap<FastifyRequest, CallContext>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const context = { requestId: request.id };
    contexts.set(request, context);
    inCallContext(context, done);
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    inCallContext(contexts.get(request) ?? { requestId: request.id }, done);
  });
}

/** What both the running API and the writer of the OpenAPI document need. */
export function prepare(app: NestFastifyApplication): void {
  app.setGlobalPrefix(API_PREFIX);
  app.useGlobalPipes(new RequestValidationPipe());
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalInterceptors(new ReplayInterceptor(), new EtagInterceptor(), new LocaliseAnswers());
  app.enableShutdownHooks();
}

function createAdapter(logger: Logger, { trustedProxies }: HttpSettings): FastifyAdapter {
  return new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: logger.level !== 'debug' }),
    bodyLimit: BODY_LIMIT_BYTES,
    // Without a proxy of ours in front, anybody could write the address they are counted under.
    trustProxy: trustedProxies.length > 0 && trustedProxies,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    genReqId: () => newId(),
    rewriteUrl: ({ url = '/' }) =>
      /^\/(health\/|metrics$)/.test(url) ? `/${API_PREFIX}${url}` : url,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(reply, request.id, problemOf(error, languageOf(request)));
    },
    clientErrorHandler: refuseConnection,
  } as ConstructorParameters<typeof FastifyAdapter>[0]) as unknown as FastifyAdapter;
}

/** Answers what is not even HTTP to the parser, such as oversized headers, before any request exists. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const body = JSON.stringify({
    type: `urn:problem-type:${status === 431 ? 'headers-too-large' : 'invalid-request'}`,
    ...problemOf({ statusCode: status }, 'zh'),
    instance: newId(),
  });
  socket.end(
    `HTTP/1.1 ${status} ${status === 431 ? 'Request Header Fields Too Large' : 'Bad Request'}\r\n` +
      `content-type: application/problem+json; charset=utf-8\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Everything from this origin only: scripts and styles are files, nothing is written into a page (decision 0003). */
const CONTENT_SECURITY_POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self' data:`,
  `font-src 'self'`,
  `connect-src 'self'`,
  `manifest-src 'self'`,
  `base-uri 'none'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
];

async function registerSecurityHeaders(
  app: NestFastifyApplication,
  { publicUrl }: HttpSettings,
): Promise<void> {
  const https = publicUrl?.startsWith('https:') ?? false;
  await app.register(helmet, {
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    contentSecurityPolicy: false,
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: 'deny' },
  });
  const policy = [...CONTENT_SECURITY_POLICY, ...(https ? ['upgrade-insecure-requests'] : [])].join(
    '; ',
  );
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (_request, reply, done) => {
      void reply.header('content-security-policy', policy);
      done();
    });
}
