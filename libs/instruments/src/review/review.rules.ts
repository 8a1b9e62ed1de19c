import type { FieldError, Text } from '@app/common';
import { type Actor, type Affiliation, hasRole } from '@app/identity';
import type { WorkCalendar } from '@app/work-calendar';
import { OFFICES, type ReviewStep, type RouteStep, SHORT_STEP } from './review.words';

/** Working days of the short form, until the bureau sets others. Our own choice: no source names a figure. */
const SHORT_FORM_WORKDAYS = 10;

/** What holders pass of whose affiliation nothing is set. */
export const SHORT_FORM: readonly RouteStep[] = [
  { step: SHORT_STEP, workdays: SHORT_FORM_WORKDAYS },
];

/** Units of the county and private ones; those of the city, the province and the centre go past the county. */
const UNDER_A_COUNTY: readonly Affiliation[] = ['county', 'none'];

/** A review under way: the steps as they were when it began, and the one that waits. */
export interface Review {
  steps: readonly RouteStep[];
  step: ReviewStep;
  /** Civil date by which the waiting step is to be taken. */
  dueOn: string;
  /** The count touched a year whose holidays were not published. */
  provisional: boolean;
  /** Who submitted, and so takes no step; null when that is no longer known. */
  submittedBy: string | null;
}

/** Where a holder belongs, which decides who reviews what it has. */
export interface ReviewedHolder {
  id: string;
  /** The department in charge (主管部门). */
  supervisorId: string | null;
  /** Region of the county that looks after it; null for who goes past the county. */
  county: string | null;
}

/** What counting a deadline needs: the civil date in Shanghai to count from, and the calendar. */
export interface Counting {
  today: string;
  calendar: WorkCalendar;
}

/** Why a route cannot be set: each office once and in its order, the bureau last, or the short form alone. */
export function routeFaults(affiliation: Affiliation, steps: readonly RouteStep[]): FieldError[] {
  if (steps.length === 1 && steps[0]?.step === SHORT_STEP) return [];
  const faults = steps.flatMap(({ step }, index) => {
    const message = stepFault(affiliation, steps, step, index);
    return message ? [{ pointer: `/steps/${index}/step`, ...message }] : [];
  });
  const last = steps.length - 1;
  return steps[last]?.step === 'bureau' || faults.length > 0
    ? faults
    : [{ pointer: `/steps/${last}/step`, code: 'bureau-not-last', message: BUREAU_LAST }];
}

const BUREAU_LAST: Text = {
  zh: '最后一步须为“bureau”（市科技局审核），请在末尾补上',
  en: 'the last step must be "bureau"; add it at the end',
};

function stepFault(
  affiliation: Affiliation,
  steps: readonly RouteStep[],
  step: ReviewStep,
  index: number,
): { code: string; message: Text } | undefined {
  if (step === SHORT_STEP)
    return {
      code: 'short-form-alone',
      message: {
        zh: '简易审核“office”只能单独使用，请删除其他环节，或改用“bureau”',
        en: 'the short form "office" stands alone; leave the other steps out, or use "bureau"',
      },
    };
  if (steps.slice(0, index).some((earlier) => earlier.step === step))
    return {
      code: 'step-repeated',
      message: { zh: `环节“${step}”重复，请删除一个`, en: `step "${step}" is repeated` },
    };
  const before = steps[index - 1]?.step;
  if (before !== undefined && placeOf(before) > placeOf(step))
    return {
      code: 'step-out-of-order',
      message: {
        zh: `环节“${step}”须在“${before}”之前`,
        en: `step "${step}" comes before "${before}"`,
      },
    };
  if (step === 'county' && !UNDER_A_COUNTY.includes(affiliation))
    return {
      code: 'county-bypassed',
      message: {
        zh: `隶属关系为“${affiliation}”的单位不经县（市、区）审核，请删除环节“county”`,
        en: `holders of affiliation "${affiliation}" go past the county; leave "county" out`,
      },
    };
  return undefined;
}

const placeOf = (step: ReviewStep): number => (OFFICES as readonly string[]).indexOf(step);

/** The steps of a route that this holder has somebody for. */
export const stepsFor = (
  route: readonly RouteStep[],
  { supervisorId, county }: ReviewedHolder,
): RouteStep[] =>
  route.filter(
    ({ step }) =>
      (step !== 'department' || supervisorId !== null) && (step !== 'county' || county !== null),
  );

/** A review at its first step. @throws RangeError for a route without a step */
export const beginReview = (
  steps: readonly RouteStep[],
  submittedBy: string,
  counting: Counting,
): Review => at(steps, 0, submittedBy, counting);

/** The review at its next step; null when the one that was taken is the last. */
export function nextStep(review: Review, counting: Counting): Review | null {
  const index = review.steps.findIndex(({ step }) => step === review.step) + 1;
  return index < review.steps.length ? at(review.steps, index, review.submittedBy, counting) : null;
}

function at(
  steps: readonly RouteStep[],
  index: number,
  submittedBy: string | null,
  { today, calendar }: Counting,
): Review {
  const next = steps[index];
  if (!next) throw new RangeError('a review needs a step');
  const due = calendar.addWorkdays(today, next.workdays);
  const { date: dueOn, provisional } = due;
  return { steps, step: next.step, dueOn, provisional, submittedBy };
}

/** Whether the step is this person's to take. One whose office the holder has no longer falls to the bureau. */
export function isReviewerOf(actor: Actor, step: ReviewStep, holder: ReviewedHolder): boolean {
  const { organisationId, organisationRegionCode } = actor;
  const isBureau = hasRole(actor, 'bureau_reviewer');
  const isCounty = hasRole(actor, 'county_reviewer') && organisationRegionCode === holder.county;
  switch (step) {
    case 'unit':
      return hasRole(actor, 'holder_admin') && organisationId === holder.id;
    case 'department':
      if (holder.supervisorId === null) return isBureau;
      return hasRole(actor, 'department_reviewer') && organisationId === holder.supervisorId;
    case 'county':
      return holder.county === null ? isBureau : isCounty;
    case 'bureau':
      return isBureau;
    case 'office':
      return isBureau || isCounty;
  }
}
