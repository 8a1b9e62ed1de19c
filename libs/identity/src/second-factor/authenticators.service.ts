import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NotFound } from '@app/common';
import { inTransaction } from '@app/database';
import type { Caller } from '../access/caller';
import { objectName } from '../access/object-names';
import type { Actor } from '../access/roles';
import { OperationForbidden, SecondFactorRequired } from '../identity.errors';
import { CallersService } from '../sessions/callers.service';
import { sessionOf, SessionsService } from '../sessions/sessions.service';
import { proofBucket } from '../sign-in/guess-buckets';
import { Guesses } from '../sign-in/guesses.service';
import type { EnrolmentResponse } from './second-factor.dto';
import { SecondFactorNeeded } from './second-factor.errors';
import { SecondFactors } from './second-factors.service';

/** Changes of a second factor, with what each means for the person's sessions. Source: ASVS 5.0, 7.4.3. */
@Injectable()
export class Authenticators {
  constructor(
    private readonly db: DataSource,
    private readonly factors: SecondFactors,
    private readonly guesses: Guesses,
    private readonly sessions: SessionsService,
    private readonly callers: CallersService,
  ) {}

  /** @throws SecondFactorRequired for somebody who has one and has not given its code (403) */
  async enrol(caller: Caller): Promise<EnrolmentResponse> {
    await this.refuseWithoutFormer(caller);
    return this.factors.enrol(caller.actor);
  }

  /**
   * Puts the new authenticator in force: this session goes on under a new token, every other one ends.
   *
   * @throws SecondFactorRequired (403), AuthenticatorNotConfirmed (422), TooManyRequests (429)
   */
  async confirm(caller: Caller, code: string): Promise<{ token: string; recoveryCodes: string[] }> {
    await this.refuseWithoutFormer(caller);
    const { actor } = caller;
    const sessionId = sessionOf(caller);
    const bucket = proofBucket(sessionId);
    await this.guesses.take(bucket);
    const confirmed = await inTransaction(this.db, async (tx) => {
      const recoveryCodes = await this.factors.confirm(tx, actor, code);
      await this.sessions.endAllOf(tx, actor.userId, sessionId);
      await this.sessions.noteProof(tx, sessionId, { withSecondFactor: true });
      return { token: await this.sessions.rotate(tx, sessionId), recoveryCodes };
    });
    await this.guesses.forgive(bucket);
    return confirmed;
  }

  /** @throws SecondFactorNeeded while a role needs it (422), SecondFactorNotSetUp (409) */
  async remove(caller: Caller): Promise<void> {
    const { actor } = caller;
    await inTransaction(this.db, async (tx) => {
      const roles = await this.factors.rolesOf(tx, actor.userId);
      if (this.callers.needsSecondFactor(roles)) throw new SecondFactorNeeded();
      await this.factors.remove(tx, actor, actor.userId);
      await this.sessions.endAllOf(tx, actor.userId, sessionOf(caller));
    });
  }

  /**
   * Takes the second factor of a member who lost it: the next sign-in sets up another. Every session of the member ends.
   *
   * @throws NotFound for somebody who is no member (404), OperationForbidden for one's own (403), SecondFactorNotSetUp
   */
  async reset(actor: Actor, organisationId: string, userId: string): Promise<void> {
    // One's own goes by password and code, like everybody's.
    if (userId === actor.userId) throw new OperationForbidden();
    await inTransaction(this.db, async (tx) => {
      const members: unknown[] = await tx.query(
        'SELECT FROM membership WHERE organisation_id = $1 AND user_id = $2 LIMIT 1',
        [organisationId, userId],
      );
      if (members.length === 0) throw new NotFound(objectName('member'));
      await this.factors.remove(tx, actor, userId);
      await this.sessions.endAllOf(tx, userId);
    });
  }

  /** Who came in by another issuer could else replace the authenticator that the session still asks for. */
  private async refuseWithoutFormer({ actor, lacksSecondFactor }: Caller): Promise<void> {
    if (lacksSecondFactor && (await this.factors.isEnabled(actor.userId)))
      throw new SecondFactorRequired();
  }
}
