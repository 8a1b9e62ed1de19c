import { ApiProperty } from '@nestjs/swagger';
import { instantOf, isoInZone } from '@app/common';
import { CivilDateField, IdField, SomeOf } from '@app/http';
import { DELEGATED_ACTIONS, type DelegatedAction } from './delegation.entity';

/** Body of `POST /organisations/{id}/delegations`. */
export class GrantDelegationRequest {
  @IdField({ description: 'organisation that shall act (代理机构)' }) agentId: string;
  @SomeOf(DELEGATED_ACTIONS) actions: DelegatedAction[];
  @CivilDateField({ description: 'first day, in Shanghai' }) startsOn: string;
  @CivilDateField({ description: 'last day, in Shanghai; at most two years after the first' })
  endsOn: string;
  @IdField({ description: 'stored file of the principal: the signed letter (授权委托书)' })
  fileId: string;
}

/** One side of a delegation. */
export class DelegationParty {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() nameZh: string;
}

/** Where a delegation stands today: not begun, in force, over, or taken back. */
export const DELEGATION_STATES = ['upcoming', 'active', 'expired', 'revoked'] as const;
export type DelegationState = (typeof DELEGATION_STATES)[number];

/** A power of attorney, as both sides see it. */
export class DelegationResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ type: DelegationParty }) principal: DelegationParty;
  @ApiProperty({ type: DelegationParty }) agent: DelegationParty;
  @ApiProperty({ enum: DELEGATED_ACTIONS, isArray: true }) actions: DelegatedAction[];
  @ApiProperty({ format: 'date' }) startsOn: string;
  @ApiProperty({ format: 'date', description: 'included' }) endsOn: string;
  @ApiProperty({ format: 'uuid' }) fileId: string;
  @ApiProperty({ enum: DELEGATION_STATES }) state: DelegationState;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) revokedAt: string | null;
}

/** A row of `DELEGATIONS_SQL`. */
export interface DelegationRow {
  id: string;
  principal_id: string;
  principal_name_zh: string;
  agent_id: string;
  agent_name_zh: string;
  actions: DelegatedAction[];
  starts_on: string;
  ends_on: string;
  file_id: string;
  state: DelegationState;
  created_at: Date;
  revoked_at: Date | null;
}

export const toDelegationResponse = (row: DelegationRow): DelegationResponse => ({
  id: row.id,
  principal: { id: row.principal_id, nameZh: row.principal_name_zh },
  agent: { id: row.agent_id, nameZh: row.agent_name_zh },
  actions: row.actions,
  startsOn: row.starts_on,
  endsOn: row.ends_on,
  fileId: row.file_id,
  state: row.state,
  createdAt: isoInZone(instantOf(row.created_at)),
  revokedAt: row.revoked_at && isoInZone(instantOf(row.revoked_at)),
});
