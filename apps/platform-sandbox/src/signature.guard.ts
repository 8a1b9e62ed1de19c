import {
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
  type RawBodyRequest,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Pool } from 'pg';
import {
  isSameSignature,
  SIGNATURE_HEADERS,
  SIGNATURE_METHOD,
  SIGNATURE_WINDOW_SECONDS,
  signatureOf,
  type Credentials,
} from '@app/platform-sync';

/** Nonces are kept twice as long as a timestamp can be valid, then forgotten. */
const NONCE_KEPT_SECONDS = 2 * SIGNATURE_WINDOW_SECONDS;
const CLEANING_INTERVAL_MS = 60_000;

/** The one client the sandbox knows; a class, so that it can be injected. */
export class ClientCredentials implements Credentials {
  constructor(
    readonly appKey: string,
    readonly secret: string,
  ) {}
}

/** Lets a call pass that is signed by the known client, in the time window, with a nonce never seen before. */
@Injectable()
export class SignatureGuard implements CanActivate {
  private cleanedAt = 0;

  constructor(
    private readonly pool: Pool,
    private readonly client: ClientCredentials,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<RawBodyRequest<FastifyRequest>>();
    const header = (name: string): string => String(request.headers[name] ?? '');
    const appKey = header(SIGNATURE_HEADERS.appKey);
    const nonce = header(SIGNATURE_HEADERS.nonce);
    const timestamp = header(SIGNATURE_HEADERS.timestamp);
    const refuse = (message: string) => new UnauthorizedException({ code: 401, message });

    if (header(SIGNATURE_HEADERS.method) !== SIGNATURE_METHOD)
      throw refuse('signature method unknown');
    if (!/^\d{10}$/.test(timestamp)) throw refuse('timestamp malformed');
    const distance = Math.abs(Date.now() / 1000 - Number(timestamp));
    if (distance > SIGNATURE_WINDOW_SECONDS) throw refuse('timestamp outside the window');
    if (!/^[\w-]{8,64}$/.test(nonce)) throw refuse('nonce malformed');

    const [path = '', query = ''] = request.url.split('?', 2);
    const call = {
      method: request.method,
      path,
      query,
      body: request.rawBody ?? '',
      timestamp,
      nonce,
      appKey,
    };
    const expected = signatureOf(this.client.secret, call);
    const isKnown = appKey === this.client.appKey;
    if (!isSameSignature(expected, header(SIGNATURE_HEADERS.signature)) || !isKnown)
      throw refuse('signature wrong');
    // Last, so that a stranger cannot use up nonces.
    if (!(await this.isFirstUse(appKey, nonce))) throw refuse('nonce used before');
    return true;
  }

  private async isFirstUse(appKey: string, nonce: string): Promise<boolean> {
    await this.forgetOldNonces();
    const { rowCount } = await this.pool.query(
      'INSERT INTO platform_sandbox.nonce (app_key, nonce) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [appKey, nonce],
    );
    return rowCount === 1;
  }

  private async forgetOldNonces(): Promise<void> {
    if (Date.now() - this.cleanedAt < CLEANING_INTERVAL_MS) return;
    this.cleanedAt = Date.now();
    await this.pool.query(
      `DELETE FROM platform_sandbox.nonce WHERE seen_at < now() - make_interval(secs => $1)`,
      [NONCE_KEPT_SECONDS],
    );
  }
}
