import { ApiProperty } from '@nestjs/swagger';
import { BooleanField, OneOf, PageQuery } from '@app/http';
import { instantOf, isoInZone } from '@app/common';
import { FieldChangeResponse } from '../instrument-history.dto';
import { reviewOf } from '../review/review-columns';
import { FieldReason, ReviewResponse, toReviewResponse } from '../review/review.dto';
import { REVIEW_STEPS, type ReviewStep } from '../review/review.words';
import { REVIEWED_FIELDS, type ReviewedField } from './reviewed-fields';
import type { OpenRevisionRow, RevisionRow } from './revision.queries';
import {
  OPEN_STATES,
  type RevisedField,
  REVISION_STATES,
  type RevisionState,
} from './revision.rules';

/** Changes of reviewed fields that are on their way, beside what is listed. */
export class RevisionResponse {
  @ApiProperty({
    enum: ['none', ...REVISION_STATES],
    description: 'none: nothing is to be reviewed',
  })
  state: RevisionState | 'none';
  @ApiProperty({ type: [FieldChangeResponse], description: 'from what is listed to what shall be' })
  changes: RevisedField[];
  @ApiProperty({ type: ReviewResponse, required: false, description: 'while it is submitted' })
  review?: ReviewResponse;
  @ApiProperty({ required: false, description: 'why it was sent back' }) reason?: string;
  @ApiProperty({ type: [FieldReason] }) returnedFields: FieldReason[];
  @ApiProperty({ format: 'date-time', required: false }) updatedAt?: string;
  @ApiProperty({ description: 'also the ETag; 0 when there is none' }) version: number;
}

/** Which open revisions to list. */
export class ListRevisionsQuery extends PageQuery {
  @OneOf(REVIEW_STEPS, { optional: true, description: 'where this step of the review waits' })
  reviewStep?: ReviewStep;
  @BooleanField({ optional: true, fromQuery: true, description: 'the step that waits is late' })
  reviewOverdue?: boolean;
}

/** An open revision among others. */
export class OpenRevisionResponse {
  @ApiProperty({ format: 'uuid' }) instrumentId: string;
  @ApiProperty() nameZh: string;
  @ApiProperty() assetNumber: string;
  @ApiProperty({ format: 'uuid' }) holderId: string;
  @ApiProperty() holderNameZh: string;
  @ApiProperty({ enum: OPEN_STATES }) state: RevisionState;
  @ApiProperty({ enum: REVIEWED_FIELDS, isArray: true }) fields: ReviewedField[];
  @ApiProperty({ type: ReviewResponse, required: false, description: 'while it is submitted' })
  review?: ReviewResponse;
  @ApiProperty({ format: 'date-time' }) updatedAt: string;
}

export function toOpenRevisionResponse(row: OpenRevisionRow): OpenRevisionResponse {
  const review = reviewOf(row);
  return {
    instrumentId: row.instrument_id,
    nameZh: row.name_zh,
    assetNumber: row.asset_number,
    holderId: row.holder_id,
    holderNameZh: row.holder_name_zh,
    state: row.state,
    fields: row.changes.map(({ field }) => field),
    ...(review && { review: toReviewResponse(review, row.today) }),
    updatedAt: isoInZone(instantOf(row.updated_at)),
  };
}

/** What a reader sees of a revision, or of there being none; `today` is the civil date in Shanghai. */
export function toRevisionResponse(row: RevisionRow | undefined, today: string): RevisionResponse {
  if (!row) return { state: 'none', changes: [], returnedFields: [], version: 0 };
  const review = reviewOf(row);
  return {
    state: row.state,
    changes: row.changes,
    ...(review && { review: toReviewResponse(review, today) }),
    ...(row.reason !== null && { reason: row.reason }),
    returnedFields: row.returned_fields,
    updatedAt: isoInZone(instantOf(row.updated_at)),
    version: row.version,
  };
}
