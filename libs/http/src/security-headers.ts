import type { FastifyInstance } from 'fastify';
import type { Environment } from '@app/common';

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

export type SecurityHeaders = Readonly<Record<string, string>>;

/** What every answer tells the browser, whoever writes it. Source: OWASP ASVS 5.0, 3.4. */
export function securityHeaders({ publicUrl }: Pick<Environment, 'publicUrl'>): SecurityHeaders {
  const https = publicUrl?.startsWith('https:') ?? false;
  const policy = [...CONTENT_SECURITY_POLICY, ...(https ? ['upgrade-insecure-requests'] : [])];
  return {
    'content-security-policy': policy.join('; '),
    ...(https && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'permissions-policy':
      'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
    'x-permitted-cross-domain-policies': 'none',
  };
}

/** Puts the headers on an answer as soon as it exists, so that no error can come before them. */
export function sendSecurityHeaders(fastify: FastifyInstance, headers: SecurityHeaders): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}
