import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { instantOf, isoInZone, newId, NotFound } from '@app/common';
import { acrossOrganisations, inTransaction } from '@app/database';
import {
  decodeCursor,
  DEFAULT_PAGE,
  type HttpReply,
  type HttpRequest,
  type Page,
  page,
  type PageQuery,
} from '@app/http';
import type { Caller } from '../access/caller';
import { objectName } from '../access/object-names';
import type { Actor } from '../access/roles';
import { NotSignedIn, SignInRefused } from '../identity.errors';
import { cookieNameOf, IDENTITY_SETTINGS, type IdentitySettings } from '../identity.settings';
import { AGENT_OF_DELEGATION, CallersService, LIVE_SESSION, tokenHash } from './callers.service';
import type { Client } from './client';
import { deviceOf } from './device';
import { DEVICE_DAYS } from './known-devices';
import type { ActForRequest, SessionItem } from './session.dto';

/** A session with the token that opens it, which only the browser keeps. */
export interface OpenSession {
  token: string;
  actor: Actor;
}

/** How a person came to a session. */
interface Opening {
  /** A second factor was given, here or to the issuer that vouches for the person. */
  hasSecondFactor: boolean;
  client: Client;
}

const newToken = (): string => randomBytes(32).toString('base64url');

/** Opaque sessions: 256 random bits in a cookie, their SHA-256 in the table; revoked at once. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly callers: CallersService,
    @Inject(IDENTITY_SETTINGS) private readonly settings: IdentitySettings,
  ) {}

  get cookieName(): string {
    return cookieNameOf(this.settings);
  }

  get deviceCookieName(): string {
    return `${this.cookieName}-device`;
  }

  get cookieOptions(): { path: '/'; httpOnly: true; sameSite: 'lax'; secure: boolean } {
    return { path: '/', httpOnly: true, sameSite: 'lax', secure: !this.settings.insecureHttp };
  }

  clientOf(request: HttpRequest): Client {
    return {
      address: request.ip,
      device: deviceOf(request.headers['user-agent']),
      token: request.cookies[this.cookieName],
      deviceToken: request.cookies[this.deviceCookieName],
    };
  }

  /** Hands the browser the token of its session. */
  give(reply: HttpReply, token: string): void {
    void reply.setCookie(this.cookieName, token, this.cookieOptions);
  }

  /** Hands the browser the token by which it is known at the next sign-in. */
  giveDevice(reply: HttpReply, deviceToken: string): void {
    const maxAge = DEVICE_DAYS * 24 * 3600;
    void reply.setCookie(this.deviceCookieName, deviceToken, { ...this.cookieOptions, maxAge });
  }

  /**
   * Opens a session for a person whom a password, or another issuer, vouches for, in the person's first organisation.
   * The session that the browser had before ends.
   *
   * @throws SignInRefused for a closed account and one without an organisation (401)
   */
  async openFor(userId: string, { hasSecondFactor, client }: Opening): Promise<OpenSession> {
    const token = newToken();
    await inTransaction(this.db, async (tx) => {
      if (client.token !== undefined) await this.endToken(tx, client.token);
      const rows: { organisation_id: string }[] = await tx.query(
        `INSERT INTO session (id_hash, id, user_id, organisation_id, second_factor_at, device, address)
         SELECT $1, $3, m.user_id, m.organisation_id, CASE WHEN $4 THEN app_now() END, $5, $6
           FROM membership m JOIN app_user u ON u.id = m.user_id AND u.active
          WHERE m.user_id = $2 ORDER BY m.organisation_id LIMIT 1 RETURNING organisation_id`,
        [tokenHash(token), userId, newId(), hasSecondFactor, client.device, client.address],
      );
      const organisationId = rows[0]?.organisation_id;
      // A person without any organisation has nothing to sign in for.
      if (organisationId === undefined) throw new SignInRefused();
      await this.audit.record(tx, {
        actor: { userId, organisationId },
        action: 'session.create',
        objectType: 'app_user',
        objectId: userId,
      });
    });
    const caller = await this.callers.bySession(token);
    if (!caller) throw new SignInRefused();
    return { token, actor: caller.actor };
  }

  /**
   * Goes on for another organisation: one the person is a member of, or the principal of a delegation to one.
   *
   * @throws NotFound alike for an organisation that is not the person's and for none (404)
   */
  async actFor(
    caller: Caller,
    { organisationId, delegationId }: ActForRequest,
  ): Promise<OpenSession> {
    const { userId } = caller.actor;
    return inTransaction(this.db, (tx) =>
      // Where the person is a member, and whose agent, is not the matter of the organisation acted for until now.
      acrossOrganisations(tx, async () => {
        if (!(await mayActFor(tx, userId, organisationId, delegationId)))
          throw new NotFound(objectName('organisation'));
        const token = await this.rotate(tx, sessionOf(caller));
        await tx.query(
          'UPDATE session SET organisation_id = $2, delegation_id = $3 WHERE id_hash = $1',
          [tokenHash(token), organisationId, delegationId ?? null],
        );
        await this.audit.record(tx, {
          actor: { userId, organisationId },
          action: 'session.act-for',
          objectType: 'organisation',
          objectId: organisationId,
          detail: delegationId === undefined ? {} : { delegationId },
        });
        const next = await this.callers.bySession(token, tx);
        if (!next) throw new NotSignedIn();
        return { token, actor: next.actor };
      }),
    );
  }

  /** Gives a session a new token; the old one opens nothing from now on. Both time limits run on. */
  async rotate(tx: EntityManager, sessionId: string): Promise<string> {
    const token = newToken();
    const [rows]: [unknown[], number] = await tx.query(
      'UPDATE session SET id_hash = $2 WHERE id = $1 AND ended_at IS NULL RETURNING id',
      [sessionId, tokenHash(token)],
    );
    if (rows.length === 0) throw new NotSignedIn();
    return token;
  }

  /** Notes that the person of a session has just proved who they are, and with what. */
  async noteProof(
    tx: EntityManager,
    sessionId: string,
    { withSecondFactor }: { withSecondFactor: boolean },
  ): Promise<void> {
    await tx.query(
      `UPDATE session SET proved_at = app_now(),
              second_factor_at = CASE WHEN $2 THEN app_now() ELSE second_factor_at END WHERE id = $1`,
      [sessionId, withSecondFactor],
    );
  }

  /** The live sessions of the caller's person, the latest sign-in first. */
  async list(caller: Caller, query: PageQuery): Promise<Page<SessionItem>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const before = decodeCursor(query.cursor, 1)?.[0] ?? null;
    const rows: SessionRow[] = await this.db.query(
      `SELECT s.id, s.device, s.address, s.created_at, s.seen_at, o.id AS organisation_id, o.name_zh
         FROM session s JOIN organisation o ON o.id = s.organisation_id
        WHERE s.user_id = $1 AND ${LIVE_SESSION} AND ($2::uuid IS NULL OR s.id < $2)
        ORDER BY s.id DESC LIMIT $3`,
      [caller.actor.userId, before, limit + 1],
    );
    return page(
      rows,
      limit,
      ({ id }) => [id],
      (row) => toSessionItem(row, caller.sessionId),
    );
  }

  /** Ends one session, whose ever it is. */
  async end(actor: Actor, id: string): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const [ended]: [{ user_id: string }[], number] = await tx.query(
        'UPDATE session SET ended_at = app_now() WHERE id = $1 AND ended_at IS NULL RETURNING user_id',
        [id],
      );
      if (ended[0] === undefined) return;
      await this.audit.record(tx, {
        actor,
        action: 'session.end',
        objectType: 'app_user',
        objectId: ended[0].user_id,
        detail: { sessionId: id },
      });
    });
  }

  async endCurrent(caller: Caller): Promise<void> {
    await this.end(caller.actor, sessionOf(caller));
  }

  /** Ends every session of a person, or every other one: whoever has an old cookie is out with the next request. */
  async endAllOf(tx: EntityManager, userId: string, exceptId: string | null = null): Promise<void> {
    await tx.query(
      `UPDATE session SET ended_at = app_now()
        WHERE user_id = $1 AND ended_at IS NULL AND ($2::uuid IS NULL OR id <> $2)`,
      [userId, exceptId],
    );
  }

  private async endToken(tx: EntityManager, token: string): Promise<void> {
    await tx.query(
      'UPDATE session SET ended_at = app_now() WHERE id_hash = $1 AND ended_at IS NULL',
      [tokenHash(token)],
    );
  }
}

/** The session behind a caller. @throws NotSignedIn for an API key, which has none */
export function sessionOf({ sessionId }: Caller): string {
  if (sessionId === null) throw new NotSignedIn();
  return sessionId;
}

async function mayActFor(
  tx: EntityManager,
  userId: string,
  organisationId: string,
  delegationId: string | undefined,
): Promise<boolean> {
  const rows: unknown[] =
    delegationId === undefined
      ? await tx.query(
          'SELECT FROM membership WHERE user_id = $1 AND organisation_id = $2 LIMIT 1',
          [userId, organisationId],
        )
      : await tx.query(
          `SELECT FROM delegation d JOIN app_user u ON u.id = $1
            WHERE d.principal_id = $2 AND d.id = $3 AND ${AGENT_OF_DELEGATION}`,
          [userId, organisationId, delegationId],
        );
  return rows.length > 0;
}

interface SessionRow {
  id: string;
  device: string;
  address: string;
  created_at: Date;
  seen_at: Date;
  organisation_id: string;
  name_zh: string;
}

const toSessionItem = (row: SessionRow, currentId: string | null): SessionItem => ({
  id: row.id,
  current: row.id === currentId,
  device: row.device,
  address: row.address,
  organisation: { id: row.organisation_id, nameZh: row.name_zh },
  createdAt: isoInZone(instantOf(row.created_at)),
  seenAt: isoInZone(instantOf(row.seen_at)),
});
