import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { type RateLimiterRes, RateLimiterMemory } from 'rate-limiter-flexible';
import type { Text } from '@app/common';
import { CrossSiteRequest, fieldError, InvalidRequest, TooManyRequests } from './http.errors';
import { API_KEY, bearerOf } from './request';

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Refuses a browser's unsafe request that another site caused. Programs send neither header and are let through:
 * they carry no ambient cookie. Source: OWASP ASVS 5.0, 3.5.1.
 */
export function refuseCrossSite(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(UNSAFE.has(request.method) && isForeign(request) ? new CrossSiteRequest() : undefined);
  });
}

function isForeign({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const { origin, host } = headers;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

/** An address may be a whole organisation behind one router: it gets this many times what one caller gets. */
const CALLERS_PER_ADDRESS = 10;

/**
 * Holds each caller to a burst and a long-run rate of requests, and each address to a multiple of both: the credential
 * that names a caller is not checked yet, so inventing new ones must not help.
 */
export function limitRequests(
  fastify: FastifyInstance,
  { burst, perSecond }: { burst: number; perSecond: number },
): void {
  const duration = Math.max(1, Math.round(burst / Math.max(1, perSecond)));
  const addresses = new RateLimiterMemory({ points: burst * CALLERS_PER_ADDRESS, duration });
  const callers = new RateLimiterMemory({ points: burst, duration });
  fastify.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/api/')) return;
    try {
      await addresses.consume(networkOf(request.ip));
      await callers.consume(callerKey(request));
    } catch (refusal) {
      throw new TooManyRequests(Math.ceil((refusal as RateLimiterRes).msBeforeNext / 1000));
    }
  });
}

function callerKey(request: FastifyRequest): string {
  const bearer = bearerOf(request);
  const session = request.cookies['__Host-jiayi'] ?? request.cookies.jiayi;
  const credential = bearer === undefined ? session : API_KEY.exec(bearer)?.[0];
  return credential === undefined
    ? networkOf(request.ip)
    : createHash('sha256').update(credential).digest('base64');
}

/** The address, or of IPv6 the first half, since one line at home has the whole other half to itself. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [before = [], after = []] = address
    .split('::')
    .map((part) => part.split(':').filter(Boolean));
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}

/** Refuses a parameter that comes twice: of two readers each might take another. Source: OWASP ASVS 5.0, 15.3.7. */
export function refuseRepeatedParameters(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ url, query }, _reply, done) => {
    const parameters = url.startsWith('/api/') ? Object.entries(query ?? {}) : [];
    const repeated = parameters.find(([, value]) => Array.isArray(value));
    done(
      repeated &&
        new InvalidRequest([fieldError(`/${repeated[0]}`, 'repeated', undefined, ONCE_ONLY)]),
    );
  });
}

const ONCE_ONLY: Text = { zh: '只能出现一次', en: 'must be sent once only' };
