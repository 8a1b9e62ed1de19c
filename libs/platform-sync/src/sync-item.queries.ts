import type { EntityManager } from 'typeorm';
import { newId, type Text } from '@app/common';
import { MAPPING_VERSION } from './mapping-version';
import type { RecordKind } from './platform-record';
import type { HolderDigest } from './regional-platform';
import type { ItemState } from './sync.words';

/** The part of an item that decides what to send. */
export interface KnownItem {
  recordId: string;
  state: ItemState;
  sentVersion: number;
  payloadHash: string | null;
}

/** What is about to be sent of one record. */
export interface Dispatch {
  recordId: string;
  holderCode: string;
  recordVersion: number;
  sentVersion: number;
  payloadHash: string;
}

/** What became of one record that was sent. */
export interface Verdict {
  recordId: string;
  sentVersion: number;
  state: ItemState;
  peerCode: number | null;
  field: string | null;
  message: Text | null;
}

const KNOWN = `record_id AS "recordId", state, sent_version AS "sentVersion", payload_hash AS "payloadHash"`;

/** The items of these records, where there are any. */
export async function findItems(
  tx: EntityManager,
  target: string,
  kind: RecordKind,
  recordIds: readonly string[],
): Promise<Map<string, KnownItem>> {
  const rows: KnownItem[] = await tx.query(
    `SELECT ${KNOWN} FROM sync_item WHERE target = $1 AND record_kind = $2 AND record_id = ANY($3)`,
    [target, kind, recordIds],
  );
  return new Map(rows.map((row) => [row.recordId, row]));
}

/** Makes the items that are missing and locks all of them in record order, so that rivals do not deadlock. */
export async function lockItems(
  tx: EntityManager,
  target: string,
  kind: RecordKind,
  recordIds: readonly string[],
): Promise<KnownItem[]> {
  const sorted = [...recordIds].sort();
  await tx.query(
    `INSERT INTO sync_item (id, target, record_kind, record_id)
     SELECT new.id, $1, $2, new.record_id FROM unnest($3::uuid[], $4::uuid[]) AS new(id, record_id)
     ON CONFLICT DO NOTHING`,
    [target, kind, sorted.map(newId), sorted],
  );
  return tx.query(
    `SELECT ${KNOWN} FROM sync_item WHERE target = $1 AND record_kind = $2 AND record_id = ANY($3)
      ORDER BY record_id FOR UPDATE`,
    [target, kind, sorted],
  );
}

/** Puts records in the queue of a run; what was accepted in this very content meanwhile is left alone. */
export async function queueForRun(
  tx: EntityManager,
  runId: string,
  items: { target: string; kind: RecordKind; due: readonly { id: string; hash: string }[] },
): Promise<void> {
  const sorted = [...items.due].sort((left, right) => (left.id < right.id ? -1 : 1));
  await tx.query(
    `INSERT INTO sync_item AS item (id, target, record_kind, record_id, state, last_run_id)
     SELECT new.id, $1, $2, new.record_id, 'queued', $3
       FROM unnest($4::uuid[], $5::uuid[]) WITH ORDINALITY AS new(id, record_id, position) ORDER BY new.position
     ON CONFLICT (record_kind, record_id, target) DO UPDATE SET state = 'queued', last_run_id = excluded.last_run_id
      WHERE item.state <> 'accepted' OR item.payload_hash <> ($6::text[])[array_position($5::uuid[], item.record_id)]`,
    [
      items.target,
      items.kind,
      runId,
      sorted.map(newId),
      sorted.map(({ id }) => id),
      sorted.map(({ hash }) => hash),
    ],
  );
}

/** Remembers what is about to be sent, before it is: a crash in between is answered by sending the same again. */
export async function markSent(
  tx: EntityManager,
  target: string,
  kind: RecordKind,
  dispatches: readonly Dispatch[],
): Promise<void> {
  await tx.query(
    `UPDATE sync_item item
        SET state = 'sent', holder_code = new."holderCode", record_version = new."recordVersion",
            mapping_version = $3, last_sent_at = app_now(), peer_code = NULL, field = NULL, message = NULL,
            attempts = CASE WHEN item.payload_hash = new."payloadHash" THEN item.attempts + 1 ELSE 1 END,
            sent_version = new."sentVersion", payload_hash = new."payloadHash"
       FROM json_to_recordset($4::json) AS new("recordId" uuid, "holderCode" text, "recordVersion" integer,
                                               "sentVersion" integer, "payloadHash" text)
      WHERE item.target = $1 AND item.record_kind = $2 AND item.record_id = new."recordId"`,
    [target, kind, MAPPING_VERSION, JSON.stringify(dispatches)],
  );
}

/**
 * Writes verdicts where the item still stands at the version they are about: an answer to an older version changes
 * nothing, and nothing but a newer version takes an acceptance back.
 */
export async function writeVerdicts(
  tx: EntityManager,
  target: string,
  kind: RecordKind,
  verdicts: readonly Verdict[],
): Promise<void> {
  await tx.query(
    `UPDATE sync_item item
        SET state = new.state, peer_code = new."peerCode", field = new.field, message = new.message,
            accepted_at = CASE WHEN new.state = 'accepted' THEN app_now() ELSE item.accepted_at END
       FROM json_to_recordset($3::json) AS new("recordId" uuid, "sentVersion" integer, state text,
                                               "peerCode" integer, field text, message jsonb)
      WHERE item.target = $1 AND item.record_kind = $2 AND item.record_id = new."recordId"
        AND item.sent_version = new."sentVersion" AND item.state <> 'accepted'`,
    [target, kind, JSON.stringify(verdicts)],
  );
}

/** Lifts our version to the one the peer holds, so that the next sending is newer than it. */
export async function liftVersion(
  tx: EntityManager,
  target: string,
  kind: RecordKind,
  lift: { recordId: string; sentVersion: number; heldVersion: number },
): Promise<boolean> {
  const [, lifted]: [unknown, number] = await tx.query(
    `UPDATE sync_item SET state = 'queued', sent_version = $5, payload_hash = NULL
      WHERE target = $1 AND record_kind = $2 AND record_id = $3 AND sent_version = $4 AND state = 'sent'`,
    [target, kind, lift.recordId, lift.sentVersion, lift.heldVersion],
  );
  return lifted === 1;
}

/** Takes records out of the queue that may not go out any more. */
export async function unqueue(
  tx: EntityManager,
  target: string,
  kind: RecordKind,
  recordIds: readonly string[],
): Promise<void> {
  await tx.query(
    `UPDATE sync_item SET state = 'not_sent'
      WHERE target = $1 AND record_kind = $2 AND record_id = ANY($3) AND state IN ('queued', 'undecided', 'sent')`,
    [target, kind, recordIds],
  );
}

/** The next records a run has to send, of one kind, in record order after the last one tried. */
export async function nextOfRun(
  tx: EntityManager,
  runId: string,
  page: { kind: RecordKind; after: string | null; limit: number },
): Promise<string[]> {
  const rows: { record_id: string }[] = await tx.query(
    `SELECT record_id FROM sync_item
      WHERE last_run_id = $1 AND record_kind = $2 AND state IN ('queued', 'undecided')
        AND ($3::uuid IS NULL OR record_id > $3) ORDER BY record_id LIMIT $4`,
    [runId, page.kind, page.after, page.limit],
  );
  return rows.map((row) => row.record_id);
}

/** Our side of the comparison: what we believe the platform holds, by holder, hashed as the peer does. */
export async function ownDigests(
  tx: EntityManager,
  target: string,
  kind: RecordKind,
): Promise<HolderDigest[]> {
  return tx.query(
    `SELECT holder_code AS "insCode", count(*)::int AS count,
            encode(sha256(convert_to(string_agg(record_id || ':' || sent_version || ':' || payload_hash, E'\\n'
                                                ORDER BY record_id::text COLLATE "C"), 'UTF8')), 'hex') AS digest
       FROM sync_item WHERE target = $1 AND record_kind = $2 AND state = 'accepted'
      GROUP BY holder_code ORDER BY holder_code`,
    [target, kind],
  );
}
