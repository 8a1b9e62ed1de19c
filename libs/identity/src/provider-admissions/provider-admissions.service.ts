import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, newId } from '@app/common';
import { type IdempotentCall, inCommand, onConstraint } from '@app/database';
import { FileStore } from '@app/files';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  type Page,
  page,
  requireVersion,
} from '@app/http';
import { type Actor, oversees } from '../access/roles';
import { SecondPersonNeeded } from '../identity.errors';
import { findFileProblems } from '../owned-files';
import {
  type AdmissionRow,
  type ListAdmissionsQuery,
  type ProviderAdmissionRequest,
  type ProviderAdmissionResponse,
  toAdmissionResponse,
} from './provider-admission.dto';
import type { AdmissionState } from './provider-admission.entity';
import {
  AdmissionOpen,
  AdmissionStateConflict,
  PayeeAccountNotVerified,
} from './provider-admission.errors';
import {
  ADMISSIONS_SQL,
  findAdmissionFacts,
  getAdmission,
  lockAdmission,
} from './provider-admission.queries';
import {
  ADMISSION_STEPS,
  type AdmissionAction,
  admissionProblems,
} from './provider-admission.rules';

interface Decision extends CommandCall {
  action: Exclude<AdmissionAction, 'correct'>;
  reason: string | null;
}

/** Providers outside the city (市域外服务机构): they apply, a reviewer of the bureau admits them. */
@Injectable()
export class ProviderAdmissions {
  constructor(
    private readonly db: DataSource,
    private readonly files: FileStore,
    private readonly audit: AuditService,
  ) {}

  /**
   * @throws FieldsRefused for a provider inside Jiaxing, or papers that are not its own (422)
   * @throws AdmissionOpen while it is admitted or has applied (409)
   */
  apply(
    actor: Actor,
    input: ProviderAdmissionRequest,
    call?: IdempotentCall,
  ): Promise<ProviderAdmissionResponse> {
    return inCommand(this.db, call, async (tx) => {
      const { organisationId } = actor;
      await this.check(tx, organisationId, input);
      const id = newId();
      try {
        await tx.query(
          `INSERT INTO provider_admission (id, organisation_id, commitment_file_id, payee_account_id, abilities, applied_by)
           VALUES ($1, $2, $3, $4, $5, $6)`,
          [id, organisationId, ...valuesOf(input), actor.userId],
        );
      } catch (error) {
        onConstraint(error, { provider_admission_one_open: () => new AdmissionOpen() });
      }
      await this.record(tx, actor, 'apply', id, { organisationId });
      return toAdmissionResponse(await getAdmission(tx, id));
    });
  }

  /** Hands in repaired papers for a returned application; whoever does is its applicant from then on. */
  correct(
    actor: Actor,
    id: string,
    input: ProviderAdmissionRequest,
    how: CommandCall,
  ): Promise<ProviderAdmissionResponse> {
    return inCommand(this.db, how.call, async (tx) => {
      const admission = await lockAdmission(tx, id);
      requireVersion(how.ifMatch, admission.version);
      const state = stateAfter('correct', admission);
      await this.check(tx, admission.organisation_id, input);
      await tx.query(
        `UPDATE provider_admission
            SET state = $2, commitment_file_id = $3, payee_account_id = $4, abilities = $5, applied_by = $6,
                decided_by = NULL, decided_at = NULL, reason = NULL, version = version + 1
          WHERE id = $1`,
        [id, state, ...valuesOf(input), actor.userId],
      );
      await this.record(tx, actor, 'correct', id, {});
      return toAdmissionResponse(await getAdmission(tx, id));
    });
  }

  /** @throws PayeeAccountNotVerified while finance has not verified the account (422) */
  approve(actor: Actor, id: string, how: CommandCall): Promise<ProviderAdmissionResponse> {
    return this.decide(actor, id, { ...how, action: 'approve', reason: null });
  }

  /** Asks for repair (退回补正). */
  sendBack(
    actor: Actor,
    id: string,
    reason: string,
    how: CommandCall,
  ): Promise<ProviderAdmissionResponse> {
    return this.decide(actor, id, { ...how, action: 'return', reason });
  }

  /** Ends the application (不予入库); the organisation may apply anew. */
  reject(
    actor: Actor,
    id: string,
    reason: string,
    how: CommandCall,
  ): Promise<ProviderAdmissionResponse> {
    return this.decide(actor, id, { ...how, action: 'reject', reason });
  }

  /** Takes an admitted provider off the list (出库); it may apply anew. */
  end(
    actor: Actor,
    id: string,
    reason: string,
    how: CommandCall,
  ): Promise<ProviderAdmissionResponse> {
    return this.decide(actor, id, { ...how, action: 'end', reason });
  }

  /** @throws NotFound */
  async get(id: string): Promise<ProviderAdmissionResponse> {
    return toAdmissionResponse(await getAdmission(this.db.manager, id));
  }

  /** Every application for the offices that look across organisations, else one's own; the newest first. */
  async list(
    actor: Actor,
    { limit = DEFAULT_PAGE, cursor, state }: ListAdmissionsQuery,
  ): Promise<Page<ProviderAdmissionResponse>> {
    const rows: AdmissionRow[] = await this.db.query(
      `${ADMISSIONS_SQL}
        WHERE ($1::uuid IS NULL OR admission.organisation_id = $1) AND ($2::text IS NULL OR admission.state = $2)
          AND ($3::uuid IS NULL OR admission.id < $3) ORDER BY admission.id DESC LIMIT $4`,
      [
        oversees(actor) ? null : actor.organisationId,
        state ?? null,
        decodeCursor(cursor, 1)?.[0] ?? null,
        limit + 1,
      ],
    );
    return page(rows, limit, (row) => [row.id], toAdmissionResponse);
  }

  /** True for a provider on the list (已入库). */
  async isAdmitted(tx: EntityManager, organisationId: string): Promise<boolean> {
    const [row]: { admitted: boolean }[] = await tx.query(
      `SELECT EXISTS (SELECT FROM provider_admission WHERE organisation_id = $1 AND state = 'approved') AS admitted`,
      [organisationId],
    );
    return row?.admitted ?? false;
  }

  private decide(actor: Actor, id: string, decision: Decision): Promise<ProviderAdmissionResponse> {
    const { action, reason } = decision;
    return inCommand(this.db, decision.call, async (tx) => {
      const admission = await lockAdmission(tx, id);
      requireVersion(decision.ifMatch, admission.version);
      const state = stateAfter(action, admission);
      if (admission.applied_by === actor.userId) throw new SecondPersonNeeded();
      if (action === 'approve') await requireVerifiedAccount(tx, admission);
      await tx.query(
        `UPDATE provider_admission
            SET state = $2, reason = $3, decided_by = $4, decided_at = app_now(), version = version + 1
          WHERE id = $1`,
        [id, state, reason, actor.userId],
      );
      await this.record(tx, actor, action, id, {});
      return toAdmissionResponse(await getAdmission(tx, id));
    });
  }

  private async check(
    tx: EntityManager,
    organisationId: string,
    { commitmentFileId, payeeAccountId }: ProviderAdmissionRequest,
  ): Promise<void> {
    const problems = [
      ...admissionProblems(
        await findAdmissionFacts(tx, organisationId, payeeAccountId),
        payeeAccountId,
      ),
      ...(await findFileProblems(this.files, tx, organisationId, {
        '/commitmentFileId': commitmentFileId,
      })),
    ];
    if (problems.length > 0) throw new FieldsRefused(problems);
  }

  private record(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      actor,
      action: `provider-admission.${action}`,
      objectType: 'provider_admission',
      objectId,
      detail,
    });
  }
}

const valuesOf = ({
  commitmentFileId,
  payeeAccountId,
  abilities,
}: ProviderAdmissionRequest): unknown[] => [commitmentFileId, payeeAccountId, abilities];

function stateAfter(action: AdmissionAction, { state }: AdmissionRow): AdmissionState {
  const { from, to } = ADMISSION_STEPS[action];
  if (!from.includes(state)) throw new AdmissionStateConflict(action, state);
  return to;
}

async function requireVerifiedAccount(
  tx: EntityManager,
  { organisation_id, payee_account_id }: AdmissionRow,
): Promise<void> {
  const { accountState } = await findAdmissionFacts(tx, organisation_id, payee_account_id);
  if (accountState !== 'active') throw new PayeeAccountNotVerified();
}
