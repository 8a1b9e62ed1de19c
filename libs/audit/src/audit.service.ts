import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { callContext, newId } from '@app/common';
import { prepared } from '@app/database';

/** One thing that was done, to be recorded beside its effect. */
export interface AuditRecord {
  /** Who did it; null for the system's own jobs. */
  actor: { userId: string; organisationId: string } | null;
  /** The operation, such as `instrument.approve`. */
  action: string;
  objectType: string;
  objectId: string;
  /** What changed; no personal data, which lives in tables that can be deleted from. */
  detail?: object;
}

/** Stands for no object: a refusal may have none. */
export const NOTHING = '00000000-0000-0000-0000-000000000000';

/** The request this is done for; null in jobs. */
export const requestIdOf = (): string | null => callContext()?.requestId ?? null;

const RECORD = prepared(
  `INSERT INTO audit_entry (id, actor_id, organisation_id, action, object_type, object_id, detail, request_id,
                            agent_organisation_id)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);

/** Writes the audit trail; a failure here fails the action, so that nothing happens without its trace. */
@Injectable()
export class AuditService {
  async record(tx: EntityManager, record: AuditRecord): Promise<void> {
    await tx.query(RECORD, [
      newId(),
      record.actor?.userId ?? null,
      record.actor?.organisationId ?? null,
      record.action,
      record.objectType,
      record.objectId,
      record.detail ?? {},
      requestIdOf(),
      callContext()?.agentOrganisationId ?? null,
    ]);
  }

  /** The same action done to many objects at once, in one statement. */
  async recordAll(
    tx: EntityManager,
    record: Omit<AuditRecord, 'objectId'>,
    objectIds: readonly string[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO audit_entry (id, actor_id, organisation_id, action, object_type, object_id, detail, request_id,
                                agent_organisation_id)
       SELECT entry.id, $3, $4, $5, $6, entry.object_id, $7, $8, $9
         FROM unnest($1::uuid[], $2::uuid[]) AS entry (id, object_id)`,
      [
        objectIds.map(newId),
        objectIds,
        record.actor?.userId ?? null,
        record.actor?.organisationId ?? null,
        record.action,
        record.objectType,
        record.detail ?? {},
        requestIdOf(),
        callContext()?.agentOrganisationId ?? null,
      ],
    );
  }
}
