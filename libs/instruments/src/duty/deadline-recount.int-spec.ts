import { AuditService } from '@app/audit';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { type SpecialDay, WorkCalendarService } from '@app/work-calendar';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { CalendarYears } from '../../../work-calendar/src/calendar-years.service';
import { TestRegister } from '../testing/register';
import { DeadlineRecount } from './deadline-recount.service';

let database: TestDatabase;
let register: TestRegister;
let years: CalendarYears;
let deadlines: DeadlineRecount;
let lab: Actor;
let bureau: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  const db = database.dataSource;
  register = new TestRegister(db);
  const calendars = new WorkCalendarService(db);
  years = new CalendarYears(db, calendars, new AuditService(), new Outbox());
  deadlines = new DeadlineRecount(db, calendars, new AuditService());
  lab = await register.buildActor('lab_manager');
  bureau = await register.buildActor('bureau_reviewer');
});
afterAll(() => database.drop());

const newYear: SpecialDay = { date: '2027-01-01', kind: 'holiday', nameZh: '元旦' };

const dueOf = async (id: string) => {
  const { reportDueOn, reportDueProvisional, version } = await register.instruments.get(id);
  return { reportDueOn, reportDueProvisional, version };
};

describe('DeadlineRecount.recount', () => {
  it('moves the deadlines that a year decides, tells the trail, and leaves the others alone', async () => {
    const late = await register.buildDraft(lab, { acceptedOn: '2026-12-01' });
    const early = await register.buildDraft(lab, { acceptedOn: '2026-08-25' });
    const voluntary = await register.buildDraft(lab, {
      acceptedOn: '2026-12-01',
      fundingClasses: ['own'],
    });
    expect(late).toMatchObject({ reportDueOn: '2027-01-12', reportDueProvisional: true });

    await years.replace({ actor: bureau, year: 2027, days: [newYear] });
    await deadlines.recount(2027);
    expect(await dueOf(late.id)).toEqual({
      reportDueOn: '2027-01-13',
      reportDueProvisional: false,
      version: 2,
    });
    expect(await dueOf(early.id)).toMatchObject({ reportDueOn: '2026-10-12', version: 1 });
    expect(await dueOf(voluntary.id)).toMatchObject({ version: 1 });
    const entries: unknown[] = await database.dataSource.query(
      `SELECT object_id AS id, detail FROM audit_entry WHERE action = 'instrument.recountDeadline'`,
    );
    expect(entries).toEqual([
      { id: late.id, detail: { reportDueOn: '2027-01-13', provisional: false } },
    ]);
  });

  it('finds nothing left to do the second time', async () => {
    const { id } = await register.buildDraft(lab, { acceptedOn: '2026-12-02' });
    await deadlines.recount(2027);
    expect(await dueOf(id)).toMatchObject({ reportDueProvisional: false, version: 1 });
  });

  it('goes through more instruments than fit into one transaction', async () => {
    const other = await register.buildActor('lab_manager');
    for (let count = 0; count < 55; count += 1)
      await register.buildDraft(other, { acceptedOn: '2027-12-30' });
    const days = [{ ...newYear, date: '2028-01-03' }];
    await years.replace({ actor: bureau, year: 2028, days });
    await deadlines.recount(2028);
    const rows: { due: string; count: string }[] = await database.dataSource.query(
      `SELECT report_due_on::text AS due, count(*) FROM instrument
        WHERE holder_id = $1 GROUP BY 1`,
      [other.organisationId],
    );
    expect(rows).toEqual([{ due: '2028-02-11', count: '55' }]);
  });

  it('writes new instruments by the calendar as it is now, not by the one of a minute ago', async () => {
    await register.buildDraft(lab, { acceptedOn: '2028-12-29' });
    const days = [{ ...newYear, date: '2029-01-01' }];
    await years.replace({ actor: bureau, year: 2029, days });
    const { reportDueProvisional } = await register.buildDraft(lab, { acceptedOn: '2028-12-29' });
    expect(reportDueProvisional).toBe(false);
  });
});
