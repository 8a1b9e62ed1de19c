import { Logger } from '@nestjs/common';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  customFetch,
  type CustomFetchOptions,
  discovery,
  enableNonRepudiationChecks,
  type IDToken,
  randomNonce,
  randomPKCECodeVerifier,
  type ServerMetadata,
} from 'openid-client';
import type { OpenIdSettings } from '@app/common';
import type { Outbound } from '@app/http';
import {
  type Arrival,
  type Departure,
  type ExternalPerson,
  IdentityProvider,
} from './identity-provider';
import { IdentityCancelled, IdentityProviderUnavailable, IdentityRefused } from './sign-in.errors';

/**
 * Signatures made with a private key. `none` is nobody's, and one made with the client secret could be ours.
 * Source: ASVS 5.0, 9.1.2.
 */
const ALGORITHMS: readonly string[] = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
/** What an issuer signs with that does not say. Source: OpenID Connect Core 1.0, 3.1.3.7. */
const DEFAULT_ALGORITHM = 'RS256';
/** An issuer that moved its endpoints is found again after so long. */
const DISCOVERY_LIFETIME_MS = 3_600_000;

interface Memory {
  verifier: string;
  nonce: string;
}

/**
 * Sign-in through an OpenID Connect issuer: authorisation code with PKCE, state and nonce, the ID token checked for
 * issuer, audience, algorithm, signature and time. Source: ASVS 5.0, 10.1.2, 10.2.1 and 10.5.
 */
export class OpenIdProvider extends IdentityProvider {
  readonly name = 'oidc';
  readonly label = this.settings.label;
  readonly issuer = this.settings.issuer;
  private readonly logger = new Logger('OpenIdProvider');
  private discovered: { until: number; configuration: Promise<Configuration> } | undefined;

  /** @param returnTo the address that the issuer sends browsers back to, exactly as it is registered there */
  constructor(
    private readonly settings: OpenIdSettings,
    private readonly returnTo: string,
    private readonly outbound: Outbound,
  ) {
    super();
  }

  async start(state: string): Promise<Departure> {
    const memory: Memory = { verifier: randomPKCECodeVerifier(), nonce: randomNonce() };
    const configuration = await this.configuration();
    const address = buildAuthorizationUrl(configuration, {
      redirect_uri: this.returnTo,
      scope: 'openid',
      state,
      nonce: memory.nonce,
      code_challenge: await calculatePKCECodeChallenge(memory.verifier),
      code_challenge_method: 'S256',
    });
    return { redirectTo: address.href, memory: JSON.stringify(memory) };
  }

  async finish({ answer, state, memory }: Arrival): Promise<ExternalPerson> {
    const { verifier, nonce } = JSON.parse(memory) as Memory;
    const configuration = await this.configuration();
    try {
      const tokens = await authorizationCodeGrant(
        configuration,
        new URL(`${this.returnTo}?${answer.toString()}`),
        { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
      );
      const claims = tokens.claims();
      if (!claims?.sub) throw new IdentityRefused();
      return { subject: claims.sub, hasSecondFactor: this.hasSecondFactor(claims) };
    } catch (error) {
      throw this.refusalOf(error);
    }
  }

  private hasSecondFactor({ acr, amr }: IDToken): boolean {
    const said = [acr, amr].flat();
    return this.settings.secondFactorValues.some((value) => said.includes(value));
  }

  private configuration(): Promise<Configuration> {
    if (this.discovered && this.discovered.until > Date.now()) return this.discovered.configuration;
    const configuration = this.discover();
    const discovered = { until: Date.now() + DISCOVERY_LIFETIME_MS, configuration };
    this.discovered = discovered;
    configuration.catch(() => {
      // A failure is not remembered: the next person asks again.
      if (this.discovered === discovered) this.discovered = undefined;
    });
    return configuration;
  }

  private async discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    // What may be plain http is settled by `outbound`, which refuses it for all but private hosts.
    const plain = issuer.startsWith('http:') ? [allowInsecureRequests] : [];
    try {
      const found = await discovery(new URL(issuer), clientId, undefined, undefined, {
        [customFetch]: this.send,
        execute: plain,
      });
      const server = narrowed(found.serverMetadata());
      if (server.issuer !== issuer) throw new Error(`the issuer calls itself ${server.issuer}`);
      const byPost =
        server.token_endpoint_auth_methods_supported?.includes('client_secret_basic') === false;
      const authentication = byPost
        ? ClientSecretPost(clientSecret)
        : ClientSecretBasic(clientSecret);
      const configuration = new Configuration(server, clientId, {}, authentication);
      configuration[customFetch] = this.send;
      for (const extend of [...plain, enableNonRepudiationChecks]) extend(configuration);
      // An issuer without a place to sign in, or with one that is no web address, shows here and not at a person.
      buildAuthorizationUrl(configuration, {});
      return configuration;
    } catch (error) {
      this.logger.warn({ event: 'discovery-failed', reasons: reasonsOf(error) });
      throw new IdentityProviderUnavailable(error);
    }
  }

  /** Only forms are ever sent. No answer, half an answer and a fault of the server are told apart from a false one. */
  private readonly send = async (
    address: string,
    { method, headers, body, signal }: CustomFetchOptions,
  ): Promise<Response> => {
    const form = body instanceof URLSearchParams ? body : null;
    try {
      const answer = await this.outbound.fetch(address, { method, headers, body: form, signal });
      if (answer.status < 500) return answer;
      throw new Error(`HTTP ${answer.status}`);
    } catch (error) {
      throw new IdentityProviderUnavailable(error);
    }
  };

  private refusalOf(error: unknown): Error {
    if (error instanceof AuthorizationResponseError && error.error === 'access_denied')
      return new IdentityCancelled();
    const unavailable = chainOf(error).find((one) => one instanceof IdentityProviderUnavailable);
    const refusal = unavailable ?? new IdentityRefused();
    this.logger.warn({ event: refusal.code, provider: this.name, reasons: reasonsOf(error) });
    return refusal;
  }
}

/** The issuer's own description, less the algorithms that no token is believed with. */
function narrowed(server: Readonly<ServerMetadata>): ServerMetadata {
  const offered = server.id_token_signing_alg_values_supported ?? [DEFAULT_ALGORITHM];
  const accepted = offered.filter((algorithm) => ALGORITHMS.includes(algorithm));
  return { ...server, id_token_signing_alg_values_supported: accepted };
}

function chainOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...chainOf(error.cause)] : [];
}

/**
 * Messages only: the causes of openid-client hold tokens and claims, and the parser of JSON quotes what it could not
 * read; neither belongs into a log.
 */
const reasonsOf = (error: unknown): string[] =>
  chainOf(error)
    .filter(({ name }) => name !== 'SyntaxError')
    .map(({ message }) => message);
