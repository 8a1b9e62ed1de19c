import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Logger } from '@nestjs/common';
import { Agent } from 'undici';
import { ConfigurationError } from '@app/common';
import { reachOf } from './outbound-addresses';

/** Whom a process may call, and how much it takes from them. */
export interface OutboundRules {
  /** Addresses of the configured peers; only their origins (scheme, host and port) count. */
  peers: readonly string[];
  /** Hosts of {@link peers} that may lie in a private network, as `JIAYI_OUTBOUND_PRIVATE_HOSTS` names them. */
  privateHosts: readonly string[];
  /** For a call from its start to the end of its answer; 30 s unless told. */
  timeoutMs?: number;
  /** Largest body of an answer; 1 MiB unless told. */
  answerLimitBytes?: number;
  /** More to one peer would only queue there; 4 unless told. */
  connections?: number;
}

/** A request in the shape of `fetch`, as far as it is supported. */
export interface OutboundRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | URLSearchParams | null;
  signal?: AbortSignal;
}

/** Finds all addresses of a host; another one stands in for DNS in tests. */
export type Resolver = (host: string) => Promise<{ address: string; family: number }[]>;

const CONNECT_TIMEOUT_MS = 2_000;
const HEADERS_TIMEOUT_MS = 10_000;
const TIMEOUT_MS = 30_000;
const ANSWER_LIMIT_BYTES = 1_048_576;
const CONNECTIONS = 4;
/** Statuses whose answers have no body, for which `Response` takes none. */
const WITHOUT_BODY: readonly number[] = [204, 205, 304];

/** A call that this system does not make, whoever asked for it; nothing was sent. */
export class OutboundRefused extends Error {
  override name = 'OutboundRefused';
  readonly code = 'OUTBOUND_REFUSED';
}

/**
 * The only way by which this system calls others: configured origins and nothing else, public addresses unless the host
 * is named as private, connections to the very address that was judged, no redirects, bounded time and size.
 * Source: OWASP ASVS 5.0, 1.3.6, 13.2.4 and 15.3.2.
 */
export class Outbound {
  private readonly logger = new Logger('Outbound');
  private readonly origins: ReadonlySet<string>;
  private readonly privateHosts: ReadonlySet<string>;
  private readonly agent: Agent;
  private readonly timeoutMs: number;

  /** @throws ConfigurationError for a peer that is no http address, or plain http to a host that is not private */
  constructor(
    rules: OutboundRules,
    private readonly resolve: Resolver = (host) => lookup(host, { all: true }),
  ) {
    this.privateHosts = new Set(rules.privateHosts.map(bare));
    this.origins = new Set(rules.peers.map((peer) => this.originOf(peer)));
    this.timeoutMs = rules.timeoutMs ?? TIMEOUT_MS;
    this.agent = new Agent({
      connect: { timeout: CONNECT_TIMEOUT_MS, lookup: this.lookup },
      headersTimeout: HEADERS_TIMEOUT_MS,
      bodyTimeout: HEADERS_TIMEOUT_MS,
      pipelining: 1,
      connections: rules.connections ?? CONNECTIONS,
      maxResponseSize: rules.answerLimitBytes ?? ANSWER_LIMIT_BYTES,
    });
  }

  /**
   * Sends a request and reads its whole answer; a redirect is an answer like any other.
   *
   * @throws OutboundRefused before anything is sent
   */
  readonly fetch = async (
    address: string | URL,
    { method = 'GET', headers = {}, body, signal }: OutboundRequest = {},
  ): Promise<Response> => {
    const url = this.allowed(address);
    const deadline = AbortSignal.timeout(this.timeoutMs);
    const answer = await this.agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers:
        body instanceof URLSearchParams
          ? { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8', ...headers }
          : headers,
      body: body instanceof URLSearchParams ? body.toString() : (body ?? null),
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    const content = await answer.body.arrayBuffer();
    return new Response(WITHOUT_BODY.includes(answer.statusCode) ? null : content, {
      status: answer.statusCode,
      headers: Object.entries(answer.headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((one): [string, string] => [name, one]),
      ),
    });
  };

  /** Ends the connections; calls under way are cut. */
  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private originOf(peer: string): string {
    const url = URL.canParse(peer) ? new URL(peer) : undefined;
    if (!url || !['http:', 'https:'].includes(url.protocol)) {
      throw new ConfigurationError(`${peer} is no address of a peer; write https://host.`);
    }
    if (url.protocol === 'http:' && !this.privateHosts.has(hostOf(url))) {
      throw new ConfigurationError(
        `${url.origin}: plain http is for hosts named in JIAYI_OUTBOUND_PRIVATE_HOSTS; use https or name it there.`,
      );
    }
    return url.origin;
  }

  private allowed(address: string | URL): URL {
    if (!URL.canParse(String(address))) throw this.refused('an unreadable address', 'unreadable');
    const url = new URL(address);
    if (!this.origins.has(url.origin)) throw this.refused(url.origin, 'not configured');
    if (url.username || url.password) throw this.refused(url.origin, 'credentials in the address');
    const host = hostOf(url);
    if (isIP(host)) this.judge(host, [host]);
    return url;
  }

  /** Given to every new connection, which then goes to what is returned here and is not resolved again. */
  private readonly lookup: LookupFunction = (host, { all }, done) => {
    this.resolve(host)
      .then((found) => {
        const [first] = found;
        if (!first) throw this.refused(host, 'has no address');
        this.judge(
          host,
          found.map(({ address }) => address),
        );
        if (all) done(null, found);
        else done(null, first.address, first.family);
      })
      .catch((error: Error) => done(error, []));
  };

  /** One bad address among good ones condemns them all: an honest host has no reason to mix them. */
  private judge(host: string, addresses: readonly string[]): void {
    for (const address of addresses) {
      const reach = reachOf(address);
      if (reach === 'public' || (reach === 'private' && this.privateHosts.has(host))) continue;
      throw this.refused(host, `${address} is not public`);
    }
  }

  private refused(whom: string, reason: string): OutboundRefused {
    this.logger.warn({ event: 'outbound-refused', whom, reason });
    return new OutboundRefused(`call to ${whom} refused: ${reason}`);
  }
}

/** The host without port and without the brackets of an IPv6 address. */
const hostOf = ({ hostname }: URL): string => bare(hostname);
const bare = (host: string): string => host.replace(/^\[|\]$/g, '').toLowerCase();
