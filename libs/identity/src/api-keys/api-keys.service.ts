import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type AuditRecord, AuditService } from '@app/audit';
import { FieldsRefused, instantOf, isoInZone, newId, NotFound } from '@app/common';
import { inTransaction } from '@app/database';
import { decodeCursor, DEFAULT_PAGE, page, type Page, type PageQuery } from '@app/http';
import type { Scope } from '../access/api-key-scopes';
import { objectName } from '../access/object-names';
import type { Actor, Role } from '../access/roles';
import { tokenHash } from '../sessions/callers.service';
import type { ApiKeyResponse, CreateApiKeyRequest, CreatedApiKeyResponse } from './api-key.dto';
import { TooManyApiKeys } from './api-key.errors';
import { DEFAULT_KEY_ROLE, keyLifetimeProblems, keyRoleProblems } from './api-key.rules';
import { newApiKey, prefixOf } from './api-key-text';

/** Keys of one organisation that work at the same time; more are lost track of. */
const MAX_LIVE_KEYS = 20;

interface KeyRow {
  id: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  roles: Role[];
  expires_on: string;
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

const KEYS = `
  SELECT k.id, k.name, k.prefix, k.scopes, k.created_at, k.last_used_at, k.revoked_at,
         ((k.expires_at AT TIME ZONE 'Asia/Shanghai')::date - 1)::text AS expires_on,
         ARRAY(SELECT m.role FROM membership m WHERE m.user_id = k.user_id ORDER BY m.role) AS roles
    FROM api_key k`;

/** Keys with which an organisation's own machines call the API. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /**
   * Makes a key with a machine that acts under it; the answer is the only place where the key ever stands. That is also
   * why this command takes no Idempotency-Key: its stored answer would be another place.
   *
   * @throws FieldsRefused for roles the maker may not give and for a life that is too long (422)
   * @throws TooManyApiKeys (422)
   */
  async create(
    actor: Actor,
    organisationId: string,
    input: CreateApiKeyRequest,
  ): Promise<CreatedApiKeyResponse> {
    const roles = [...new Set(input.roles ?? [DEFAULT_KEY_ROLE])];
    const scopes = [...new Set(input.scopes)];
    const { name, expiresOn } = input;
    const key = newApiKey();
    return inTransaction(this.db, async (tx) => {
      const problems = [
        ...keyRoleProblems(actor.roles, roles),
        ...keyLifetimeProblems(expiresOn, await today(tx)),
      ];
      if (problems.length > 0) throw new FieldsRefused(problems);
      await requireRoom(tx, organisationId);
      const userId = await addMachine(tx, { organisationId, name, roles });
      const id = newId();
      await tx.query(
        `INSERT INTO api_key (id, organisation_id, user_id, name, key_hash, prefix, scopes, created_by, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, ($9::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')`,
        [
          ...[id, organisationId, userId, name, tokenHash(key), prefixOf(key), scopes],
          ...[actor.userId, expiresOn],
        ],
      );
      const detail = { scopes, roles, expiresOn };
      await this.record(tx, { actor, action: 'api-key.create', detail }, id, userId);
      return { ...(await getKey(tx, id)), key };
    });
  }

  /** Keys of an organisation, the newest first, the revoked and ended ones included. */
  async list(organisationId: string, query: PageQuery): Promise<Page<ApiKeyResponse>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const before = decodeCursor(query.cursor, 1)?.[0] ?? null;
    const rows: KeyRow[] = await this.db.query(
      `${KEYS} WHERE k.organisation_id = $1 AND ($2::uuid IS NULL OR k.id < $2) ORDER BY k.id DESC LIMIT $3`,
      [organisationId, before, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toApiKeyResponse);
  }

  /** Ends a key with its machine; no request that begins after this gets through. Doing it twice is no error. */
  async revoke(actor: Actor, id: string): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const [ended]: [{ user_id: string }[], number] = await tx.query(
        `UPDATE api_key SET revoked_at = app_now() WHERE id = $1 AND revoked_at IS NULL RETURNING user_id`,
        [id],
      );
      if (!ended[0]) return;
      await tx.query('UPDATE app_user SET active = false WHERE id = $1', [ended[0].user_id]);
      await this.record(tx, { actor, action: 'api-key.revoke' }, id, ended[0].user_id);
    });
  }

  /** Two lines: one of the key and one of the machine, which is a user like others in the trail. */
  private async record(
    tx: EntityManager,
    what: Pick<AuditRecord, 'actor' | 'action' | 'detail'>,
    keyId: string,
    userId: string,
  ): Promise<void> {
    await this.audit.record(tx, { ...what, objectType: 'api_key', objectId: keyId });
    const detail = { keyId };
    await this.audit.record(tx, { ...what, detail, objectType: 'app_user', objectId: userId });
  }
}

async function today(tx: EntityManager): Promise<string> {
  const rows: { today: string }[] = await tx.query(
    `SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date::text AS today`,
  );
  return rows[0]?.today ?? '';
}

/** The organisation's row is the lock: rivals for its last free place pass one after the other. */
async function requireRoom(tx: EntityManager, organisationId: string): Promise<void> {
  const found: unknown[] = await tx.query(
    'SELECT id FROM organisation WHERE id = $1 FOR NO KEY UPDATE',
    [organisationId],
  );
  if (found.length === 0) throw new NotFound(objectName('organisation'));
  const live: { count: number }[] = await tx.query(
    `SELECT count(*)::integer AS count FROM api_key
      WHERE organisation_id = $1 AND revoked_at IS NULL AND expires_at > app_now()`,
    [organisationId],
  );
  if ((live[0]?.count ?? 0) >= MAX_LIVE_KEYS) throw new TooManyApiKeys(MAX_LIVE_KEYS);
}

/** The machine has no password and a login that nobody can type by chance. */
async function addMachine(
  tx: EntityManager,
  machine: { organisationId: string; name: string; roles: readonly Role[] },
): Promise<string> {
  const id = newId();
  await tx.query(
    `INSERT INTO app_user (id, kind, login, display_name) VALUES ($1, 'machine', $2, $3)`,
    [id, `machine-${id}`, machine.name],
  );
  await tx.query(
    'INSERT INTO membership (user_id, organisation_id, role) SELECT $1, $2, unnest($3::text[])',
    [id, machine.organisationId, machine.roles],
  );
  return id;
}

async function getKey(tx: EntityManager, id: string): Promise<ApiKeyResponse> {
  const [row]: KeyRow[] = await tx.query(`${KEYS} WHERE k.id = $1`, [id]);
  if (!row) throw new NotFound(objectName('api-key'));
  return toApiKeyResponse(row);
}

const toApiKeyResponse = (row: KeyRow): ApiKeyResponse => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  roles: row.roles,
  expiresOn: row.expires_on,
  createdAt: isoInZone(instantOf(row.created_at)),
  lastUsedAt: row.last_used_at && isoInZone(instantOf(row.last_used_at)),
  revokedAt: row.revoked_at && isoInZone(instantOf(row.revoked_at)),
});
