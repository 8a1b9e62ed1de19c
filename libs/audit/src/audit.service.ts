import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '@app/common';

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

/** Writes the audit trail; a failure here fails the action, so that nothing happens without its trace. */
@Injectable()
export class AuditService {
  async record(tx: EntityManager, record: AuditRecord): Promise<void> {
    await tx.query(
      `INSERT INTO audit_entry (id, actor_id, organisation_id, action, object_type, object_id, detail)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        newId(),
        record.actor?.userId ?? null,
        record.actor?.organisationId ?? null,
        record.action,
        record.objectType,
        record.objectId,
        record.detail ?? {},
      ],
    );
  }
}
