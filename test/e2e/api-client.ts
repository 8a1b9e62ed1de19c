import { randomUUID } from 'node:crypto';

/** One answer of the API, read to its end. */
export interface Answer<Body = Record<string, never>> {
  status: number;
  headers: Headers;
  /** The exact text, for comparing answers byte by byte. */
  text: string;
  body: Body;
}

/** What may be said of a request beyond its method and path. */
interface RequestParts {
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  raw?: string | Uint8Array<ArrayBuffer> | FormData;
  headers?: Record<string, string>;
}

/** A problem document (RFC 9457) as the API writes it. */
export interface Problem {
  type: string;
  status: number;
  code: string;
  title: string;
  detail: string;
  instance: string;
  errors?: { pointer: string; code: string; message: string }[];
  reasons?: { code: string; message: string; values: object }[];
  alternatives?: { startsAt: string; endsAt: string }[];
}

/** The API as one program sees it: with or without a session. */
export class ApiClient {
  constructor(
    readonly baseUrl: string,
    private readonly cookie?: string,
  ) {}

  /** Signs in and returns a client that carries the session. */
  async signIn(login: string, password: string): Promise<ApiClient> {
    const answer = await this.send('POST', '/sessions', { body: { login, password } });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0];
    if (answer.status !== 201 || !cookie)
      throw new Error(`sign-in of ${login}: ${answer.status} ${answer.text}`);
    return new ApiClient(this.baseUrl, cookie);
  }

  /** Sends a request and reads its answer, whatever its status. */
  async send<Body>(method: string, path: string, parts: RequestParts = {}): Promise<Answer<Body>> {
    const { body, raw, headers } = parts;
    const response = await fetch(`${this.baseUrl}/api/v1${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.cookie && { cookie: this.cookie }),
        ...headers,
      },
      body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (isJson && text !== '' ? JSON.parse(text) : {}) as Body,
    };
  }

  /** Reads an object; anything but 200 is an error. */
  get<Body>(path: string): Promise<Body> {
    return this.expect<Body>(200, 'GET', path);
  }

  /** Reads a file; anything but 200 is an error. */
  async download(path: string): Promise<Buffer> {
    const response = await fetch(`${this.baseUrl}/api/v1${path}`, {
      headers: { ...(this.cookie && { cookie: this.cookie }) },
    });
    if (response.status !== 200) throw new Error(`GET ${path}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** Creates something under a fresh idempotency key; anything but 201 is an error. */
  create<Body>(path: string, body: unknown): Promise<Body> {
    return this.expect<Body>(201, 'POST', path, {
      body,
      headers: { 'idempotency-key': randomUUID() },
    });
  }

  /** Runs a command on an object; anything but 200 is an error. */
  command<Body>(path: string, body: unknown = {}): Promise<Body> {
    return this.expect<Body>(200, 'POST', path, { body });
  }

  put<Body>(path: string, body: unknown): Promise<Body> {
    return this.expect<Body>(200, 'PUT', path, { body });
  }

  private async expect<Body>(
    status: number,
    method: string,
    path: string,
    parts: RequestParts = {},
  ): Promise<Body> {
    const answer = await this.send<Body>(method, path, parts);
    if (answer.status !== status)
      throw new Error(`${method} ${path}: ${answer.status} instead of ${status}: ${answer.text}`);
    return answer.body;
  }
}
