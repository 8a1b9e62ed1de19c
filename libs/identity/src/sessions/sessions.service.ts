import { randomBytes } from 'node:crypto';
import { verify } from '@node-rs/argon2';
import { Inject, Injectable } from '@nestjs/common';
import { type RateLimiterRes, RateLimiterMemory } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { inTransaction } from '@app/database';
import { type HttpRequest, TooManyRequests } from '@app/http';
import { SignInRefused } from '../identity.errors';
import type { Actor } from '../access/roles';
import { cookieNameOf, IDENTITY_SETTINGS, type IdentitySettings } from '../identity.settings';
import { hashPassword } from '../passwords/password-hash';
import { CallersService, tokenHash } from './callers.service';

const GUESSING_SECONDS = 900;
/** One person's errors must not lock out the office behind the same address. */
const PEOPLE_PER_ADDRESS = 5;
/** Verified when the login is unknown, so that both refusals take equally long. */
const DECOY = hashPassword(randomBytes(16).toString('hex'));

/** Opaque sessions: 256 random bits in a cookie, their SHA-256 in the table; revoked at once. */
@Injectable()
export class SessionsService {
  private readonly guessesAt: RateLimiterMemory;
  private readonly guessesFrom: RateLimiterMemory;

  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly callers: CallersService,
    @Inject(IDENTITY_SETTINGS) private readonly settings: IdentitySettings,
  ) {
    const points = settings.signInAttempts;
    this.guessesAt = new RateLimiterMemory({ points, duration: GUESSING_SECONDS });
    this.guessesFrom = new RateLimiterMemory({
      points: points * PEOPLE_PER_ADDRESS,
      duration: GUESSING_SECONDS,
    });
  }

  get cookieName(): string {
    return cookieNameOf(this.settings);
  }

  get cookieOptions(): { path: '/'; httpOnly: true; sameSite: 'lax'; secure: boolean } {
    return { path: '/', httpOnly: true, sameSite: 'lax', secure: !this.settings.insecureHttp };
  }

  /**
   * Opens a session for the person's first organisation.
   *
   * @throws SignInRefused alike for an unknown login, a wrong password and a closed account
   * @throws TooManyRequests when the account or the address guesses
   */
  async create(
    login: string,
    password: string,
    address: string,
  ): Promise<{ token: string; actor: Actor }> {
    // The address first: one that is blocked already must not use up the attempts of other people's accounts.
    await this.slowGuessing(login, address);
    const [user]: { id: string; password_hash: string }[] = await this.db.query(
      'SELECT id, password_hash FROM app_user WHERE login = $1 AND active',
      [login],
    );
    const matches = await verify(user?.password_hash ?? (await DECOY), password);
    if (!user || !matches) throw new SignInRefused();
    await this.guessesAt.delete(login);
    // A success is no guess: a whole organisation behind one address must be able to sign in each morning.
    await this.guessesFrom.reward(address, 1);
    return this.openFor(user.id, { hasSecondFactor: false });
  }

  /**
   * Opens a session for a person whom a password, or another issuer, vouches for.
   *
   * @throws SignInRefused for a closed account and one without an organisation (401)
   */
  async openFor(
    userId: string,
    { hasSecondFactor }: { hasSecondFactor: boolean },
  ): Promise<{ token: string; actor: Actor }> {
    const token = randomBytes(32).toString('base64url');
    await inTransaction(this.db, async (tx) => {
      const rows: { organisation_id: string }[] = await tx.query(
        `INSERT INTO session (id_hash, id, user_id, organisation_id, second_factor_at)
         SELECT $1, $3, m.user_id, m.organisation_id, CASE WHEN $4 THEN app_now() END
           FROM membership m JOIN app_user u ON u.id = m.user_id AND u.active
          WHERE m.user_id = $2 ORDER BY m.organisation_id LIMIT 1 RETURNING organisation_id`,
        [tokenHash(token), userId, newId(), hasSecondFactor],
      );
      const organisationId = rows[0]?.organisation_id;
      // A person without any organisation has nothing to sign in for.
      if (organisationId === undefined) throw new SignInRefused();
      const actor = { userId, organisationId };
      await this.audit.record(tx, {
        actor,
        action: 'session.create',
        objectType: 'app_user',
        objectId: userId,
      });
    });
    const caller = await this.callers.bySession(token);
    if (!caller) throw new SignInRefused();
    return { token, actor: caller.actor };
  }

  async end(request: HttpRequest): Promise<void> {
    const token = request.cookies[this.cookieName];
    if (token === undefined) return;
    await this.db.query(
      'UPDATE session SET ended_at = app_now() WHERE id_hash = $1 AND ended_at IS NULL',
      [tokenHash(token)],
    );
  }

  private async slowGuessing(login: string, address: string): Promise<void> {
    try {
      await this.guessesFrom.consume(address);
      await this.guessesAt.consume(login);
    } catch (refusal) {
      throw new TooManyRequests(Math.ceil((refusal as RateLimiterRes).msBeforeNext / 1000));
    }
  }
}
