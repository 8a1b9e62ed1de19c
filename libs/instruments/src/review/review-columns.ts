import type { Review } from './review.rules';
import type { ReviewStep, RouteStep } from './review.words';

/** How the tables of records and of revisions keep their review; all null unless one is under way. */
export interface ReviewColumns {
  review_steps: RouteStep[] | null;
  review_step: ReviewStep | null;
  review_due_on: string | null;
  review_due_provisional: boolean;
  review_submitted_by: string | null;
}

/** The review that a row is in; null when none is under way. */
export function reviewOf(row: ReviewColumns): Review | null {
  const { review_steps: steps, review_step: step, review_due_on: dueOn } = row;
  if (steps === null || step === null || dueOn === null) return null;
  const { review_due_provisional: provisional, review_submitted_by: submittedBy } = row;
  return { steps, step, dueOn, provisional, submittedBy };
}

/** What to write into these columns, in their order. */
export const reviewValues = (review: Review | null): unknown[] => [
  review && JSON.stringify(review.steps),
  review?.step ?? null,
  review?.dueOn ?? null,
  review?.provisional ?? false,
  review?.submittedBy ?? null,
];
