import { ApiProperty } from '@nestjs/swagger';
import { isoInZone, type Text } from '@app/common';
import { IdField, OneOf, PageQuery } from '@app/http';
import { RECORD_KINDS, type RecordKind } from './platform-record';
import type { SyncItem } from './sync-item.entity';
import type { SyncRun } from './sync-run.entity';
import {
  ITEM_STATES,
  type ItemState,
  RUN_STATES,
  type RunState,
  SYNC_SCOPES,
  SYNC_TRIGGERS,
  type SyncScope,
  type SyncTrigger,
} from './sync.words';

export class CreateSyncRunRequest {
  @OneOf(SYNC_SCOPES) scope: SyncScope;
}

export class ListSyncItemsQuery extends PageQuery {
  @OneOf(ITEM_STATES, { optional: true }) state?: ItemState;
  @IdField({ optional: true, description: 'the run that last sent the record' }) runId?: string;
}

/** Both sides of one kind of record compared after a run. */
export class ReconciliationResponse {
  @ApiProperty({ enum: RECORD_KINDS }) kind: RecordKind;
  @ApiProperty({ type: 'integer', description: 'records accepted, as we know' }) ours: number;
  @ApiProperty({ type: 'integer', description: 'records the platform holds' }) theirs: number;
  @ApiProperty({ type: 'integer' }) holdersEqual: number;
  @ApiProperty({ type: 'integer' }) holdersDifferent: number;
  @ApiProperty({ type: [String], description: 'credit codes of the first 100 that differ' })
  differing: string[];
}

export class SyncRunResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: SYNC_SCOPES }) scope: SyncScope;
  @ApiProperty({ enum: SYNC_TRIGGERS }) trigger: SyncTrigger;
  @ApiProperty({ enum: RUN_STATES }) state: RunState;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) requestedBy: string | null;
  @ApiProperty({ type: 'integer' }) mappingVersion: number;
  @ApiProperty({ type: 'integer', description: 'records that were open when the run looked' })
  total: number;
  @ApiProperty({ type: 'integer' }) sent: number;
  @ApiProperty({ type: 'integer' }) accepted: number;
  @ApiProperty({ type: 'integer' }) refused: number;
  @ApiProperty({ type: 'integer', description: 'neither accepted nor refused at the end' })
  failed: number;
  @ApiProperty({ type: [ReconciliationResponse], nullable: true })
  reconciliation: ReconciliationResponse[] | null;
  @ApiProperty({ type: String, nullable: true, description: 'why a failed run stopped' })
  failure: Text | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) startedAt: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) finishedAt: string | null;
}

export class SyncItemResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'which platform: delta, or file for a dry run' }) target: string;
  @ApiProperty({ enum: RECORD_KINDS }) recordKind: RecordKind;
  @ApiProperty({ format: 'uuid', description: 'the instrument or the order' }) recordId: string;
  @ApiProperty({ type: String, nullable: true, description: 'instrument name or order number' })
  recordName: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'credit code of the holder' })
  holderCode: string | null;
  @ApiProperty({ enum: ITEM_STATES }) state: ItemState;
  @ApiProperty({ type: 'integer', nullable: true }) recordVersion: number | null;
  @ApiProperty({ type: 'integer', description: 'version last sent, 0 before the first' })
  sentVersion: number;
  @ApiProperty({ type: 'integer', nullable: true, description: "the platform's return code" })
  peerCode: number | null;
  @ApiProperty({ type: String, nullable: true, description: 'field of the NRII field set' })
  field: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'what is wrong, in words' })
  message: Text | null;
  @ApiProperty({ type: 'integer' }) attempts: number;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) lastRunId: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) lastSentAt: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) acceptedAt: string | null;
}

export const toSyncRunResponse = (run: SyncRun): SyncRunResponse => ({
  id: run.id,
  scope: run.scope,
  trigger: run.trigger,
  state: run.state,
  requestedBy: run.requestedBy,
  mappingVersion: run.mappingVersion,
  total: run.total,
  sent: run.sent,
  accepted: run.accepted,
  refused: run.refused,
  failed: run.failed,
  reconciliation: run.reconciliation,
  failure: run.failure,
  createdAt: isoInZone(run.createdAt),
  startedAt: run.startedAt && isoInZone(run.startedAt),
  finishedAt: run.finishedAt && isoInZone(run.finishedAt),
});

export const toSyncItemResponse = (
  item: SyncItem,
  recordName: string | null,
): SyncItemResponse => ({
  id: item.id,
  target: item.target,
  recordKind: item.recordKind,
  recordId: item.recordId,
  recordName,
  holderCode: item.holderCode,
  state: item.state,
  recordVersion: item.recordVersion,
  sentVersion: item.sentVersion,
  peerCode: item.peerCode,
  field: item.field,
  message: item.message,
  attempts: item.attempts,
  lastRunId: item.lastRunId,
  lastSentAt: item.lastSentAt && isoInZone(item.lastSentAt),
  acceptedAt: item.acceptedAt && isoInZone(item.acceptedAt),
});
