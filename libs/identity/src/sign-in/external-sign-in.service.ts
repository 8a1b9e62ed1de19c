import { Injectable } from '@nestjs/common';
import { RefusalLog } from '@app/audit';
import { DomainError } from '@app/common';
import type { HttpRequest } from '@app/http';
import type { Actor } from '../access/roles';
import { NotSignedIn } from '../identity.errors';
import { CallersService } from '../sessions/callers.service';
import { SessionsService } from '../sessions/sessions.service';
import { IdentitiesService } from './identities.service';
import type { ExternalPerson, IdentityProvider } from './identity-provider';
import { IdentityProviders } from './identity-providers';
import { IdentityUnknown } from './sign-in.errors';
import { type BegunFlow, FLOW_MINUTES, SignInFlows, type TakenFlow } from './sign-in-flows.service';

const SIGN_IN_PAGE = '/sign-in';
const ACCOUNT_PAGE = '/account';

/** Where a browser that came back goes next, and the session it has from now on. */
interface Outcome {
  location: string;
  token?: string;
}

/** Sends people to other issuers and receives them back, to sign in or to link an identity to their account. */
@Injectable()
export class ExternalSignIn {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly flows: SignInFlows,
    private readonly identities: IdentitiesService,
    private readonly sessions: SessionsService,
    private readonly callers: CallersService,
    private readonly refusals: RefusalLog,
  ) {}

  /** Keeps a flow to the browser that began it. */
  get cookieName(): string {
    return `${this.sessions.cookieName}-sign-in`;
  }

  get cookieOptions(): SessionsService['cookieOptions'] & { maxAge: number } {
    return { ...this.sessions.cookieOptions, maxAge: FLOW_MINUTES * 60 };
  }

  /** @throws NotFound, IdentityProviderUnavailable (503) */
  startSignIn(name: string): Promise<BegunFlow> {
    return this.flows.begin(this.providers.get(name), null);
  }

  /** @throws NotFound, IdentityProviderUnavailable (503) */
  startLinking(actor: Actor, name: string): Promise<BegunFlow> {
    return this.flows.begin(this.providers.get(name), actor.userId);
  }

  /**
   * Ends a flow. A browser asks for this, so refusals become a page of the web app with the problem's code in the
   * fragment.
   *
   * @throws NotFound for a provider that is not offered
   */
  async finish(name: string, request: HttpRequest): Promise<Outcome> {
    const provider = this.providers.get(name);
    const answer = new URL(request.url, 'http://localhost').searchParams;
    const state = answer.get('state') ?? '';
    const browserToken = request.cookies[this.cookieName] ?? '';
    let flow: TakenFlow;
    try {
      flow = await this.flows.take(name, state, browserToken);
    } catch (error) {
      // Anybody can make these up: they leave no trace that could be filled with them.
      return toPage(SIGN_IN_PAGE, error);
    }
    try {
      const person = await provider.finish({ answer, state, memory: flow.memory });
      return flow.userId === null
        ? await this.signIn(provider, person, request)
        : await this.link(provider, person, flow.userId, request);
    } catch (error) {
      const outcome = toPage(flow.userId === null ? SIGN_IN_PAGE : ACCOUNT_PAGE, error);
      const { code } = error as DomainError;
      await this.refusals.record(null, 'identityProviders.finish', undefined, undefined, code);
      return outcome;
    }
  }

  private async signIn(
    { issuer }: IdentityProvider,
    { subject, hasSecondFactor }: ExternalPerson,
    request: HttpRequest,
  ): Promise<Outcome> {
    const userId = await this.identities.findUser(issuer, subject);
    if (userId === undefined) throw new IdentityUnknown();
    const client = this.sessions.clientOf(request);
    const { token } = await this.sessions.openFor(userId, { hasSecondFactor, client });
    return { location: '/', token };
  }

  /** The session that asked for the link must still be the one of this browser. */
  private async link(
    { name, issuer }: IdentityProvider,
    { subject }: ExternalPerson,
    userId: string,
    request: HttpRequest,
  ): Promise<Outcome> {
    const caller = await this.callers.find(request);
    if (caller?.actor.userId !== userId) throw new NotSignedIn();
    await this.identities.link(caller.actor, name, issuer, subject);
    return { location: `${ACCOUNT_PAGE}#linked=${name}` };
  }
}

function toPage(page: string, error: unknown): Outcome {
  if (!(error instanceof DomainError)) throw error;
  return { location: `${page}#problem=${error.code}` };
}
