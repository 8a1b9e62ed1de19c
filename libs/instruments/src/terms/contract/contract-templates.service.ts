import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, newId } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { requireFromToday } from '../../duty/today';
import { BUILT_IN_CLAUSES, type ContractClauses, PLACEHOLDERS } from './contract-clauses';
import type {
  ContractPreview,
  ContractTemplateResponse,
  PutContractTemplateRequest,
} from './contract-template.dto';
import { renderClauses, templateFaults } from './contract-template.rules';

/** A new version of the clauses, of a holder or, with null, of the city. */
interface PutTemplate extends CommandCall {
  actor: Actor;
  holderId: string | null;
}

interface TemplateRow {
  holder_id: string | null;
  version: number;
  valid_from: string;
  clauses: ContractClauses;
}

/** The clauses that contracts of service are made by; every change is a new version and none is ever overwritten. */
@Injectable()
export class ContractTemplates {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** What holds today for a holder: its own template, or else the city's, or else the built-in text. */
  async get(holderId?: string): Promise<ContractTemplateResponse> {
    const [row]: TemplateRow[] = await this.db.query(
      `SELECT holder_id, version, valid_from::text, clauses FROM contract_template
        WHERE (holder_id = $1 OR holder_id IS NULL) AND valid_from <= (app_now() AT TIME ZONE 'Asia/Shanghai')::date
        ORDER BY holder_id IS NULL, valid_from DESC, version DESC LIMIT 1`,
      [holderId ?? null],
    );
    return toResponse(row);
  }

  /**
   * Sets the clauses from a date on.
   *
   * @throws FieldsRefused for an unknown placeholder or a date gone by (422)
   * @throws VersionConflict when If-Match names another version (412)
   */
  async put(
    { actor, holderId, ifMatch, call }: PutTemplate,
    { clauses, validFrom }: PutContractTemplateRequest,
  ): Promise<ContractTemplateResponse> {
    requireSound(clauses);
    return inCommand(this.db, call, async (tx) => {
      await requireFromToday(tx, '/validFrom', validFrom);
      const current = await lockedVersion(tx, holderId);
      requireVersion(ifMatch, current);
      const [id, version] = [newId(), current + 1];
      await tx.query(
        `INSERT INTO contract_template (id, holder_id, version, clauses, valid_from, created_by)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, holderId, version, JSON.stringify(clauses), validFrom, actor.userId],
      );
      await this.audit.record(tx, {
        actor,
        action: 'contractTemplates.put',
        objectType: 'contract_template',
        objectId: id,
        detail: { holderId, version, validFrom },
      });
      return toResponse({ holder_id: holderId, version, valid_from: validFrom, clauses });
    });
  }

  /** The clauses with examples in place of the placeholders. @throws FieldsRefused for an unknown one (422) */
  preview(clauses: ContractClauses): ContractPreview {
    requireSound(clauses);
    return { clauses: renderClauses(clauses, PLACEHOLDERS) };
  }
}

function requireSound(clauses: ContractClauses): void {
  const faults = templateFaults(clauses);
  if (faults.length > 0) throw new FieldsRefused(faults);
}

/** The highest version there is; whoever adds the next one waits here. */
async function lockedVersion(tx: EntityManager, holderId: string | null): Promise<number> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('contract-template ' || $1, 0))`, [
    holderId ?? 'city',
  ]);
  const [row]: { version: number }[] = await tx.query(
    `SELECT coalesce(max(version), 0) AS version FROM contract_template
      WHERE holder_id IS NOT DISTINCT FROM $1::uuid`,
    [holderId],
  );
  return row?.version ?? 0;
}

function toResponse(row: TemplateRow | undefined): ContractTemplateResponse {
  const placeholders = Object.keys(PLACEHOLDERS);
  if (!row) {
    const [source, clauses] = ['built_in' as const, BUILT_IN_CLAUSES];
    return { source, version: 0, validFrom: null, clauses, placeholders };
  }
  const { version, valid_from: validFrom, clauses } = row;
  const source = row.holder_id === null ? 'city' : 'holder';
  return { source, version, validFrom, clauses, placeholders };
}
