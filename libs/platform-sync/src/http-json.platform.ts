import { type Dispatcher, Pool } from 'undici';
import { HTTP_JSON_PATHS, readAnswers, readDigests } from './http-json.wire';
import type { OutgoingRecord, RecordKind } from './platform-record';
import { RegionalPlatform, type HolderDigest, type RecordAnswer } from './regional-platform';
import { PlatformNotReached, PlatformUndecided } from './regional-platform.errors';
import { type Credentials, signedHeaders } from './signature';
import { systemCodeOf } from './system-error';

/** More would only queue at the peer. */
const CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 2_000;
const HEADERS_TIMEOUT_MS = 10_000;
const TOTAL_TIMEOUT_MS = 30_000;
const ANSWER_LIMIT_BYTES = 1_048_576;

/** Statuses with which a peer says that it did not process the call. */
const NOT_PROCESSED: readonly number[] = [400, 401, 403, 404, 413, 425, 429, 503];

interface Call {
  method: 'GET' | 'POST';
  path: string;
  query: string;
  body: string;
}

/** Seconds of a Retry-After header; dates are not honoured, they depend on two clocks. */
function retryAfterOf(headers: Dispatcher.ResponseData['headers']): number | null {
  const value = headers['retry-after'];
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : null;
}

/** Codes of a connection that was never made, so that the peer cannot have seen the call. */
const BEFORE_SENDING: readonly unknown[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** The `http-json` dialect: signed JSON over HTTP, no redirects, bounded time and size, answers believed only whole. */
export class HttpJsonPlatform extends RegionalPlatform {
  readonly target = 'delta';
  private readonly connections: Pool;

  /** @param baseUrl origin of the peer, without a path */
  constructor(
    baseUrl: string,
    private readonly credentials: Credentials,
  ) {
    super();
    this.connections = new Pool(new URL(baseUrl).origin, {
      connect: { timeout: CONNECT_TIMEOUT_MS },
      headersTimeout: HEADERS_TIMEOUT_MS,
      bodyTimeout: HEADERS_TIMEOUT_MS,
      pipelining: 1,
      connections: CONNECTIONS,
    });
  }

  async deliver(records: readonly OutgoingRecord[]): Promise<RecordAnswer[]> {
    const body = JSON.stringify({ records });
    const answer = await this.call({
      method: 'POST',
      path: HTTP_JSON_PATHS.batches,
      query: '',
      body,
    });
    const answers = readAnswers(answer, records);
    if (!answers) throw new PlatformUndecided('the answer does not match the batch');
    return answers;
  }

  async digests(kind: RecordKind): Promise<HolderDigest[]> {
    const call: Call = {
      method: 'GET',
      path: HTTP_JSON_PATHS.digests,
      query: `kind=${kind}`,
      body: '',
    };
    const digests = readDigests(await this.call(call));
    if (!digests) throw new PlatformUndecided('the digests are not of the agreed form');
    return digests;
  }

  /** Ends the connections; calls under way are cut. */
  async close(): Promise<void> {
    await this.connections.destroy();
  }

  private async call(call: Call): Promise<unknown> {
    try {
      return await this.send(call);
    } catch (error) {
      if (error instanceof PlatformNotReached || error instanceof PlatformUndecided) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw BEFORE_SENDING.includes(systemCodeOf(error))
        ? new PlatformNotReached(reason)
        : new PlatformUndecided(reason);
    }
  }

  private async send({ method, path, query, body }: Call): Promise<unknown> {
    const response = await this.connections.request({
      method,
      path: query ? `${path}?${query}` : path,
      body: body || null,
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
        ...signedHeaders(this.credentials, { method, path, query, body }),
      },
      signal: AbortSignal.timeout(TOTAL_TIMEOUT_MS),
    });
    const text = await readLimited(response.body);
    if (response.statusCode === 200) return parse(text);
    const reason = `HTTP ${response.statusCode}`;
    if (NOT_PROCESSED.includes(response.statusCode)) {
      throw new PlatformNotReached(reason, retryAfterOf(response.headers));
    }
    throw new PlatformUndecided(reason);
  }
}

async function readLimited(body: Dispatcher.ResponseData['body']): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > ANSWER_LIMIT_BYTES)
      throw new PlatformUndecided(`an answer longer than ${ANSWER_LIMIT_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new PlatformUndecided('an answer that is not JSON');
  }
}
