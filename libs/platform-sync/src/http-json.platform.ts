import type { Outbound } from '@app/http';
import { HTTP_JSON_PATHS, readAnswers, readDigests } from './http-json.wire';
import type { OutgoingRecord, RecordKind } from './platform-record';
import { RegionalPlatform, type HolderDigest, type RecordAnswer } from './regional-platform';
import { PlatformNotReached, PlatformUndecided } from './regional-platform.errors';
import { type Credentials, signedHeaders } from './signature';
import { systemCodeOf } from './system-error';

/** Statuses with which a peer says that it did not process the call. */
const NOT_PROCESSED: readonly number[] = [400, 401, 403, 404, 413, 425, 429, 503];

interface Call {
  method: 'GET' | 'POST';
  path: string;
  query: string;
  body: string;
}

/** Seconds of a Retry-After header; dates are not honoured, they depend on two clocks. */
function retryAfterOf({ headers }: Response): number | null {
  const value = headers.get('retry-after');
  return value !== null && /^\d{1,6}$/.test(value) ? Number(value) : null;
}

/** Codes of a connection that was never made, so that the peer cannot have seen the call. */
const BEFORE_SENDING: readonly unknown[] = [
  'OUTBOUND_REFUSED',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** The `http-json` dialect: signed JSON over HTTP, answers believed only whole. */
export class HttpJsonPlatform extends RegionalPlatform {
  readonly target = 'delta';
  readonly receives = true;

  /** @param baseUrl origin of the peer, without a path; one that `outbound` may call */
  constructor(
    private readonly baseUrl: string,
    private readonly credentials: Credentials,
    private readonly outbound: Outbound,
  ) {
    super();
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
    await this.outbound.close();
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
    const address = new URL(query ? `${path}?${query}` : path, this.baseUrl);
    const response = await this.outbound.fetch(address, {
      method,
      body: body || null,
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
        ...signedHeaders(this.credentials, { method, path, query, body }),
      },
    });
    if (response.status === 200) return parse(await response.text());
    const reason = `HTTP ${response.status}`;
    if (NOT_PROCESSED.includes(response.status)) {
      throw new PlatformNotReached(reason, retryAfterOf(response));
    }
    throw new PlatformUndecided(reason);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new PlatformUndecided('an answer that is not JSON');
  }
}
