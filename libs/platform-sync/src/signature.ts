import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Header names of a signed call; the wire is case-insensitive. */
export const SIGNATURE_HEADERS = {
  appKey: 'x-app-key',
  timestamp: 'x-timestamp',
  nonce: 'x-nonce',
  method: 'x-signature-method',
  signature: 'x-signature',
} as const;

/** The only method spoken today; HMAC-SM3 takes its place beside it when a peer asks for it. */
export const SIGNATURE_METHOD = 'HMAC-SHA256';

/** How far the clocks of the two sides may be apart, in seconds. */
export const SIGNATURE_WINDOW_SECONDS = 300;

/** Everything a signature covers. */
export interface SignedCall {
  method: string;
  /** Path without query, as sent on the wire. */
  path: string;
  /** Raw query without the question mark; its order does not matter. */
  query: string;
  /** The body's exact bytes; empty when there is none. */
  body: Uint8Array | string;
  /** Seconds since 1970-01-01T00:00:00Z, decimal. */
  timestamp: string;
  nonce: string;
  appKey: string;
}

/** Who signs: the public key id and the shared secret. */
export interface Credentials {
  appKey: string;
  secret: string;
}

function sortedQuery(query: string): string {
  const pairs = [...new URLSearchParams(query)].map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return pairs.sort().join('&');
}

/** The text both sides sign: `METHOD\nPATH\nSORTED_QUERY\nHEX(SHA-256(body))\nTIMESTAMP\nNONCE\nAPPKEY`. */
export function canonicalText(call: SignedCall): string {
  const bodyHash = createHash('sha256').update(call.body).digest('hex');
  const { method, path, query, timestamp, nonce, appKey } = call;
  return [method.toUpperCase(), path, sortedQuery(query), bodyHash, timestamp, nonce, appKey].join(
    '\n',
  );
}

/** HMAC-SHA256 of the canonical text under the shared secret, lower-case hex. */
export const signatureOf = (secret: string, call: SignedCall): string =>
  createHmac('sha256', secret).update(canonicalText(call)).digest('hex');

/** Compares two signatures in a time that does not depend on where they differ. */
export function isSameSignature(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Headers that sign one call now; each call gets a nonce of its own, so no two look alike. */
export function signedHeaders(
  { appKey, secret }: Credentials,
  call: Pick<SignedCall, 'method' | 'path' | 'query' | 'body'>,
  now: Date = new Date(),
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const nonce = randomBytes(16).toString('hex');
  return {
    [SIGNATURE_HEADERS.appKey]: appKey,
    [SIGNATURE_HEADERS.timestamp]: timestamp,
    [SIGNATURE_HEADERS.nonce]: nonce,
    [SIGNATURE_HEADERS.method]: SIGNATURE_METHOD,
    [SIGNATURE_HEADERS.signature]: signatureOf(secret, { ...call, timestamp, nonce, appKey }),
  };
}
