import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Channels } from '../channels/channels';

/** Secret of the gateway, as Standard Webhooks write it. */
export const SMS_SECRET = `whsec_${Buffer.from('a secret of the gateway for tests').toString('base64')}`;

/** A call that arrived. */
interface Arrived {
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What WeCom answers to a message, or `status` of a gateway. */
interface PeerAnswer {
  status?: number;
  errcode?: number;
  invaliduser?: string;
}

/** A gateway for text messages and WeCom in one server of this machine. */
export class ChannelPeer {
  arrived: Arrived[] = [];
  /** What is answered to messages, in turn; the last one again and again. */
  answers: PeerAnswer[] = [{}];
  /** Validity of the tokens that are given out. */
  tokenSeconds = 7_200;
  private tokens = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ChannelPeer> {
    const server = createServer();
    const peer = new ChannelPeer(server);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => (body += part));
      request.on('end', () => {
        const { pathname: path, searchParams: query } = new URL(request.url ?? '/', peer.url);
        peer.arrived.push({ path, query, headers: request.headers, body });
        const { status = 200, ...told } = peer.answer(path);
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(told));
      });
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return peer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Channels that lead here. */
  open(): Channels {
    return new Channels({
      sms: { url: `${this.url}/sms`, secret: SMS_SECRET, signature: '嘉仪' },
      weCom: { url: this.url, corpId: 'ww-test', agentId: 1_000_002, secret: 'app-secret' },
      outboundPrivateHosts: ['127.0.0.1'],
    });
  }

  /** Calls of one path, each with its body read as JSON. */
  callsOf(path: string): (Arrived & { json: Record<string, unknown> })[] {
    return this.arrived
      .filter((one) => one.path === path)
      .map((one) => ({ ...one, json: JSON.parse(one.body || '{}') as Record<string, unknown> }));
  }

  reset(): void {
    [this.arrived, this.answers, this.tokenSeconds] = [[], [{}], 7_200];
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private answer(path: string): PeerAnswer & Record<string, unknown> {
    if (path === '/cgi-bin/gettoken') {
      this.tokens += 1;
      const token = `token-${this.tokens}`;
      return { errcode: 0, errmsg: 'ok', access_token: token, expires_in: this.tokenSeconds };
    }
    const told = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    return { errcode: 0, ...told };
  }
}
