import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ConfigurationError, NotFound } from '@app/common';
import { API_PREFIX, Outbound } from '@app/http';
import type { IdentitySettings } from '../identity.settings';
import type { IdentityProvider } from './identity-provider';
import { OpenIdProvider } from './openid.provider';
import { TicketProvider } from './ticket.provider';

/** A person waits before the screen; larger answers than this no issuer has. */
const LIMITS = { timeoutMs: 10_000, answerLimitBytes: 262_144 };

/** The other ways to sign in that this deployment offers; none unless configured. */
@Injectable()
export class IdentityProviders implements OnModuleDestroy {
  /** @param outbound by which the providers call their issuers; closed with the application */
  constructor(
    readonly all: readonly IdentityProvider[],
    private readonly outbound?: Outbound,
  ) {}

  /** @throws NotFound */
  get(name: string): IdentityProvider {
    const provider = this.all.find((one) => one.name === name);
    if (!provider) throw new NotFound({ zh: '登录方式', en: 'way to sign in' });
    return provider;
  }

  async onModuleDestroy(): Promise<void> {
    await this.outbound?.close();
  }
}

/**
 * The providers that the settings name.
 *
 * @throws ConfigurationError for addresses that must not be called, and without the address that browsers return to
 */
export function identityProvidersOf(settings: IdentitySettings): IdentityProviders {
  const { openId, ticketSignIn, publicUrl } = settings;
  if (!openId && !ticketSignIn) return new IdentityProviders([]);
  if (publicUrl === undefined) {
    throw new ConfigurationError(
      'JIAYI_PUBLIC_URL is not set; sign-in through another issuer needs the address that browsers return to.',
    );
  }
  const outbound = new Outbound({
    peers: [
      ...[openId?.issuer, ticketSignIn?.exchangeUrl].filter((peer) => peer !== undefined),
      ...(settings.outboundOrigins ?? []),
    ],
    privateHosts: settings.outboundPrivateHosts ?? [],
    ...LIMITS,
  });
  const returnTo = (name: string) => returnAddress(publicUrl, name);
  const providers = [
    ...(openId ? [new OpenIdProvider(openId, returnTo('oidc'), outbound)] : []),
    ...(ticketSignIn ? [new TicketProvider(ticketSignIn, returnTo('ticket'), outbound)] : []),
  ];
  return new IdentityProviders(providers, outbound);
}

/** Where an issuer sends browsers back to: what an operator registers there, to the letter. */
export const returnAddress = (publicUrl: string, name: string): string =>
  `${publicUrl.replace(/\/+$/, '')}/${API_PREFIX}/identity-providers/${name}/callback`;
