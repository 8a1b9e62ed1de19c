import { DateTime } from 'luxon';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { fen, newId } from '@app/common';
import type { Actor } from '@app/identity';
import { TestBooks } from '../testing/books';
import { QuotaDesk } from '../testing/quota-desk';
import {
  QUOTA_ACTIONS,
  QUOTA_LIFE,
  QUOTA_STATES,
  type QuotaAction,
} from './quota-application.words';

let database: TestDatabase;
let books: TestBooks;
let desk: QuotaDesk;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  books = new TestBooks(database.dataSource);
  desk = new QuotaDesk(books);
});
afterAll(() => database.drop());
beforeEach(() =>
  setDatabaseTime(database, DateTime.fromISO('2026-06-01T09:00:00+08:00') as DateTime<true>),
);
afterEach(async () => {
  expect(await books.violations()).toEqual([]);
});

const asked = { amountFen: fen(5), purpose: 'testing', statement: '材料测试' } as const;

const take = (action: QuotaAction, actor: Actor, id: string): Promise<unknown> => {
  const { applications } = desk;
  const calls: Record<QuotaAction, () => Promise<unknown>> = {
    resubmit: () => applications.resubmit(actor, id, asked, {}),
    withdraw: () => applications.withdraw(actor, id, {}),
    check: () => applications.check(actor, id, {}),
    return: () => applications.sendBack(actor, id, '请补充用途', {}),
    approve: () => applications.approve(actor, id, {}),
    reject: () => applications.reject(actor, id, '不符合条件', {}),
  };
  return calls[action]();
};

describe('an application for a voucher', () => {
  it('shows what is known of the applicant, before and after it is handed in', async () => {
    const programmeId = await books.buildProgramme();
    const applicant = await books.buildActor('enterprise_admin');
    const found = await desk.applications.eligibility(applicant, programmeId, {});
    expect(found.applicant).toMatchObject({ legalForm: 'enterprise', verification: 'verified' });
    expect(found.checks.filter(({ passed }) => !passed)).toEqual([]);

    const { id } = await desk.buildSubmitted({ programmeId, applicant });
    expect(await desk.applications.get(id)).toMatchObject({
      ...{ state: 'submitted', applicant: found.applicant, checks: found.checks, version: 1 },
    });
  });

  it('becomes a voucher when a second person approves it, and the books agree', async () => {
    const { id, programmeId, applicant } = await desk.buildChecked({ amountFen: 300 });
    const { state, voucherId, checks } = await desk.approve(id);
    expect({ state, checks }).toEqual({ state: 'issued', checks: [] });
    expect(await books.issuing.get(voucherId ?? '')).toMatchObject({
      ...{ organisationId: applicant.organisationId, faceValueFen: 300, availableFen: 300 },
    });
    expect(await books.balancesOf(programmeId)).toMatchObject({ budget_available: 99_999_700 });
  });

  it('is returned with a reason, handed in anew by a colleague, and goes on', async () => {
    const { id, applicant } = await desk.buildChecked();
    const returned = await desk.applications.sendBack(await desk.reviewer(), id, '金额过高', {});
    expect(returned).toMatchObject({ state: 'returned', reason: '金额过高' });
    const colleague = { ...applicant, userId: newId() };
    expect(await desk.applications.resubmit(colleague, id, asked, {})).toMatchObject({
      ...{ state: 'submitted', amountFen: 5, version: 4 },
    });
    await expect(
      take('check', { ...(await desk.reviewer()), userId: colleague.userId }, id),
    ).rejects.toMatchObject({ code: 'second-person-required' });
  });

  it('names every rule that fails, and waits for what time may mend', async () => {
    const programmeId = await books.buildProgramme({ budgetFen: 0, ceilingFen: 100 });
    const applicant = await books.buildActor(
      'lab_manager',
      await books.buildOrganisation({ legalForm: 'association' }),
    );
    await expect(
      desk.applications.submit(applicant, { programmeId, ...asked, amountFen: fen(101) }),
    ).rejects.toMatchObject({
      code: 'quota-not-eligible',
      members: { reasons: [{ code: 'legal_form' }, { code: 'ceiling_left' }] },
    });
    const { id } = await desk.buildChecked({ programmeId, amountFen: 100 });
    await expect(desk.approve(id)).rejects.toMatchObject({
      members: { reasons: [{ code: 'budget_left' }] },
    });
    expect(await desk.applications.get(id)).toMatchObject({ state: 'checked' });
  });

  it('is judged by the rules in force when it is decided, and waits for a ceiling that is not set', async () => {
    const { id, programmeId } = await desk.buildChecked();
    await books.changeRules(programmeId, { inForceFrom: '2026-06-02', purposes: ['pilot_test'] });
    await books.changeRules(programmeId, { inForceFrom: '2026-06-03', ceilingFen: null });
    for (const [day, code] of [
      ['2026-06-02', 'purpose'],
      ['2026-06-03', 'ceiling_known'],
    ] as const) {
      await setDatabaseTime(database, DateTime.fromISO(`${day}T09:00:00+08:00`) as DateTime<true>);
      await expect(desk.approve(id)).rejects.toMatchObject({ members: { reasons: [{ code }] } });
    }
  });

  it('is approved to the last moment of the programme and not after', async () => {
    const { id } = await desk.buildChecked();
    const later = await desk.buildChecked();
    await setDatabaseTime(
      database,
      DateTime.fromISO('2026-12-31T23:59:59.999+08:00') as DateTime<true>,
    );
    expect(await desk.approve(id)).toMatchObject({ state: 'issued' });
    await setDatabaseTime(
      database,
      DateTime.fromISO('2027-01-01T00:00:00+08:00') as DateTime<true>,
    );
    await expect(desk.approve(later.id)).rejects.toMatchObject({
      members: { reasons: [{ code: 'programme_open' }] },
    });
  });

  it('is shown with the organisations that belong together with the applicant', async () => {
    const { id, applicant } = await desk.buildSubmitted();
    expect(await desk.applications.relatedParties(id)).toEqual({ told: false, related: [] });
    const [mine, other] = [newId(), await books.buildOrganisation()];
    const tell = 'UPDATE organisation SET legal_representative = $2 WHERE id = $1';
    await books.db.query(tell, [applicant.organisationId, `陈 ${mine}`]);
    await books.db.query(tell, [other, `陈${mine.toUpperCase()}`]);
    expect(await desk.applications.relatedParties(id)).toMatchObject({
      told: true,
      related: [{ organisationId: other, relations: ['same_legal_representative'] }],
    });
  });
});

describe('two persons', () => {
  it('who applied and who pre-checked do not decide, nor does anybody of the applicant', async () => {
    const { id, applicant, checker } = await desk.buildChecked();
    const stranger = await desk.reviewer();
    for (const hand of [
      checker,
      { ...stranger, userId: applicant.userId },
      { ...stranger, organisationId: applicant.organisationId },
    ]) {
      for (const action of ['approve', 'reject'] as const)
        await expect(take(action, hand, id)).rejects.toMatchObject({
          code: 'second-person-required',
        });
    }
  });

  it.each([
    ['checked', 'applied_by'],
    ['issued', 'applied_by'],
    ['issued', 'resubmitted_by'],
    ['issued', 'checked_by'],
  ])('the database itself refuses one that is %s by who it has as %s', async (state, column) => {
    const { id } = await desk.buildChecked();
    const voucher = state === 'issued' ? await books.buildVoucher() : null;
    await books.db.query(
      'UPDATE quota_application SET resubmitted_by = gen_random_uuid() WHERE id = $1',
      [id],
    );
    const hand = state === 'checked' ? 'checked_by' : 'decided_by';
    await expect(
      books.db.query(
        `UPDATE quota_application SET state = $2, ${hand} = ${column}, voucher_id = $3,
                decided_at = CASE $2 WHEN 'issued' THEN app_now() END WHERE id = $1`,
        [id, state, voucher?.id ?? null],
      ),
    ).rejects.toThrow('quota_application_needs_other_persons');
  });
});

describe('the life of an application', () => {
  const paths: Record<(typeof QUOTA_STATES)[number], readonly QuotaAction[]> = {
    submitted: [],
    returned: ['return'],
    checked: ['check'],
    issued: ['check', 'approve'],
    rejected: ['check', 'reject'],
    withdrawn: ['withdraw'],
  };

  it.each(QUOTA_STATES)(
    'of one that is %s: each action is done or refused with what is allowed',
    async (state) => {
      for (const action of QUOTA_ACTIONS) {
        const { id, applicant } = await desk.buildSubmitted();
        for (const step of paths[state]) {
          await take(step, step === 'withdraw' ? applicant : await desk.reviewer(), id);
        }
        const isTheirs = action === 'resubmit' || action === 'withdraw';
        const done = take(action, isTheirs ? applicant : await desk.reviewer(), id);
        if (QUOTA_LIFE[action].from.includes(state)) {
          await done;
          expect(await desk.applications.get(id)).toMatchObject({ state: QUOTA_LIFE[action].to });
          continue;
        }
        const allowedActions = QUOTA_ACTIONS.filter(
          (one) =>
            QUOTA_LIFE[one].from.includes(state) &&
            (one === 'resubmit' || one === 'withdraw') === isTheirs,
        );
        await expect(done).rejects.toMatchObject({
          ...{ code: 'quota-application-state', kind: 'conflict' },
          members: { state, action, allowedActions },
        });
      }
    },
  );

  it('lets one of rivals decide', async () => {
    const { id, programmeId } = await desk.buildChecked({ amountFen: 300 });
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => desk.approve(id)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await books.balancesOf(programmeId)).toMatchObject({ voucher_available: 300 });
  });
});

describe('approvals at once', () => {
  it('never pass the ceiling of an organisation together', async () => {
    const programmeId = await books.buildProgramme({ ceilingFen: 1_000 });
    const applicant = await books.buildActor('enterprise_admin');
    const rivals = await Promise.all(
      Array.from({ length: 8 }, () =>
        desk.buildChecked({ programmeId, applicant, amountFen: 300 }),
      ),
    );
    await Promise.allSettled(rivals.map(({ id }) => desk.approve(id)));
    expect(await books.balancesOf(programmeId)).toMatchObject({ voucher_available: 900 });
  });

  it('never pass the budget together, and what lost stays as it was', async () => {
    const programmeId = await books.buildProgramme({ budgetFen: 1_000 });
    const rivals = await Promise.all(
      Array.from({ length: 8 }, () => desk.buildChecked({ programmeId, amountFen: 300 })),
    );
    await Promise.allSettled(rivals.map(({ id }) => desk.approve(id)));
    expect(await books.balancesOf(programmeId)).toMatchObject({
      ...{ voucher_available: 900, budget_available: 100 },
    });
    const states = await Promise.all(rivals.map(({ id }) => desk.applications.get(id)));
    expect(states.filter(({ state }) => state === 'issued')).toHaveLength(3);
    expect(states.filter(({ state }) => state === 'checked')).toHaveLength(5);
  });
});
