/** One answer, read to its end. */
export interface BrowserAnswer<Body = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: Body;
}

interface BrowserRequest {
  body?: unknown;
  headers?: Record<string, string>;
}

/** A browser as far as sign-in needs one: it keeps cookies for each origin and goes where it is redirected to. */
export class TestBrowser {
  private readonly jars = new Map<string, Map<string, string>>();

  /** @param home origin of the product; addresses without an origin are its API's */
  constructor(private readonly home: string) {}

  /** The value of a cookie of the product. */
  cookie(name: string): string | undefined {
    return this.jars.get(this.home)?.get(name);
  }

  /** Asks the API. */
  async call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    { body, headers }: BrowserRequest = {},
  ): Promise<BrowserAnswer<Body>> {
    const response = await this.send(new URL(`/api/v1${path}`, this.home), {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    // Files are looked at by their status and headers alone.
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : {}) as Body,
    };
  }

  /**
   * Opens an address and follows its redirects until one leads to a page of the product.
   *
   * @param until ends the journey before an address is asked for
   * @returns that address; only path and fragment of a page of the product
   */
  async open(address: string, until: (next: URL) => boolean = () => false): Promise<string> {
    let next = new URL(address);
    for (let steps = 0; steps < 20; steps += 1) {
      if (until(next)) return next.href;
      const response = await this.send(next, {});
      const location = response.headers.get('location');
      if (location === null)
        throw new Error(`${next.href}: ${response.status} ${await response.text()}`);
      next = new URL(location, next);
      if (next.origin === this.home && !next.pathname.startsWith('/api/'))
        return `${next.pathname}${next.hash}`;
    }
    throw new Error(`${address} leads nowhere`);
  }

  private async send(url: URL, request: RequestInit): Promise<Response> {
    const jar = this.jars.get(url.origin) ?? new Map<string, string>();
    this.jars.set(url.origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...request,
      headers: { ...(request.headers as Record<string, string>), ...(cookie && { cookie }) },
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) keep(jar, line);
    return response;
  }
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const [name = '', ...value] = pair.split('=');
  const expires = attributes.find((one) => /^\s*expires=/i.test(one))?.split('=')[1];
  if (expires !== undefined && Date.parse(expires) < Date.now()) jar.delete(name);
  else jar.set(name, value.join('='));
}
