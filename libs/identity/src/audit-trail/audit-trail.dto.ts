import { ApiProperty } from '@nestjs/swagger';
import { NOTHING } from '@app/audit';
import { instantOf, isoInZone } from '@app/common';
import { IdField, InstantField, OneOf, TextField, WholeNumber } from '@app/http';

const OUTCOMES = ['done', 'refused'] as const;

/** What an auditor looks for; every filter narrows. */
export class AuditFilter {
  @InstantField({ optional: true, fromQuery: true, description: 'at this moment or later' })
  from?: string;
  @InstantField({ optional: true, fromQuery: true, description: 'before this moment' })
  to?: string;
  @IdField({ optional: true }) actorId?: string;
  @IdField({ optional: true, description: 'the organisation acted for' }) organisationId?: string;
  @TextField({ max: 60, optional: true, description: 'how the action begins, like `claim.`' })
  action?: string;
  @TextField({ max: 40, optional: true }) objectType?: string;
  @IdField({ optional: true }) objectId?: string;
  @OneOf(OUTCOMES, { optional: true }) outcome?: (typeof OUTCOMES)[number];
  @IdField({ optional: true, description: 'the request it was done for' }) requestId?: string;
}

/** A page of the entries that match. */
export class ListAuditEntriesQuery extends AuditFilter {
  @WholeNumber({ min: 1, max: 200, optional: true, fromQuery: true }) limit?: number;
  @TextField({ max: 500, optional: true, description: '`next` of the page before' })
  cursor?: string;
}

class AuditActorResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() displayName: string;
}

class AuditOrganisationResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() nameZh: string;
}

export class AuditEntryResponse {
  @IdField() id: string;
  @InstantField() at: string;
  @ApiProperty({ type: AuditActorResponse, nullable: true, description: 'null: the system itself' })
  actor: AuditActorResponse | null;
  @ApiProperty({ type: AuditOrganisationResponse, nullable: true })
  organisation: AuditOrganisationResponse | null;
  @ApiProperty({
    type: AuditOrganisationResponse,
    nullable: true,
    description: 'the agent (代) by whose hands the organisation acted',
  })
  agentOrganisation: AuditOrganisationResponse | null;
  @ApiProperty() action: string;
  @ApiProperty({ enum: OUTCOMES }) outcome: (typeof OUTCOMES)[number];
  @ApiProperty() objectType: string;
  @ApiProperty({ format: 'uuid', type: String, nullable: true }) objectId: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true }) detail: Record<string, unknown>;
  @ApiProperty({ format: 'uuid', type: String, nullable: true }) requestId: string | null;
  @ApiProperty({ type: String, description: 'the same for all that one transaction did' })
  transaction: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'SHA-256 of the row of the object before the change; null when there was none',
  })
  digestBefore: string | null;
  @ApiProperty({ type: String, nullable: true }) digestAfter: string | null;
  @ApiProperty({ description: 'in a signed block already' }) sealed: boolean;
}

/** A row of `AUDIT_ENTRIES_SQL`. */
export interface AuditEntryRow {
  id: string;
  at: Date;
  /** `at` to the microsecond, ISO 8601, UTC. */
  position: string;
  actor_id: string | null;
  actor_name: string | null;
  organisation_id: string | null;
  organisation_name_zh: string | null;
  agent_organisation_id: string | null;
  agent_organisation_name_zh: string | null;
  action: string;
  outcome: (typeof OUTCOMES)[number];
  object_type: string;
  object_id: string;
  detail: Record<string, unknown>;
  request_id: string | null;
  xid: string;
  digest_before: string | null;
  digest_after: string | null;
  sealed: boolean;
}

const named = (id: string | null, nameZh: string | null): AuditOrganisationResponse | null =>
  id === null ? null : { id, nameZh: nameZh ?? '' };

export const toAuditEntryResponse = (row: AuditEntryRow): AuditEntryResponse => ({
  id: row.id,
  at: isoInZone(instantOf(row.at)),
  actor: row.actor_id === null ? null : { id: row.actor_id, displayName: row.actor_name ?? '' },
  organisation: named(row.organisation_id, row.organisation_name_zh),
  agentOrganisation: named(row.agent_organisation_id, row.agent_organisation_name_zh),
  action: row.action,
  outcome: row.outcome,
  objectType: row.object_type,
  objectId: row.object_id === NOTHING ? null : row.object_id,
  detail: row.detail,
  requestId: row.request_id,
  transaction: row.xid,
  digestBefore: row.digest_before,
  digestAfter: row.digest_after,
  sealed: row.sealed,
});

class FindingResponse {
  @ApiProperty() code: string;
  @ApiProperty({ description: 'what is wrong and where, in the language of the reader' })
  text: string;
}

class RestorationResponse {
  @InstantField() at: string;
  @ApiProperty() reason: string;
  @ApiProperty({ type: String }) backTo: string;
  @ApiProperty({ type: String }) lostUpTo: string;
}

/** What a verification found; the block numbers tell how far back it looked. */
export class AuditVerificationResponse {
  @ApiProperty({ description: 'nothing was found' }) sound: boolean;
  @ApiProperty({ type: [FindingResponse] }) findings: FindingResponse[];
  @ApiProperty({ type: String, description: 'first block looked at' }) firstBlock: string;
  @ApiProperty({ type: String }) lastBlock: string;
  @ApiProperty({ type: 'integer' }) blocks: number;
  @ApiProperty({ type: 'integer' }) entries: number;
  @ApiProperty({ type: 'integer' }) unsealedEntries: number;
  @ApiProperty() unsealedSeconds: number;
  @ApiProperty({ type: 'integer', description: 'heads recorded outside the database' })
  heads: number;
  @InstantField({ nullable: true }) lastHeadAt: string | null;
  @ApiProperty({ type: [RestorationResponse] }) restorations: RestorationResponse[];
  @ApiProperty({ type: 'integer', description: 'objects held against their last entry' })
  objects: number;
}
