import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK, Provider } from 'oidc-provider';
import type { OpenIdSettings } from '@app/common';

/** A client of the issuer; every one has the same secret. */
interface IssuerClient {
  clientId: string;
  redirectUri: string;
}

const SECRET = 'a secret between client and issuer';

/** Who is at the keyboard when the issuer asks; `amr` as RFC 8176 has it. */
export interface Keyboard {
  subject: string;
  amr?: string[];
  /** Turns back instead of signing in. */
  cancels?: boolean;
}

/** A real OpenID Connect provider in this process. Its pages are not shown: whoever comes is {@link keyboard}. */
export class OpenIdIssuer {
  keyboard: Keyboard = { subject: 'nobody' };
  private provider: Provider;

  private constructor(private readonly server: Server) {}

  static async start(clients: readonly IssuerClient[]): Promise<OpenIdIssuer> {
    const server = createServer((request, response) => void issuer.handle(request, response));
    const issuer = new OpenIdIssuer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer.provider = await providerOf(issuer.url, clients);
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  settingsFor(clientId: string): OpenIdSettings {
    return {
      issuer: this.url,
      clientId,
      clientSecret: SECRET,
      label: { zh: '统一身份认证', en: 'Single sign-on' },
      secondFactorValues: ['mfa', 'otp', 'hwk'],
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!request.url?.startsWith('/interaction/')) {
      await this.provider.callback()(request, response);
      return;
    }
    const { subject, amr, cancels } = this.keyboard;
    const result = cancels
      ? { error: 'access_denied', error_description: 'the person turned back' }
      : { login: { accountId: subject, ...(amr && { amr }) } };
    await this.provider.interactionFinished(request, response, result, {
      mergeWithLastSubmission: false,
    });
  }
}

function newKey(): JWK {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' };
}

async function providerOf(url: string, clients: readonly IssuerClient[]): Promise<Provider> {
  // Loaded here, so that a test can first silence the advice for production that it prints.
  const { Provider } = await import('oidc-provider');
  return new Provider(url, {
    clients: clients.map(({ clientId, redirectUri }) => ({
      client_id: clientId,
      client_secret: SECRET,
      redirect_uris: [redirectUri],
    })),
    pkce: { required: () => true },
    cookies: { keys: ['a key of the test'] },
    jwks: { keys: [newKey()] },
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, accountId) => ({
      accountId,
      // The same address at every issuer: nobody may be known by it.
      claims: () => ({ sub: accountId, email: 'wang@example.cn', email_verified: true }),
    }),
    // Consent is given beforehand: it is a page of the issuer's own.
    loadExistingGrant: async ({ oidc }) => {
      const { client, session, provider } = oidc;
      const grant = new provider.Grant({
        clientId: client?.clientId,
        accountId: session?.accountId,
      });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
}
