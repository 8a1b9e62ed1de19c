import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { type RateLimiterRes, RateLimiterMemory } from 'rate-limiter-flexible';
import { CrossSiteRequest, TooManyRequests } from './http.errors';

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

/** Holds each caller (session, key or else address) to a burst and a long-run rate of requests. */
export function limitRequests(
  fastify: FastifyInstance,
  rate: { burst: number; perSecond: number },
): void {
  const durationSeconds = Math.max(1, Math.round(rate.burst / Math.max(1, rate.perSecond)));
  const limiter = new RateLimiterMemory({ points: rate.burst, duration: durationSeconds });
  fastify.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/api/')) return;
    try {
      await limiter.consume(callerKey(request));
    } catch (refusal) {
      throw new TooManyRequests(Math.ceil((refusal as RateLimiterRes).msBeforeNext / 1000));
    }
  });
}

function callerKey({ headers, ip }: FastifyRequest): string {
  const credential =
    headers.authorization ?? /(?:__Host-)?jiayi=([^;]+)/.exec(headers.cookie ?? '')?.[1];
  return credential === undefined ? ip : createHash('sha256').update(credential).digest('base64');
}
