import type { Text } from '@app/common';

/** A browser about to leave for an issuer. */
export interface Departure {
  redirectTo: string;
  /** What the provider must find again when the answer comes; kept sealed, it never reaches the browser. */
  memory: string;
}

/** A browser that came back. */
export interface Arrival {
  /** The query it came back with, as it was sent. */
  answer: URLSearchParams;
  state: string;
  memory: string;
}

/** Whom an issuer vouches for. Names and addresses it may also tell are not asked for: identity is issuer and subject. */
export interface ExternalPerson {
  subject: string;
  /** The issuer says that it asked for a second factor, and its word counts here. */
  hasSecondFactor: boolean;
}

/** Somebody else who knows who a person is. */
export abstract class IdentityProvider {
  /** Stands in addresses: lower-case letters. */
  abstract readonly name: string;
  abstract readonly label: Text;
  /** Names the issuer in stored identities; changing it makes strangers of everybody who linked one. */
  abstract readonly issuer: string;

  /** @throws IdentityProviderUnavailable */
  abstract start(state: string): Promise<Departure>;

  /**
   * @throws IdentityRefused for an answer that must not be believed
   * @throws IdentityCancelled when the person turned back
   * @throws IdentityProviderUnavailable
   */
  abstract finish(arrival: Arrival): Promise<ExternalPerson>;
}
