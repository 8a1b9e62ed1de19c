import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, newId } from '@app/common';
import { type IdempotentCall, inCommand } from '@app/database';
import { FileStore } from '@app/files';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  type Page,
  page,
  type PageQuery,
} from '@app/http';
import type { Actor } from '../access/roles';
import { findFileProblems } from '../owned-files';
import {
  type DelegationResponse,
  type DelegationRow,
  type GrantDelegationRequest,
  toDelegationResponse,
} from './delegation.dto';
import type { DelegatedAction } from './delegation.entity';
import { AgentNotIndependent, DelegationEnded, NotDelegated } from './delegation.errors';
import { DELEGATIONS_SQL, findAgent, getDelegation, isTiedTo, TODAY } from './delegation.queries';
import { agentProblems, isTiedToReviewers, periodProblems } from './delegation.rules';

/** Powers of attorney (授权委托书): who may prepare what for whom, and until when. */
@Injectable()
export class Delegations {
  constructor(
    private readonly db: DataSource,
    private readonly files: FileStore,
    private readonly audit: AuditService,
  ) {}

  /** @throws FieldsRefused for an agent that may not be one, a period that is none, or a file of others (422) */
  grant(
    actor: Actor,
    principalId: string,
    input: GrantDelegationRequest,
    call?: IdempotentCall,
  ): Promise<DelegationResponse> {
    return inCommand(this.db, call, async (tx) => {
      const { agentId, fileId } = input;
      const [now]: { today: string }[] = await tx.query(`SELECT ${TODAY} AS today`);
      const problems = [
        ...agentProblems({ principalId, agentId }, await findAgent(tx, agentId)),
        ...periodProblems(input, now?.today ?? ''),
        ...(await findFileProblems(this.files, tx, principalId, { '/fileId': fileId })),
      ];
      if (problems.length > 0) throw new FieldsRefused(problems);
      const id = newId();
      await tx.query(
        `INSERT INTO delegation (id, principal_id, agent_id, actions, starts_on, ends_on, file_id, granted_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          ...[id, principalId, agentId, input.actions],
          ...[input.startsOn, input.endsOn, fileId, actor.userId],
        ],
      );
      await this.record(tx, actor, 'grant', id, { principalId, agentId, actions: input.actions });
      return getDelegation(tx, id);
    });
  }

  /** Ends it at once, by either side: the agent's sessions under it end with their next request. @throws DelegationEnded */
  revoke(actor: Actor, id: string, { call }: CommandCall): Promise<DelegationResponse> {
    return inCommand(this.db, call, async (tx) => {
      const [revoked]: [unknown[], number] = await tx.query(
        `UPDATE delegation SET revoked_at = app_now()
          WHERE id = $1 AND revoked_at IS NULL AND ends_on >= ${TODAY} RETURNING id`,
        [id],
      );
      if (revoked.length === 0) throw new DelegationEnded();
      await this.record(tx, actor, 'revoke', id, { by: actor.organisationId });
      return getDelegation(tx, id);
    });
  }

  /** Those an organisation has granted and those granted to it, the newest first. */
  async list(
    organisationId: string,
    { limit = DEFAULT_PAGE, cursor }: PageQuery,
  ): Promise<Page<DelegationResponse>> {
    const rows: DelegationRow[] = await this.db.query(
      `${DELEGATIONS_SQL} WHERE $1 IN (d.principal_id, d.agent_id) AND ($2::uuid IS NULL OR d.id < $2)
        ORDER BY d.id DESC LIMIT $3`,
      [organisationId, decodeCursor(cursor, 1)?.[0] ?? null, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toDelegationResponse);
  }

  /**
   * Asks before an agent prepares something for its principal: a delegation in force must name the action, and the
   * agent must still be nobody who reviews or pays.
   *
   * @returns the agent's organisation
   * @throws NotDelegated (403), AgentNotIndependent (422)
   */
  async requireAction(
    tx: EntityManager,
    { organisationId, agentOrganisationId }: Actor,
    action: DelegatedAction,
  ): Promise<string> {
    const [row]: { delegated: boolean }[] = await tx.query(
      `SELECT EXISTS (SELECT FROM delegation WHERE principal_id = $1 AND agent_id = $2 AND $3 = ANY(actions)
                         AND revoked_at IS NULL AND ${TODAY} BETWEEN starts_on AND ends_on) AS delegated`,
      [organisationId, agentOrganisationId, action],
    );
    if (agentOrganisationId === null || !row?.delegated) throw new NotDelegated();
    const agent = await findAgent(tx, agentOrganisationId);
    if (!agent || isTiedToReviewers(agent)) throw new AgentNotIndependent('reviewer');
    return agentOrganisationId;
  }

  /** Nobody of an agent belongs to the other side of what it prepares. @throws AgentNotIndependent (422) */
  async requireIndependent(
    tx: EntityManager,
    agentId: string,
    otherParties: readonly string[],
  ): Promise<void> {
    if (await isTiedTo(tx, agentId, otherParties)) throw new AgentNotIndependent('other-party');
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
      action: `delegation.${action}`,
      objectType: 'delegation',
      objectId,
      detail,
    });
  }
}
