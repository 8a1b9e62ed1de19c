import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, instantOf, isoInZone } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, fieldError, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import type {
  ClassifiedHoldingResponse,
  PutClassifiedHoldingRequest,
} from './classified-holding.dto';

/** What an organisation tells of its classified sets. */
interface PutCommand extends CommandCall {
  actor: Actor;
  organisationId: string;
}

interface HoldingRow {
  count: number;
  filing_number: string | null;
  updated_at: Date;
  version: number;
}

/** Counts of classified sets (涉密), which are filed offline and never entered. */
@Injectable()
export class ClassifiedHoldings {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** None, until the organisation has told of any. */
  get(organisationId: string): Promise<ClassifiedHoldingResponse> {
    return read(this.db.manager, organisationId);
  }

  /**
   * Replaces what the organisation told.
   *
   * @throws FieldsRefused for sets without a filing number (422)
   * @throws VersionConflict when If-Match names another version (412)
   */
  put(
    { actor, organisationId, ifMatch, call }: PutCommand,
    { count, filingNumber = null }: PutClassifiedHoldingRequest,
  ): Promise<ClassifiedHoldingResponse> {
    if (count > 0 && filingNumber === null) throw notFiled();
    return inCommand(this.db, call, async (tx) => {
      // The organisation's row makes those who tell for it take turns, also before anything was told.
      await tx.query('SELECT 1 FROM organisation WHERE id = $1 FOR UPDATE', [organisationId]);
      requireVersion(ifMatch, (await read(tx, organisationId)).version);
      await tx.query(
        `INSERT INTO classified_holding AS known (organisation_id, count, filing_number, updated_by)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT ON CONSTRAINT classified_holding_of_organisation DO UPDATE
           SET count = excluded.count, filing_number = excluded.filing_number, updated_by = excluded.updated_by,
               updated_at = app_now(), version = known.version + 1`,
        [organisationId, count, filingNumber, actor.userId],
      );
      await this.audit.record(tx, {
        actor,
        action: 'classifiedHoldings.put',
        objectType: 'organisation',
        objectId: organisationId,
        detail: { count, filingNumber },
      });
      return read(tx, organisationId);
    });
  }
}

async function read(tx: EntityManager, organisationId: string): Promise<ClassifiedHoldingResponse> {
  const [row]: HoldingRow[] = await tx.query(
    'SELECT count, filing_number, updated_at, version FROM classified_holding WHERE organisation_id = $1',
    [organisationId],
  );
  if (!row) return { organisationId, count: 0, version: 0 };
  return {
    organisationId,
    count: row.count,
    ...(row.filing_number !== null && { filingNumber: row.filing_number }),
    updatedAt: isoInZone(instantOf(row.updated_at)),
    version: row.version,
  };
}

const notFiled = (): FieldsRefused =>
  new FieldsRefused([
    fieldError('/filingNumber', 'required', undefined, {
      zh: '有涉密仪器时必须填写线下备案号；没有时请将台数填为 0',
      en: 'is required when there are classified sets; set the count to 0 when there are none',
    }),
  ]);
