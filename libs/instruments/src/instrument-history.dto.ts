import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { instantOf, isoInZone } from '@app/common';
import { HISTORY_ACTIONS, type HistoryAction } from './instrument-history.entity';
import type { FieldChange } from './instrument-history.rules';
import { INSTRUMENT_STATUSES, type InstrumentStatus } from './instrument.rules';
import { DRAFT_FIELDS } from './record/instrument-draft';
import { FieldReason } from './review/review.dto';
import { REVIEW_STEPS, type ReviewStep } from './review/review.words';

/** A text, a number, a list, a declaration or nothing, as the field is. */
const ANY_VALUE: ApiPropertyOptions = {
  required: false,
  nullable: true,
  oneOf: [
    ...[{ type: 'string' }, { type: 'number' }, { type: 'boolean' }, { type: 'object' }],
    { type: 'array', items: { type: 'string' } },
  ],
};

/** One field that a change touched. */
export class FieldChangeResponse implements FieldChange {
  @ApiProperty({ enum: [...DRAFT_FIELDS, 'units'] }) field: FieldChange['field'];
  @ApiProperty({ ...ANY_VALUE, description: 'the value before, as the API says it' })
  from?: unknown;
  @ApiProperty({ ...ANY_VALUE, description: 'the value after' }) to?: unknown;
  @ApiProperty({ required: false, enum: [true], description: 'a contact: no value is kept' })
  withheld?: true;
}

/** One thing that was done to an instrument. */
export class HistoryEntryResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: HISTORY_ACTIONS }) action: HistoryAction;
  @ApiProperty({ enum: INSTRUMENT_STATUSES, required: false }) fromStatus?: InstrumentStatus;
  @ApiProperty({ enum: INSTRUMENT_STATUSES }) toStatus: InstrumentStatus;
  @ApiProperty({ enum: REVIEW_STEPS, required: false, description: 'the step that was taken' })
  reviewStep?: ReviewStep;
  @ApiProperty({ required: false }) reason?: string;
  @ApiProperty({ type: [FieldReason] }) returnedFields: FieldReason[];
  @ApiProperty({ type: [FieldChangeResponse] }) changes: FieldChange[];
  @ApiProperty() actorName: string;
  @ApiProperty({ format: 'uuid' }) organisationId: string;
  @ApiProperty() organisationNameZh: string;
  @ApiProperty({ format: 'date-time' }) at: string;
}

/** An entry with who made it. */
export interface HistoryRow {
  id: string;
  transition: HistoryAction;
  from_status: InstrumentStatus | null;
  to_status: InstrumentStatus;
  review_step: ReviewStep | null;
  reason: string | null;
  returned_fields: FieldReason[];
  changes: FieldChange[];
  actor_name: string;
  organisation_id: string;
  organisation_name_zh: string;
  created_at: Date;
}

export const toHistoryEntryResponse = (row: HistoryRow): HistoryEntryResponse => ({
  id: row.id,
  action: row.transition,
  ...(row.from_status && { fromStatus: row.from_status }),
  toStatus: row.to_status,
  ...(row.review_step && { reviewStep: row.review_step }),
  ...(row.reason && { reason: row.reason }),
  returnedFields: row.returned_fields,
  changes: row.changes,
  actorName: row.actor_name,
  organisationId: row.organisation_id,
  organisationNameZh: row.organisation_name_zh,
  at: isoInZone(instantOf(row.created_at)),
});
