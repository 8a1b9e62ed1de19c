import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { prepared } from '@app/database';
import { API_KEY, bearerOf, type HttpRequest } from '@app/http';
import type { Scope } from '../access/api-key-scopes';
import type { Caller } from '../access/caller';
import { type ActingRole, DELEGATE, type Role, SECOND_FACTOR_ROLES } from '../access/roles';
import { ApiKeyRefused } from '../api-keys/api-key.errors';
import { cookieNameOf, IDENTITY_SETTINGS, type IdentitySettings } from '../identity.settings';
import { PASSWORD_RULES } from '../passwords/password.rules';

/** A session not used for so long has ended. Source: ASVS 5.0, 7.3.1. */
const IDLE = '30 minutes';
/** A session ends after so long, used or not. Source: ASVS 5.0, 7.3.2. */
const ABSOLUTE = '12 hours';
/** So long after password or code an operation that asks for recent proof is let through. */
const RECENT = '10 minutes';

/** True of a `session s` that still opens something. */
export const LIVE_SESSION = `s.ended_at IS NULL
          AND s.seen_at > app_now() - interval '${IDLE}' AND s.created_at > app_now() - interval '${ABSOLUTE}'`;

/** True of a `delegation d` under which the person `app_user u` acts for its principal today. */
export const AGENT_OF_DELEGATION = `d.revoked_at IS NULL
          AND (app_now() AT TIME ZONE 'Asia/Shanghai')::date BETWEEN d.starts_on AND d.ends_on
          AND EXISTS (SELECT FROM membership a WHERE a.user_id = u.id AND a.organisation_id = d.agent_id)`;

/** What is kept instead of a token: whoever reads the table can open nothing. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

interface CallerRow {
  user_id: string;
  display_name: string;
  organisation_id: string;
  name_zh: string;
  region_code: string;
  verified: boolean;
  roles: Role[] | null;
  agent_organisation_id: string | null;
  stale: boolean;
}

interface SessionRow extends CallerRow {
  session_id: string;
  has_second_factor: boolean;
  second_factor_enabled: boolean;
  password_days: number | null;
  proved_recently: boolean;
}

interface KeyRow extends CallerRow {
  key_id: string;
  scopes: Scope[];
}

const ORGANISATION = `o.id AS organisation_id, o.name_zh, o.region_code, o.verification = 'verified' AS verified`;

const ROLES_OF = `(SELECT array_agg(m.role ORDER BY m.role) FROM membership m
                    WHERE m.user_id = u.id AND m.organisation_id = o.id) AS roles`;

/** Run for every request of somebody signed in. */
const bySession = (): string =>
  prepared(
    `SELECT u.id AS user_id, u.display_name, ${ORGANISATION}, ${ROLES_OF}, s.id AS session_id,
          d.agent_id AS agent_organisation_id,
          s.second_factor_at IS NOT NULL AS has_second_factor, f.confirmed_at IS NOT NULL AS second_factor_enabled,
          CASE WHEN u.password_hash IS NOT NULL
               THEN extract(epoch FROM app_now() - u.password_changed_at)::float / 86400 END AS password_days,
          s.proved_at > app_now() - interval '${RECENT}' AS proved_recently,
          s.seen_at < app_now() - interval '1 minute' AS stale
     FROM session s
     JOIN app_user u ON u.id = s.user_id AND u.active
     JOIN organisation o ON o.id = s.organisation_id
     LEFT JOIN second_factor f ON f.user_id = u.id
     LEFT JOIN delegation d ON d.id = s.delegation_id AND ${AGENT_OF_DELEGATION}
    WHERE s.id_hash = $1 AND (s.delegation_id IS NULL OR d.id IS NOT NULL) AND ${LIVE_SESSION}`,
  );

/** Finds out who calls: by the session cookie, or by the API key of a machine. One statement for each request. */
@Injectable()
export class CallersService {
  constructor(
    private readonly db: DataSource,
    @Inject(IDENTITY_SETTINGS) private readonly settings: IdentitySettings,
  ) {}

  /**
   * Undefined without a live session. Who sends a key is that machine or nobody: a session beside it does not count.
   *
   * @throws ApiKeyRefused for a key that is not live (401)
   */
  async find(request: HttpRequest): Promise<Caller | undefined> {
    const key = bearerOf(request);
    if (key !== undefined) return this.byKey(key);
    const token = request.cookies[cookieNameOf(this.settings)];
    return token === undefined ? undefined : this.bySession(token);
  }

  /** The caller behind a session's token; undefined when it has ended or its roles were taken away. */
  async bySession(
    token: string,
    db: DataSource | EntityManager = this.db,
  ): Promise<Caller | undefined> {
    const [row]: SessionRow[] = await db.query(bySession(), [tokenHash(token)]);
    if (!row) return undefined;
    const roles: ActingRole[] | null = row.agent_organisation_id ? [DELEGATE] : row.roles;
    if (!roles) return undefined;
    if (row.stale)
      await db.query('UPDATE session SET seen_at = app_now() WHERE id_hash = $1', [
        tokenHash(token),
      ]);
    return {
      ...callerOf(row, roles),
      sessionId: row.session_id,
      lacksSecondFactor:
        !row.has_second_factor &&
        (row.second_factor_enabled || this.needsSecondFactor(row.roles ?? [])),
      passwordExpired: this.isExpired(row.password_days),
      provedRecently: row.proved_recently,
      scopes: null,
    };
  }

  private async byKey(key: string): Promise<Caller> {
    if (!API_KEY.test(key)) throw new ApiKeyRefused();
    const [row]: KeyRow[] = await this.db.query(
      `SELECT u.id AS user_id, u.display_name, ${ORGANISATION}, ${ROLES_OF}, k.id AS key_id, k.scopes,
              NULL AS agent_organisation_id,
              k.last_used_at IS NULL OR k.last_used_at < app_now() - interval '1 minute' AS stale
         FROM api_key k
         JOIN app_user u ON u.id = k.user_id AND u.active
         JOIN organisation o ON o.id = k.organisation_id
        WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND k.expires_at > app_now()`,
      [tokenHash(key)],
    );
    if (!row?.roles) throw new ApiKeyRefused();
    if (row.stale)
      await this.db.query('UPDATE api_key SET last_used_at = app_now() WHERE id = $1', [
        row.key_id,
      ]);
    return {
      ...callerOf(row, row.roles),
      sessionId: null,
      lacksSecondFactor: this.needsSecondFactor(row.roles),
      passwordExpired: false,
      provedRecently: false,
      scopes: row.scopes,
    };
  }

  /** Staff and money; the demonstration's people are invented and have no telephones. */
  needsSecondFactor(roles: readonly Role[]): boolean {
    if (this.settings.demonstration) return false;
    return roles.some((role) => SECOND_FACTOR_ROLES.includes(role));
  }

  /** The demonstration's password is printed at its start, and nobody is asked to change it. */
  private isExpired(days: number | null): boolean {
    const { maxAgeDays } = PASSWORD_RULES[this.settings.passwordPolicy];
    return !this.settings.demonstration && maxAgeDays !== null && (days ?? 0) > maxAgeDays;
  }
}

const callerOf = (row: CallerRow, roles: Caller['actor']['roles']): Pick<Caller, 'actor'> => ({
  actor: {
    userId: row.user_id,
    displayName: row.display_name,
    organisationId: row.organisation_id,
    organisationNameZh: row.name_zh,
    organisationRegionCode: row.region_code,
    organisationVerified: row.verified,
    roles,
    agentOrganisationId: row.agent_organisation_id,
  },
});
