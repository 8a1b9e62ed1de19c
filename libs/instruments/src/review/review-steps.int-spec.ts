import { DateTime } from 'luxon';
import { etagOf } from '@app/http';
import type { Actor, Role } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import type { Transition } from '../instrument.rules';
import { TestRegister } from '../testing/register';
import type { ReviewStep } from './review.words';

let database: TestDatabase;
let register: TestRegister;
let lab: Actor;
let department: Actor;
let reviewers: Record<'unit' | 'department' | 'county' | 'bureau', Actor>;
let admin: Actor;

/** A Monday, with no holiday in the weeks after. */
const MONDAY = DateTime.fromISO('2026-11-02T09:00:00+08:00') as DateTime<true>;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  admin = await register.buildActor('bureau_admin', { regionCode: '330400' });
  department = await register.buildActor('department_reviewer', { regionCode: '330400' });
});
afterAll(() => database.drop());

beforeEach(async () => {
  await setDatabaseTime(database, MONDAY);
  lab = await register.buildActor('lab_manager');
  await belong('county', department.organisationId);
  const { organisationId } = lab;
  reviewers = {
    unit: await register.buildActor('holder_admin', { organisationId }),
    department,
    county: await register.buildActor('county_reviewer'),
    bureau: await register.buildActor('bureau_reviewer', { regionCode: '330400' }),
  };
});

const belong = (affiliation: string, supervisorId: string | null) =>
  register.db.query('UPDATE organisation SET affiliation = $2, supervisor_id = $3 WHERE id = $1', [
    lab.organisationId,
    affiliation,
    supervisorId,
  ]);

const route = (...steps: ReviewStep[]) =>
  register.routes.put(
    admin,
    'county',
    steps.map((step) => ({ step, workdays: 3 })),
    {},
  );

const move = (actor: Actor, instrumentId: string, transition: Transition, ifMatch?: string) => {
  const reason = transition === 'return' ? '请核对' : undefined;
  return register.lifecycle.move({ actor, instrumentId, transition, reason, ifMatch });
};

async function submitted(actor = lab): Promise<string> {
  const { id } = await register.buildDraft(lab);
  await move(actor, id, 'submit');
  return id;
}

const reviewer = (role: Role, organisationId: string) =>
  register.buildActor(role, { organisationId });

describe('a review in steps', () => {
  beforeEach(() => route('unit', 'department', 'county', 'bureau'));

  it('passes every office in its order, each with its own deadline, and lists after the last', async () => {
    const id = await submitted();
    const due = { unit: '2026-11-05', department: '2026-11-06', county: '2026-11-09' };
    for (const step of ['unit', 'department', 'county'] as const) {
      const before = await register.instruments.get(id);
      expect(before).toMatchObject({
        status: 'submitted',
        review: { step, dueOn: due[step], overdue: false, provisional: false },
      });
      // Everybody else is told whose it is, and changes nothing.
      for (const other of Object.keys(reviewers) as (keyof typeof reviewers)[]) {
        if (other === step) continue;
        const code = other === 'unit' ? 'own-instrument' : 'other-review-step';
        await expect(move(reviewers[other], id, 'approve')).rejects.toMatchObject({ code });
        await expect(move(reviewers[other], id, 'return')).rejects.toMatchObject({ code });
      }
      await setDatabaseTime(database, dayAfter(before.review?.dueOn, step));
      await move(reviewers[step], id, 'approve');
    }
    const last = await move(reviewers.bureau, id, 'approve');
    expect(last).toMatchObject({ status: 'listed', version: 6 });
    expect(last.review).toBeUndefined();
  });

  /** The deadlines above follow from a day more for each step. */
  const dayAfter = (_due: string | undefined, step: 'unit' | 'department' | 'county') =>
    MONDAY.plus({ days: ['unit', 'department', 'county'].indexOf(step) + 1 });

  it('refuses the bureau while an earlier step waits, and names it', async () => {
    const id = await submitted();
    await expect(move(reviewers.bureau, id, 'approve')).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'other-review-step',
      detail: { zh: expect.stringContaining('持有单位的资产管理部门在 2026-11-05 前办理') },
      members: { step: 'unit', dueOn: '2026-11-05' },
    });
  });

  it('keeps each step in the history with who took it', async () => {
    const id = await submitted();
    await move(reviewers.unit, id, 'approve');
    await move(reviewers.department, id, 'return');
    const rows: object[] = await register.db.query(
      `SELECT transition, from_status, to_status, review_step, actor_id FROM instrument_history
        WHERE instrument_id = $1 ORDER BY id OFFSET 2`,
      [id],
    );
    const inReview = { from_status: 'submitted' };
    expect(rows).toEqual([
      {
        ...{ ...inReview, transition: 'approve', to_status: 'submitted', review_step: 'unit' },
        actor_id: reviewers.unit.userId,
      },
      {
        ...{ ...inReview, transition: 'return', to_status: 'returned', review_step: 'department' },
        actor_id: department.userId,
      },
    ]);
  });

  it('begins anew after a return, at the first step', async () => {
    const id = await submitted();
    await move(reviewers.unit, id, 'approve');
    const returned = await move(reviewers.department, id, 'return');
    expect(returned.review).toBeUndefined();
    expect((await move(lab, id, 'submit')).review?.step).toBe('unit');
  });

  it('keeps the steps it began with when the setting changes', async () => {
    const id = await submitted();
    await route('bureau');
    expect((await move(reviewers.unit, id, 'approve')).review).toMatchObject({
      step: 'department',
      steps: [{ step: 'unit' }, { step: 'department' }, { step: 'county' }, { step: 'bureau' }],
    });
    expect((await register.instruments.get(await submitted())).review?.step).toBe('bureau');
  });

  it('skips the department of a holder without one', async () => {
    await belong('county', null);
    const id = await submitted();
    expect((await move(reviewers.unit, id, 'approve')).review?.step).toBe('county');
  });

  it('lets one of two reviewers of a step pass it', async () => {
    const id = await submitted();
    const second = await reviewer('holder_admin', lab.organisationId);
    const outcomes = await Promise.allSettled([
      move(reviewers.unit, id, 'approve'),
      move(second, id, 'approve'),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await register.instruments.get(id)).review?.step).toBe('department');
  });
});

describe('maker and checker', () => {
  it('keeps who submitted from every step, wherever they work', async () => {
    await route('unit', 'bureau');
    const id = await submitted(reviewers.unit);
    await expect(move(reviewers.unit, id, 'approve')).rejects.toMatchObject({
      code: 'second-person-required',
    });
    const colleague = await reviewer('holder_admin', lab.organisationId);
    await move(colleague, id, 'approve');
    const inOffice = { ...reviewers.bureau, userId: reviewers.unit.userId };
    await expect(move(inOffice, id, 'approve')).rejects.toMatchObject({
      code: 'second-person-required',
    });
  });

  it('keeps people of the holder from every other step, also when they act for the office', async () => {
    await route('bureau');
    const id = await submitted();
    await register.db.query(
      `INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, 'lab_manager')`,
      [reviewers.bureau.userId, lab.organisationId],
    );
    await expect(move(reviewers.bureau, id, 'approve')).rejects.toMatchObject({
      code: 'own-instrument',
    });
  });
});

describe('the short form', () => {
  it.each(['bureau', 'county'] as const)('is decided by the %s at once', async (office) => {
    await belong('none', null);
    const id = await submitted();
    expect((await register.instruments.get(id)).review).toMatchObject({
      step: 'office',
      dueOn: '2026-11-16',
    });
    expect(await move(reviewers[office], id, 'approve')).toMatchObject({ status: 'listed' });
  });

  it('is not the county’s for a holder of the city', async () => {
    await belong('city', null);
    const id = await submitted();
    await expect(move(reviewers.county, id, 'approve')).rejects.toMatchObject({
      code: 'other-review-step',
    });
  });
});

describe('InstrumentsService.list', () => {
  it('finds what waits at a step, and what is late there', async () => {
    await route('unit', 'bureau');
    const [waiting, passed] = [await submitted(), await submitted()];
    await move(reviewers.unit, passed, 'approve');
    const draft = await register.buildDraft(lab);
    const find = async (filter: object) => {
      const query = { holderId: lab.organisationId, ...filter };
      const { items } = await register.instruments.list(lab, query);
      return items.map(({ id }) => id).sort();
    };
    expect(await find({ reviewStep: 'unit' })).toEqual([waiting]);
    expect(await find({ reviewStep: 'bureau' })).toEqual([passed]);
    expect(await find({ reviewOverdue: true })).toEqual([]);
    await setDatabaseTime(database, MONDAY.plus({ days: 4 }));
    expect(await find({ reviewOverdue: true })).toEqual([waiting, passed].sort());
    expect(await find({ reviewOverdue: false })).toEqual([draft.id]);
    expect((await register.instruments.get(waiting)).review?.overdue).toBe(true);
  });
});

describe('ReviewRoutesService', () => {
  const bureauOnly = [{ step: 'bureau' as const, workdays: 5 }];
  const put = (ifMatch?: string) =>
    register.routes.put(admin, 'central', bureauOnly, { ...(ifMatch && { ifMatch }) });

  it('shows the short form until something is set, and then that with its version', async () => {
    const of = async (affiliation: string) =>
      (await register.routes.list()).items.find((one) => one.affiliation === affiliation);
    expect(await of('central')).toEqual({
      ...{ affiliation: 'central', isDefault: true, version: 0 },
      steps: [{ step: 'office', workdays: 10 }],
    });
    await put(etagOf(0));
    const set = { affiliation: 'central', isDefault: false, version: 1, steps: bureauOnly };
    expect(await of('central')).toEqual(set);
  });

  it('honours If-Match, also of two who set it for the first time', async () => {
    const outcomes = await Promise.allSettled([
      register.routes.put(admin, 'city', bureauOnly, { ifMatch: etagOf(0) }),
      register.routes.put(admin, 'city', bureauOnly, { ifMatch: etagOf(0) }),
    ]);
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(lost).toMatchObject([{ reason: { kind: 'precondition' } }]);
  });

  it('refuses contradictions', async () => {
    const steps = [...bureauOnly, ...bureauOnly];
    await expect(register.routes.put(admin, 'none', steps, {})).rejects.toMatchObject({
      code: 'fields-refused',
      members: { errors: [{ pointer: '/steps/1/step', code: 'step-repeated' }] },
    });
  });

  it('is in the audit trail with its steps', async () => {
    await register.routes.put(admin, 'provincial', bureauOnly, {});
    const rows: object[] = await register.db.query(
      `SELECT actor_id, detail FROM audit_entry WHERE action = 'review-route.put' AND detail ->> 'affiliation' = 'provincial'`,
    );
    expect(rows).toMatchObject([{ actor_id: admin.userId, detail: { steps: bureauOnly } }]);
  });
});

describe('the table', () => {
  it.each([
    ['review_route_affiliation_known', `'county2', '[{}]'`],
    ['review_route_has_steps', `'none', '[]'`],
  ])('of routes keeps %s', async (constraint, values) => {
    await expect(
      register.db.query(
        `INSERT INTO review_route (affiliation, steps, changed_by) VALUES (${values}, $1)`,
        [admin.userId],
      ),
    ).rejects.toMatchObject({ driverError: { constraint } });
  });

  it.each([
    ['instrument_reviewed_while_submitted', `review_step = NULL`],
    ['instrument_reviewed_while_submitted', `status = 'listed'`],
    ['instrument_review_step_known', `review_step = 'mayor'`],
    [
      'instrument_suspension_known',
      `status = 'suspended', suspension_kind = 'holiday', review_steps = NULL, review_step = NULL, review_due_on = NULL`,
    ],
    ['instrument_returns_from_suspension', `expected_return_on = '2026-12-01'`],
    ['instrument_succeeded_when_retired', `successor_id = holder_id`],
  ])('of instruments keeps %s', async (constraint, change) => {
    const id = await submitted();
    await expect(
      register.db.query(`UPDATE instrument SET ${change} WHERE id = $1`, [id]),
    ).rejects.toMatchObject({ driverError: { constraint } });
  });
});
