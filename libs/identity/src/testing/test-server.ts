import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the stand-ins for other systems read it. */
export interface TestRequest {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  /** The body as a form; empty for any other. */
  form: URLSearchParams;
}

type Answering = (request: TestRequest, response: ServerResponse) => void | Promise<void>;

/** A server of a stand-in on a free port of the loopback address. */
export class TestServer {
  private constructor(private readonly server: Server) {}

  static async start(answer: Answering): Promise<TestServer> {
    const server = createServer((request, response) => {
      void readRequest(request).then((read) => answer(read, response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TestServer(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function readRequest(request: IncomingMessage): Promise<TestRequest> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return {
    method: request.method ?? '',
    url: new URL(request.url ?? '/', `http://${request.headers.host}`),
    headers: request.headers,
    form: new URLSearchParams(Buffer.concat(parts).toString()),
  };
}

/** Answers with a value as JSON. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
