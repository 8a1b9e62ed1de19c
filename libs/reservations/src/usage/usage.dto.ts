import { ApiProperty } from '@nestjs/swagger';
import { instantOf, isoInZone } from '@app/common';
import { IdField, InstantField, OneOf, PageQuery, TextField, WholeNumber } from '@app/http';
import {
  ENTERED_SOURCES,
  type EnteredSource,
  USAGE_KINDS,
  USAGE_SOURCES,
  USAGE_STATES,
  type UsageKind,
  type UsageSource,
  type UsageState,
} from './usage.words';

/** A use without a reservation, as a log book, a sensor or the unit's own system has it. */
export class CreateUsageRecordRequest {
  @InstantField() startsAt: string;
  @InstantField() endsAt: string;
  @WholeNumber({
    min: 1,
    max: 1_000,
    optional: true,
    description: 'number of the unit; 1 unless told',
  })
  unit?: number;
  @WholeNumber({
    max: 44_640,
    optional: true,
    description: 'effective minutes; the period unless told',
  })
  machineMinutes?: number;
  @WholeNumber({ max: 1_000_000, optional: true }) samples?: number;
  @TextField({ max: 200, description: 'user organisation, or group of the holder' })
  userName: string;
  @TextField({
    max: 18,
    optional: true,
    description: 'credit code of a registered user organisation',
  })
  userCreditCode?: string;
  @OneOf(USAGE_KINDS) kind: UsageKind;
  @OneOf(ENTERED_SOURCES) source: EnteredSource;
  @TextField({ max: 500, optional: true, description: 'page of the log book or number elsewhere' })
  evidence?: string;
  @IdField({ optional: true, description: 'an upload of the holder; this or `evidence` is needed' })
  evidenceFileId?: string;
}

export class RejectUsageRecordRequest {
  @TextField({ max: 500 }) reason: string;
}

export class ListUsageRecordsQuery extends PageQuery {
  @OneOf(USAGE_STATES, { optional: true }) state?: UsageState;
  @OneOf(USAGE_SOURCES, { optional: true }) source?: UsageSource;
  @InstantField({ optional: true, fromQuery: true, description: 'ending after it' }) from?: string;
  @InstantField({ optional: true, fromQuery: true, description: 'starting before it' }) to?: string;
}

export class UsageRecordResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) instrumentId: string;
  @ApiProperty({ description: 'number of the unit' }) unit: number;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) reservationId: string | null;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  @ApiProperty({ description: 'effective machine time' }) machineMinutes: number;
  @ApiProperty({ type: Number, nullable: true }) samples: number | null;
  @ApiProperty() userName: string;
  @ApiProperty({ enum: USAGE_KINDS }) kind: UsageKind;
  @ApiProperty({ enum: USAGE_SOURCES }) source: UsageSource;
  @ApiProperty({ type: String, nullable: true }) evidence: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) evidenceFileId: string | null;
  @ApiProperty({ enum: USAGE_STATES }) state: UsageState;
  @ApiProperty({ type: String, nullable: true, description: 'why it was rejected' })
  refusal: string | null;
  @ApiProperty() version: number;
}

/** A record with the number of its unit, as the queries read it. */
export interface UsageRow {
  id: string;
  instrument_id: string;
  unit: number;
  reservation_id: string | null;
  starts_at: Date;
  ends_at: Date;
  machine_minutes: number;
  samples: number | null;
  user_name: string;
  kind: UsageKind;
  source: UsageSource;
  evidence: string | null;
  evidence_file_id: string | null;
  state: UsageState;
  refusal: string | null;
  recorded_by: string | null;
  version: number;
}

/** A record as its holder and the offices see it. */
export const toUsageRecordResponse = (row: UsageRow): UsageRecordResponse => ({
  id: row.id,
  instrumentId: row.instrument_id,
  unit: row.unit,
  reservationId: row.reservation_id,
  startsAt: isoInZone(instantOf(row.starts_at)),
  endsAt: isoInZone(instantOf(row.ends_at)),
  machineMinutes: row.machine_minutes,
  samples: row.samples,
  userName: row.user_name,
  kind: row.kind,
  source: row.source,
  evidence: row.evidence,
  evidenceFileId: row.evidence_file_id,
  state: row.state,
  refusal: row.refusal,
  version: row.version,
});
