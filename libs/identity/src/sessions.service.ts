import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Inject, Injectable } from '@nestjs/common';
import { type RateLimiterRes, RateLimiterMemory } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { inTransaction } from '@app/database';
import { type HttpRequest, TooManyRequests } from '@app/http';
import { SignInRefused } from './identity.errors';
import type { Actor, Role } from './roles';

/** How sign-in behaves in this process. */
export interface IdentitySettings {
  /** Demonstration over the LAN only: a cookie without Secure and without its `__Host-` name. */
  insecureHttp: boolean;
  /** Failed attempts per account in fifteen minutes; an address gets five times as many. */
  signInAttempts: number;
}

export const IDENTITY_SETTINGS = 'IDENTITY_SETTINGS';
const GUESSING_SECONDS = 900;
/** One person's errors must not lock out the office behind the same address. */
const PEOPLE_PER_ADDRESS = 5;
const IDLE = '30 minutes';
const ABSOLUTE = '12 hours';
/** Verified when the login is unknown, so that both refusals take equally long. */
const DECOY = hashPassword(randomBytes(16).toString('hex'));

/** Argon2id at the OWASP minimum: 19 MiB, two passes, one lane. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
}

interface ActorRow {
  user_id: string;
  display_name: string;
  organisation_id: string;
  name_zh: string;
  region_code: string;
  roles: Role[];
  stale: boolean;
}

/** Opaque sessions: 256 random bits in a cookie, their SHA-256 in the table; revoked at once. */
@Injectable()
export class SessionsService {
  private readonly guessesAt: RateLimiterMemory;
  private readonly guessesFrom: RateLimiterMemory;

  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
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
    return this.settings.insecureHttp ? 'jiayi' : '__Host-jiayi';
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
    return this.open(user.id);
  }

  private async open(userId: string): Promise<{ token: string; actor: Actor }> {
    const token = randomBytes(32).toString('base64url');
    await inTransaction(this.db, async (tx) => {
      const rows: { organisation_id: string }[] = await tx.query(
        `INSERT INTO session (id_hash, user_id, organisation_id)
         SELECT $1, user_id, organisation_id FROM membership WHERE user_id = $2
          ORDER BY organisation_id LIMIT 1 RETURNING organisation_id`,
        [idHash(token), userId],
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
    const actor = await this.actorOf(token);
    if (!actor) throw new SignInRefused();
    return { token, actor };
  }

  /** Who is calling, by the request's cookie; undefined without a live session. */
  async findActor(request: HttpRequest): Promise<Actor | undefined> {
    const token = request.cookies[this.cookieName];
    return token === undefined ? undefined : this.actorOf(token);
  }

  async end(request: HttpRequest): Promise<void> {
    const token = request.cookies[this.cookieName];
    if (token === undefined) return;
    await this.db.query(
      'UPDATE session SET ended_at = app_now() WHERE id_hash = $1 AND ended_at IS NULL',
      [idHash(token)],
    );
  }

  private async actorOf(token: string): Promise<Actor | undefined> {
    const id = idHash(token);
    const [row]: ActorRow[] = await this.db.query(
      `SELECT u.id AS user_id, u.display_name, o.id AS organisation_id, o.name_zh, o.region_code,
              array_agg(m.role ORDER BY m.role) AS roles, s.seen_at < app_now() - interval '1 minute' AS stale
         FROM session s
         JOIN app_user u ON u.id = s.user_id AND u.active
         JOIN organisation o ON o.id = s.organisation_id
         JOIN membership m ON m.user_id = u.id AND m.organisation_id = o.id
        WHERE s.id_hash = $1 AND s.ended_at IS NULL
          AND s.seen_at > app_now() - interval '${IDLE}' AND s.created_at > app_now() - interval '${ABSOLUTE}'
        GROUP BY u.id, o.id, s.seen_at`,
      [id],
    );
    if (!row) return undefined;
    if (row.stale)
      await this.db.query('UPDATE session SET seen_at = app_now() WHERE id_hash = $1', [id]);
    return {
      userId: row.user_id,
      displayName: row.display_name,
      organisationId: row.organisation_id,
      organisationNameZh: row.name_zh,
      organisationRegionCode: row.region_code,
      roles: row.roles,
    };
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

const idHash = (token: string): Buffer => createHash('sha256').update(token).digest();
