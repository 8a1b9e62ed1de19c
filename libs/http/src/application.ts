import cookie from '@fastify/cookie';
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
import { ConnectionRefusals, refuseAmbiguous } from './framing';
import { limitRequests, refuseCrossSite, refuseRepeatedParameters } from './guards';
import { ReplayInterceptor } from './idempotency';
import { parseJsonBodies } from './json-body';
import { LocaliseAnswers } from './localise-answers.interceptor';
import { NestLogger } from './logging';
import { measureRequests } from './metrics';
import { problemOf, ProblemFilter, sendProblem } from './problem.filter';
import { languageOf } from './request';
import { type SecurityHeaders, securityHeaders, sendSecurityHeaders } from './security-headers';
import { RefuseStrayInput } from './stray-input.interceptor';
import { RequestValidationPipe } from './validation';

/** Where the API lives; health and metrics also answer without it. */
export const API_PREFIX = 'api/v1';
const BODY_LIMIT_BYTES = 1024 * 1024;
/** For a request to arrive as a whole, an upload over a slow line included. */
const REQUEST_TIMEOUT_MS = 120_000;
/** Uploads are files of at most this size, one per request. */
export const UPLOAD_LIMIT_BYTES = 5 * 1024 * 1024;

type HttpSettings = Pick<Environment, 'publicUrl' | 'rateLimit' | 'trustedProxies'>;

/** The API as a Nest application on Fastify: problems, validation, limits, headers and logs in place, not listening yet. */
export async function createHttpApplication(
  module: Type | object,
  settings: HttpSettings,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const headers = securityHeaders(settings);
  const refusals = new ConnectionRefusals(headers);
  const app = await NestFactory.create<NestFastifyApplication>(
    module as Type,
    createAdapter(logger, settings, headers, refusals),
    {
      logger: new NestLogger(logger),
      bufferLogs: false,
      // Nest's own parsers would take HTML forms, which any site may send; Fastify's take JSON and plain text.
      bodyParser: false,
    },
  );
  prepare(app);
  const fastify = app.getHttpAdapter().getInstance();
  sendSecurityHeaders(fastify, headers);
  refusals.watch(fastify);
  refuseAmbiguous(fastify);
  parseJsonBodies(fastify);
  await app.register(cookie);
  await app.register(multipart, { limits: { fileSize: UPLOAD_LIMIT_BYTES, files: 1, fields: 10 } });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    void reply.header('x-request-id', request.id);
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control'))
      void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
  carryCallContext(fastify);
  refuseCrossSite(fastify);
  limitRequests(fastify, settings.rateLimit);
  refuseRepeatedParameters(fastify);
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
  app.useGlobalInterceptors(
    new RefuseStrayInput(),
    new ReplayInterceptor(),
    new EtagInterceptor(),
    new LocaliseAnswers(),
  );
  app.enableShutdownHooks();
}

function createAdapter(
  logger: Logger,
  { trustedProxies }: HttpSettings,
  headers: SecurityHeaders,
  refusals: ConnectionRefusals,
): FastifyAdapter {
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
      sendProblem(reply.headers(headers), request.id, problemOf(error, languageOf(request)));
    },
    // A request without Host is refused by us, with a problem document.
    http: { requireHostHeader: false },
    requestTimeout: REQUEST_TIMEOUT_MS,
    clientErrorHandler: refusals.onClientError,
  } as ConstructorParameters<typeof FastifyAdapter>[0]) as unknown as FastifyAdapter;
}
