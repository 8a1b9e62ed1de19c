import {
  createHash,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { sendJson, type TestRequest, TestServer } from './test-server';

type Json = Record<string, unknown>;

/** What an issuer does otherwise than an honest one. */
export interface Lie {
  discovery?: Json;
  /** Changes the query that the browser brings back. */
  answer?: (query: URLSearchParams) => void;
  header?: Json;
  /** A claim that is undefined is left out. */
  claims?: Json;
  /** Who signs the ID token; the issuer's own key unless told. */
  signature?: 'stranger' | 'client-secret' | 'public-key' | 'none';
  /** Changes the body of the token endpoint. */
  tokens?: Json;
  keys?: Json[];
  /** Takes over an endpoint. */
  takeOver?: Partial<Record<string, (response: ServerResponse) => void>>;
}

interface Authorisation {
  challenge: string;
  nonce: string;
  redirectUri: string;
}

export const CLIENT = { clientId: 'jiayi', clientSecret: 'a secret between client and issuer' };
export const SUBJECT = 'subject-1';

const KEY_ID = 'key-1';
const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const encode = (part: Json): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const seconds = (): number => Math.floor(Date.now() / 1000);

/** An OpenID Connect issuer that is honest but for {@link lie}, for what no real provider can be made to do. */
export class LyingIssuer {
  lie: Lie = {};
  /** Paths asked for so far. */
  readonly asked: string[] = [];
  private readonly authorisations = new Map<string, Authorisation>();
  private readonly own = newKey();
  private readonly stranger = newKey();
  private server: TestServer;

  static async start(): Promise<LyingIssuer> {
    const issuer = new LyingIssuer();
    issuer.server = await TestServer.start((request, response) => issuer.handle(request, response));
    return issuer;
  }

  get url(): string {
    return this.server.origin;
  }

  /** The stranger's public key, for a token that brings its own. */
  get strangersKey(): Json {
    return jwkOf(this.stranger.publicKey, 'stranger');
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private handle(request: TestRequest, response: ServerResponse): void {
    const path = request.url.pathname;
    this.asked.push(path);
    const takenOver = this.lie.takeOver?.[path];
    if (takenOver) return takenOver(response);
    switch (path) {
      case '/.well-known/openid-configuration':
        return sendJson(response, this.discovery());
      case '/keys':
        return sendJson(response, { keys: this.lie.keys ?? [jwkOf(this.own.publicKey, KEY_ID)] });
      case '/authorize':
        return this.authorise(request, response);
      case '/token':
        return this.exchange(request, response);
      default:
        return sendJson(response, {}, 404);
    }
  }

  private discovery(): Json {
    return {
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      jwks_uri: `${this.url}/keys`,
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      authorization_response_iss_parameter_supported: true,
      ...this.lie.discovery,
    };
  }

  /** Everybody who comes is the same person. */
  private authorise({ url }: TestRequest, response: ServerResponse): void {
    const asked = (name: string) => url.searchParams.get(name) ?? '';
    const code = randomUUID();
    const redirectUri = asked('redirect_uri');
    const authorisation = {
      challenge: asked('code_challenge'),
      nonce: asked('nonce'),
      redirectUri,
    };
    this.authorisations.set(code, authorisation);
    const location = new URL(redirectUri);
    location.search = new URLSearchParams({
      code,
      state: asked('state'),
      iss: this.url,
    }).toString();
    this.lie.answer?.(location.searchParams);
    response.writeHead(303, { location: location.href }).end();
  }

  private exchange({ form, headers }: TestRequest, response: ServerResponse): void {
    const code = form.get('code') ?? '';
    const authorisation = this.authorisations.get(code);
    this.authorisations.delete(code);
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '');
    const isGood =
      headers.authorization === basic(CLIENT) &&
      authorisation?.redirectUri === form.get('redirect_uri') &&
      authorisation?.challenge === challenge.digest('base64url');
    if (!isGood) return sendJson(response, { error: 'invalid_grant' }, 400);
    sendJson(response, {
      access_token: 'unused',
      token_type: 'Bearer',
      id_token: this.idToken(authorisation.nonce),
      ...this.lie.tokens,
    });
  }

  private idToken(nonce: string): string {
    const header = { alg: 'RS256', kid: KEY_ID, ...this.lie.header };
    const honest = { iss: this.url, aud: CLIENT.clientId, sub: SUBJECT, nonce };
    const times = { iat: seconds(), exp: seconds() + 300 };
    const signed = `${encode(header)}.${encode({ ...honest, ...times, ...this.lie.claims })}`;
    return `${signed}.${this.signatureOf(signed).toString('base64url')}`;
  }

  private signatureOf(signed: string): Buffer {
    const hmac = (key: string) => createHmac('sha256', key).update(signed).digest();
    switch (this.lie.signature) {
      case 'none':
        return Buffer.alloc(0);
      case 'client-secret':
        return hmac(CLIENT.clientSecret);
      case 'public-key':
        return hmac(pemOf(this.own.publicKey));
      case 'stranger':
        return sign('sha256', Buffer.from(signed), this.stranger.privateKey);
      case undefined:
        return sign('sha256', Buffer.from(signed), this.own.privateKey);
    }
  }
}

const jwkOf = (key: KeyObject, kid: string): Json => ({
  ...key.export({ format: 'jwk' }),
  kid,
  use: 'sig',
});

const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

/** HTTP Basic as RFC 6749, 2.3.1 wants it: both parts form-encoded first. */
function basic({ clientId, clientSecret }: typeof CLIENT): string {
  const encoded = [clientId, clientSecret].map((part) =>
    encodeURIComponent(part).replace(/%20/g, '+'),
  );
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`;
}
