import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { newId } from '@app/common';
import { NOTHING, requestIdOf } from './audit.service';

/** Whom the audit trail names. */
interface RefusedCaller {
  userId: string;
  organisationId: string;
}

/** Keeps what was asked for and refused; there is no transaction of its own to join. */
@Injectable()
export class RefusalLog {
  constructor(private readonly db: DataSource) {}

  /** @param code the problem's code; `objectId` when the address named an object */
  async record(
    caller: RefusedCaller | null,
    operation: string,
    objectType: string | undefined,
    objectId: string | undefined,
    code: string,
  ): Promise<void> {
    await this.db.query(
      `INSERT INTO audit_entry (id, actor_id, organisation_id, action, object_type, object_id, detail, outcome, request_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'refused', $8)`,
      [
        newId(),
        caller?.userId ?? null,
        caller?.organisationId ?? null,
        operation,
        objectType ?? 'none',
        objectId ?? NOTHING,
        { code },
        requestIdOf(),
      ],
    );
  }
}
