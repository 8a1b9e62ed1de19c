import { Injectable } from '@nestjs/common';
import { Pool, type PoolClient } from 'pg';
import type { HolderDigest, OutgoingRecord, RecordAnswer, RecordKind } from '@app/platform-sync';

/** A record as this peer holds it. */
export interface HeldRecord {
  kind: RecordKind;
  insCode: string;
  key: string;
  version: number;
  hash: string;
  standing: string;
  fields: Record<string, unknown>;
}

/** How often a record came and how often it changed anything. */
export interface DeliveryCount {
  kind: RecordKind;
  insCode: string;
  key: string;
  /** Version held now; null when none was ever accepted. */
  version: number | null;
  received: number;
  applied: number;
  duplicate: number;
  stale: number;
  refused: number;
}

/** What a page of a list starts after and how long it is. */
export interface RecordFilter {
  kind: RecordKind;
  insCode?: string;
  key?: string;
  after?: string;
  limit: number;
}

interface VersionRow {
  ins_code: string;
  key: string;
  version: string;
  hash: string;
}

const INCOMING = `json_to_recordset($1::json)
  AS r(kind text, "insCode" text, key text, version bigint, hash text, standing text, fields jsonb)`;

/** The sandbox's tables. */
@Injectable()
export class RecordStore {
  constructor(private readonly pool: Pool) {}

  /** Runs `work` in one transaction, so that a batch is taken whole or not at all. */
  async inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  /**
   * Stores each record that is newer than what is held and keeps the version in the history; the others stay as they
   * are. The records are of one kind and have different keys.
   *
   * @returns what is held now, by `insCode/key`, and which of the records were written
   */
  async apply(
    client: PoolClient,
    records: readonly OutgoingRecord[],
  ): Promise<{ held: Map<string, { version: number; hash: string }>; written: Set<string> }> {
    const incoming = JSON.stringify(records);
    const written = await client.query<VersionRow>(
      `WITH written AS (
         INSERT INTO platform_sandbox.record AS held (kind, ins_code, key, version, hash, standing, fields)
         SELECT kind, "insCode", key, version, hash, standing, fields FROM ${INCOMING} ORDER BY "insCode", key
         ON CONFLICT (kind, ins_code, key) DO UPDATE
           SET version = excluded.version, hash = excluded.hash, standing = excluded.standing,
               fields = excluded.fields, applied_at = now()
           WHERE held.version < excluded.version
         RETURNING kind, ins_code, key, version, hash, standing, fields
       ), history AS (
         INSERT INTO platform_sandbox.record_version (kind, ins_code, key, version, hash, standing, fields)
         SELECT kind, ins_code, key, version, hash, standing, fields FROM written
       )
       SELECT ins_code, key, version, hash FROM written`,
      [incoming],
    );
    // A statement of its own: only then are rows seen that a rival batch committed while the insert waited for it.
    const held = await client.query<VersionRow>(
      `SELECT held.ins_code, held.key, held.version, held.hash FROM platform_sandbox.record held
       JOIN ${INCOMING} ON held.kind = r.kind AND held.ins_code = r."insCode" AND held.key = r.key`,
      [incoming],
    );
    const nameOf = (row: VersionRow): string => `${row.ins_code}/${row.key}`;
    return {
      held: new Map(
        held.rows.map((row) => [nameOf(row), { version: Number(row.version), hash: row.hash }]),
      ),
      written: new Set(written.rows.map(nameOf)),
    };
  }

  /** Which of these instruments (`insCode/key`) the peer knows. */
  async knownInstruments(client: PoolClient, keys: readonly string[]): Promise<Set<string>> {
    const { rows } = await client.query<{ ins_code: string; key: string }>(
      `SELECT ins_code, key FROM platform_sandbox.record WHERE kind = 'instrument' AND key = ANY($1)`,
      [keys],
    );
    return new Set(rows.map((row) => `${row.ins_code}/${row.key}`));
  }

  /** Counts what happened to each record of a batch. */
  async countDeliveries(client: PoolClient, answers: readonly RecordAnswer[]): Promise<void> {
    await client.query(
      `INSERT INTO platform_sandbox.delivery AS d
         (kind, ins_code, key, received, applied, duplicate, stale, refused, last_code)
       SELECT kind, "insCode", key, 1, (outcome = 'applied')::int, (outcome = 'duplicate')::int,
              (outcome = 'stale')::int, (outcome = 'refused')::int, code
       FROM json_to_recordset($1::json) AS a(kind text, "insCode" text, key text, outcome text, code integer)
       ORDER BY 1, 2, 3
       ON CONFLICT (kind, ins_code, key) DO UPDATE
         SET received = d.received + 1, applied = d.applied + excluded.applied,
             duplicate = d.duplicate + excluded.duplicate, stale = d.stale + excluded.stale,
             refused = d.refused + excluded.refused, last_code = excluded.last_code, last_received_at = now()`,
      [JSON.stringify(answers)],
    );
  }

  /** Records of one kind in key order. */
  async list({ kind, insCode, key, after, limit }: RecordFilter): Promise<HeldRecord[]> {
    const { rows } = await this.pool.query<HeldRecord>(
      `SELECT kind, ins_code AS "insCode", key, version::float8 AS version, hash, standing, fields
       FROM platform_sandbox.record
       WHERE kind = $1 AND ($2::text IS NULL OR ins_code = $2) AND ($3::text IS NULL OR key > $3)
         AND ($4::text IS NULL OR key = $4)
       ORDER BY key LIMIT $5`,
      [kind, insCode ?? null, after ?? null, key ?? null, limit],
    );
    return rows;
  }

  /** One record by its key, or null. */
  async find(kind: RecordKind, insCode: string, key: string): Promise<HeldRecord | null> {
    const { rows } = await this.pool.query<HeldRecord>(
      `SELECT kind, ins_code AS "insCode", key, version::float8 AS version, hash, standing, fields
       FROM platform_sandbox.record WHERE kind = $1 AND ins_code = $2 AND key = $3`,
      [kind, insCode, key],
    );
    return rows[0] ?? null;
  }

  /** Every version of a record that was ever applied, oldest first. */
  async history(kind: RecordKind, insCode: string, key: string): Promise<HeldRecord[]> {
    const { rows } = await this.pool.query<HeldRecord>(
      `SELECT kind, ins_code AS "insCode", key, version::float8 AS version, hash, standing, fields
       FROM platform_sandbox.record_version WHERE kind = $1 AND ins_code = $2 AND key = $3 ORDER BY version`,
      [kind, insCode, key],
    );
    return rows;
  }

  /** Count and digest per holder; see the README for the text that is hashed. */
  async digests(kind: RecordKind): Promise<HolderDigest[]> {
    const { rows } = await this.pool.query<HolderDigest>(
      `SELECT ins_code AS "insCode", count(*)::int AS count,
              encode(sha256(convert_to(
                string_agg(key || ':' || version || ':' || hash, E'\\n' ORDER BY key COLLATE "C"), 'UTF8')), 'hex') AS digest
       FROM platform_sandbox.record WHERE kind = $1 GROUP BY ins_code ORDER BY ins_code`,
      [kind],
    );
    return rows;
  }

  /** How many records of each kind are held. */
  async counts(): Promise<Record<RecordKind, number>> {
    const { rows } = await this.pool.query<{ kind: RecordKind; count: number }>(
      'SELECT kind, count(*)::int AS count FROM platform_sandbox.record GROUP BY kind',
    );
    const found = new Map(rows.map((row) => [row.kind, row.count]));
    return {
      instrument: found.get('instrument') ?? 0,
      service_record: found.get('service_record') ?? 0,
    };
  }

  /** Delivery counts, all or of one key. */
  async deliveries(key: string | null, limit: number): Promise<DeliveryCount[]> {
    const { rows } = await this.pool.query<DeliveryCount>(
      `SELECT d.kind, d.ins_code AS "insCode", d.key, r.version::float8 AS version,
              d.received, d.applied, d.duplicate, d.stale, d.refused
       FROM platform_sandbox.delivery d LEFT JOIN platform_sandbox.record r USING (kind, ins_code, key)
       WHERE $1::text IS NULL OR d.key = $1 ORDER BY d.kind, d.key LIMIT $2`,
      [key, limit],
    );
    return rows;
  }
}
