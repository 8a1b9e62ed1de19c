import { AFFILIATIONS, type Role } from '@app/identity';
import { WorkCalendar } from '@app/work-calendar';
import { HOLIDAYS_2026 } from '../../../work-calendar/src/testing/holidays-2026';
import {
  beginReview,
  isReviewerOf,
  nextStep,
  type ReviewedHolder,
  routeFaults,
  SHORT_FORM,
  stepsFor,
} from './review.rules';
import { OFFICES, type ReviewStep } from './review.words';

const routeOf = (...steps: ReviewStep[]) => steps.map((step) => ({ step, workdays: 5 }));
const FULL = routeOf('unit', 'department', 'county', 'bureau');
const holder: ReviewedHolder = { id: 'holder', supervisorId: 'department', county: '330402' };
const counting = (today: string) => ({ today, calendar: new WorkCalendar(HOLIDAYS_2026) });

describe('routeFaults', () => {
  it.each<ReviewStep[]>([
    ['office'],
    ['bureau'],
    ['unit', 'bureau'],
    ['unit', 'department', 'county', 'bureau'],
  ])('takes %s', (...steps) => {
    expect(routeFaults('county', routeOf(...steps))).toEqual([]);
  });

  it.each<[string, string, ReviewStep[]]>([
    ['bureau-not-last', '/steps/0/step', ['unit']],
    ['bureau-not-last', '/steps/1/step', ['unit', 'county']],
    ['step-out-of-order', '/steps/1/step', ['bureau', 'unit']],
    ['step-out-of-order', '/steps/1/step', ['county', 'department', 'bureau']],
    ['step-repeated', '/steps/1/step', ['unit', 'unit', 'bureau']],
    ['step-repeated', '/steps/1/step', ['bureau', 'bureau']],
    ['short-form-alone', '/steps/0/step', ['office', 'bureau']],
    ['short-form-alone', '/steps/1/step', ['unit', 'office']],
  ])('refuses by %s at %s', (code, pointer, steps) => {
    expect(routeFaults('none', routeOf(...steps))).toMatchObject([{ code, pointer }]);
  });

  it('lets the county stand only where holders have one', () => {
    const refused = AFFILIATIONS.filter(
      (affiliation) => routeFaults(affiliation, routeOf('county', 'bureau')).length > 0,
    );
    expect(refused).toEqual(['central', 'provincial', 'city']);
  });
});

describe('stepsFor', () => {
  const namesFor = (changes: Partial<ReviewedHolder>) =>
    stepsFor(FULL, { ...holder, ...changes }).map(({ step }) => step);

  it('leaves out who the holder does not have', () => {
    expect(namesFor({})).toEqual(OFFICES);
    expect(namesFor({ supervisorId: null })).toEqual(['unit', 'county', 'bureau']);
    expect(namesFor({ county: null })).toEqual(['unit', 'department', 'bureau']);
  });
});

describe('a review', () => {
  it('gives each step its working days from the day on which it begins to wait', () => {
    const steps = routeOf('unit', 'bureau');
    const first = beginReview(steps, 'maker', counting('2026-09-24'));
    // Past Mid-Autumn and National Day, with the weekends worked in exchange.
    expect(first).toMatchObject({ step: 'unit', submittedBy: 'maker', provisional: false });
    expect(first.dueOn).toBe(new WorkCalendar(HOLIDAYS_2026).addWorkdays('2026-09-24', 5).date);
    const second = nextStep(first, counting('2026-12-29'));
    expect(second).toMatchObject({ step: 'bureau', dueOn: '2027-01-05', provisional: true });
    expect(second && nextStep(second, counting('2026-12-30'))).toBeNull();
  });

  it('has one step of ten working days in the short form', () => {
    const review = beginReview(SHORT_FORM, 'maker', counting('2026-03-02'));
    expect(review).toMatchObject({ step: 'office', dueOn: '2026-03-16' });
    expect(nextStep(review, counting('2026-03-03'))).toBeNull();
  });

  it('needs a step', () => {
    expect(() => beginReview([], 'maker', counting('2026-03-02'))).toThrow(RangeError);
  });
});

describe('isReviewerOf', () => {
  /** Steps that somebody of these roles takes, at this organisation of this region. */
  const stepsOf = (
    role: Role,
    organisationId: string,
    organisationRegionCode: string,
    changes: Partial<ReviewedHolder> = {},
  ) =>
    [...OFFICES, 'office' as const].filter((step) =>
      isReviewerOf(
        {
          ...{ userId: 'u', displayName: '', organisationNameZh: '', organisationVerified: true },
          ...{ agentOrganisationId: null, roles: [role], organisationId, organisationRegionCode },
        },
        step,
        { ...holder, ...changes },
      ),
    );

  it.each<[Role, string, string, ReviewStep[]]>([
    ['holder_admin', 'holder', '330402', ['unit']],
    ['holder_admin', 'another', '330402', []],
    ['lab_manager', 'holder', '330402', []],
    ['department_reviewer', 'department', '330400', ['department']],
    ['department_reviewer', 'another', '330400', []],
    ['county_reviewer', 'county', '330402', ['county', 'office']],
    ['county_reviewer', 'county2', '330481', []],
    ['bureau_reviewer', 'bureau', '330400', ['bureau', 'office']],
    ['bureau_admin', 'bureau', '330400', []],
    ['bureau_reviewer', 'bureau', '330402', ['bureau', 'office']],
  ])('lets a %s of %s in %s take %j', (role, organisation, region, steps) => {
    expect(stepsOf(role, organisation, region)).toEqual(steps);
  });

  it('gives the bureau what the holder has lost the office for', () => {
    const moved = { supervisorId: null, county: null };
    expect(stepsOf('bureau_reviewer', 'bureau', '330400', moved)).toEqual([
      ...['department', 'county', 'bureau', 'office'],
    ]);
    expect(stepsOf('county_reviewer', 'county', '330402', moved)).toEqual([]);
  });
});
