import { ApiProperty } from '@nestjs/swagger';
import { type Affiliation, AFFILIATIONS } from '@app/identity';
import { ItemsField, OneOf, TextField, WholeNumber } from '@app/http';
import { DRAFT_FIELDS, type InstrumentDraft } from '../record/instrument-draft';
import type { Review } from './review.rules';
import { OFFICES, REVIEW_STEPS, type ReviewStep, type RouteStep } from './review.words';

/** Longest time for one step: a quarter of working days. */
const MOST_WORKDAYS = 60;

/** One step of a route. */
export class RouteStepFields implements RouteStep {
  @OneOf(REVIEW_STEPS) step: ReviewStep;
  @WholeNumber({ min: 1, max: MOST_WORKDAYS, description: 'working days it may take' })
  workdays: number;
}

/** Which steps records of one affiliation pass, from now on. */
export class PutReviewRouteRequest {
  @ItemsField(() => RouteStepFields, {
    ...{ min: 1, max: OFFICES.length },
    description: 'unit, department, county in this order, each if wanted, then bureau; or office',
  })
  steps: RouteStepFields[];
}

/** The steps of one affiliation. */
export class ReviewRouteResponse {
  @ApiProperty({ enum: AFFILIATIONS }) affiliation: Affiliation;
  @ApiProperty({ type: [RouteStepFields] }) steps: readonly RouteStep[];
  @ApiProperty({ description: 'nothing is set: the short form' }) isDefault: boolean;
  @ApiProperty({ description: 'also the ETag; 0 while nothing is set' }) version: number;
}

/** The routes of all affiliations. */
export class ReviewRoutesResponse {
  @ApiProperty({ type: [ReviewRouteResponse] }) items: ReviewRouteResponse[];
}

/** Where a review stands. */
export class ReviewResponse {
  @ApiProperty({ enum: REVIEW_STEPS, description: 'the step that waits' }) step: ReviewStep;
  @ApiProperty({ format: 'date' }) dueOn: string;
  @ApiProperty() overdue: boolean;
  @ApiProperty({ description: 'the holidays of a year on the way were not published yet' })
  provisional: boolean;
  @ApiProperty({ type: [RouteStepFields], description: 'as they were when it was submitted' })
  steps: readonly RouteStep[];
}

/** What is wrong with one field of a record. */
export class FieldReason {
  @OneOf(DRAFT_FIELDS) field: keyof InstrumentDraft;
  @TextField({ max: 500, description: 'what to correct' }) reason: string;
}

/** Why a record or its revision is sent back; its people read it. */
export class ReturnRequest {
  @TextField({ max: 500 }) reason: string;
  @ItemsField(() => FieldReason, { ...{ max: DRAFT_FIELDS.length }, nullable: true })
  fields?: FieldReason[] | null;
}

/** What a reader sees of a review; `today` is the civil date in Shanghai. */
export const toReviewResponse = (review: Review, today: string): ReviewResponse => ({
  step: review.step,
  dueOn: review.dueOn,
  overdue: review.dueOn < today,
  provisional: review.provisional,
  steps: review.steps,
});
