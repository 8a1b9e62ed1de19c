import type { EntityManager } from 'typeorm';
import { newId } from '@app/common';
import { type Actor, reachOf } from '@app/identity';
import { TODAY } from '../instrument.queries';
import { REVIEWING_COUNTY } from '../instrument.subjects';
import { type ReviewColumns, reviewValues } from '../review/review-columns';
import type { FieldReason } from '../review/review.dto';
import type { Review } from '../review/review.rules';
import type { ReviewStep } from '../review/review.words';
import type { RevisedField, RevisionState } from './revision.rules';

/** A revision as its table has it. */
export interface RevisionRow extends ReviewColumns {
  id: string;
  instrument_id: string;
  state: RevisionState;
  changes: RevisedField[];
  reason: string | null;
  returned_fields: FieldReason[];
  version: number;
  updated_at: Date;
}

/** What a step makes of a revision. */
export interface RevisionStep {
  state: RevisionState;
  changes?: readonly RevisedField[];
  review?: Review | null;
  reason?: string | null;
  returnedFields?: readonly FieldReason[] | null;
}

/** The open revision of an instrument, if it has one; whoever changes it holds the lock of the instrument. */
export async function findOpenRevision(
  tx: EntityManager,
  instrumentId: string,
): Promise<RevisionRow | undefined> {
  const rows: RevisionRow[] = await tx.query(
    `SELECT * FROM instrument_revision WHERE instrument_id = $1 AND state IN ('draft', 'submitted', 'returned')`,
    [instrumentId],
  );
  return rows[0];
}

/** An open revision with the instrument that it is of, and the civil date in Shanghai. */
export interface OpenRevisionRow extends RevisionRow {
  name_zh: string;
  asset_number: string;
  holder_id: string;
  holder_name_zh: string;
  today: string;
}

/** Up to `limit` + 1 open revisions that the actor may read, the newest first, after the id `after`. */
export function listOpenRevisions(
  tx: EntityManager,
  actor: Actor,
  { reviewStep, reviewOverdue }: { reviewStep?: ReviewStep; reviewOverdue?: boolean },
  { after, limit }: { after: string | number | null; limit: number },
): Promise<OpenRevisionRow[]> {
  const reach = reachOf(actor, 'revisions.get');
  return tx.query(
    `SELECT r.*, i.name_zh, i.asset_number, i.holder_id, o.name_zh AS holder_name_zh, ${TODAY} AS today
       FROM instrument_revision r JOIN instrument i ON i.id = r.instrument_id
       JOIN organisation o ON o.id = i.holder_id
      WHERE r.state IN ('draft', 'submitted', 'returned')
        AND ($1::boolean OR i.holder_id = $2 OR ${REVIEWING_COUNTY} = $3 OR o.supervisor_id = $4)
        AND ($5::uuid IS NULL OR r.id < $5)
        AND ($6::text IS NULL OR r.review_step = $6)
        AND ($7::boolean IS NULL OR (r.review_due_on < ${TODAY}) IS TRUE = $7)
      ORDER BY r.id DESC LIMIT $8`,
    [
      ...[reach.everything, reach.organisationId, reach.regionCode, reach.supervisorId],
      ...[after, reviewStep ?? null, reviewOverdue ?? null, limit + 1],
    ],
  );
}

/** Opens a revision. @returns its id */
export async function insertRevision(
  tx: EntityManager,
  actor: Actor,
  instrumentId: string,
  changes: readonly RevisedField[],
): Promise<string> {
  const id = newId();
  await tx.query(
    'INSERT INTO instrument_revision (id, instrument_id, changes, created_by) VALUES ($1, $2, $3, $4)',
    [id, instrumentId, JSON.stringify(changes), actor.userId],
  );
  return id;
}

/** Writes a step of a revision and counts its version. */
export async function updateRevision(
  tx: EntityManager,
  row: RevisionRow,
  { state, changes = row.changes, review = null, reason, returnedFields }: RevisionStep,
): Promise<RevisionRow> {
  const [rows]: [RevisionRow[], number] = await tx.query(
    `UPDATE instrument_revision
        SET state = $2, changes = $3, reason = $4, returned_fields = $5, review_steps = $6, review_step = $7,
            review_due_on = $8, review_due_provisional = $9, review_submitted_by = $10, version = version + 1,
            updated_at = app_now()
      WHERE id = $1 RETURNING *`,
    [
      ...[row.id, state, JSON.stringify(changes), reason ?? null],
      ...[JSON.stringify(returnedFields ?? []), ...reviewValues(review)],
    ],
  );
  const [written] = rows;
  if (!written) throw new Error(`revision ${row.id} vanished under the lock of its instrument`);
  return written;
}
