import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RefusalLog } from '@app/audit';
import { inTransaction } from '@app/database';
import type { Caller } from '../access/caller';
import { ProofRefused, SecondFactorCodeRequired } from '../identity.errors';
import { verifyPassword } from '../passwords/password-hash';
import { SecondFactors } from '../second-factor/second-factors.service';
import { proofBucket } from '../sign-in/guess-buckets';
import { Guesses } from '../sign-in/guesses.service';
import type { ProveRequest } from './session.dto';
import { sessionOf, SessionsService } from './sessions.service';

/** Lets the person of a session prove once more who they are, before what must not happen by a forgotten screen. */
@Injectable()
export class Proofs {
  constructor(
    private readonly db: DataSource,
    private readonly guesses: Guesses,
    private readonly secondFactors: SecondFactors,
    private readonly sessions: SessionsService,
    private readonly refusals: RefusalLog,
  ) {}

  /**
   * Notes the proof with the session, which goes on under a new token.
   *
   * @returns the token
   * @throws what {@link check} throws, and SecondFactorCodeRequired without a code where one is needed
   */
  async prove(caller: Caller, { password, code }: ProveRequest): Promise<string> {
    const sessionId = sessionOf(caller);
    const withSecondFactor = await this.secondFactors.isEnabled(caller.actor.userId);
    if (withSecondFactor && code === undefined) throw new SecondFactorCodeRequired();
    await this.check(caller, password, withSecondFactor ? code : undefined);
    return inTransaction(this.db, async (tx) => {
      await this.sessions.noteProof(tx, sessionId, { withSecondFactor });
      return this.sessions.rotate(tx, sessionId);
    });
  }

  /**
   * Checks the person's password, and a code when one is given; few tries for each session. Somebody who signs in through
   * another issuer has no password, and proves nothing without a code either.
   *
   * @throws ProofRefused (401)
   * @throws TooManyRequests (429)
   */
  async check(caller: Caller, password: string | undefined, code?: string): Promise<void> {
    const { userId } = caller.actor;
    const bucket = proofBucket(sessionOf(caller));
    await this.guesses.take(bucket);
    const [account]: { password_hash: string | null }[] = await this.db.query(
      'SELECT password_hash FROM app_user WHERE id = $1',
      [userId],
    );
    const passwordHash = account?.password_hash ?? null;
    const isRight =
      passwordHash === null
        ? code !== undefined
        : password !== undefined && (await verifyPassword(passwordHash, password));
    if (!isRight || (code !== undefined && !(await this.secondFactors.accept(userId, code)))) {
      const refusal = new ProofRefused();
      await this.refusals.record(caller.actor, 'sessions.prove', 'app_user', userId, refusal.code);
      throw refusal;
    }
    await this.guesses.forgive(bucket);
  }
}
