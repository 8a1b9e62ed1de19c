import { setTimeout as pause } from 'node:timers/promises';
import { AuditService } from '@app/audit';
import { FieldsRefused } from '@app/common';
import { inTransaction } from '@app/database';
import { VersionConflict } from '@app/http';
import { type Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { buildPerson } from '../../identity/src/testing/people';
import { CalendarYears } from './calendar-years.service';
import type { SpecialDay } from './special-day';
import { HOLIDAYS_2026 } from './testing/holidays-2026';
import { WorkCalendarService } from './work-calendar.service';

const day = (date: string, kind: SpecialDay['kind'] = 'holiday'): SpecialDay => ({
  date,
  kind,
  nameZh: '测试',
});

let database: TestDatabase;
let calendars: WorkCalendarService;
let years: CalendarYears;
let actor: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  calendars = new WorkCalendarService(database.dataSource);
  years = new CalendarYears(database.dataSource, calendars, new AuditService(), new Outbox());
  const { userId, organisationId } = await buildPerson(database.dataSource, ['bureau_reviewer']);
  actor = { userId, organisationId } as Actor;
});
afterAll(() => database.drop());

const told = async (year: number): Promise<number> => {
  const [row]: { count: number }[] = await database.dataSource.query(
    `SELECT count(*)::int AS count FROM outbox_message
      WHERE job = 'recount-deadlines' AND (payload ->> 'year')::int = $1`,
    [year],
  );
  return row?.count ?? 0;
};

describe('CalendarYears', () => {
  it('has the year that the migration brought, and calls a year without data provisional', async () => {
    expect(await years.get(2026)).toEqual({
      year: 2026,
      provisional: false,
      days: HOLIDAYS_2026,
      workdays: 248,
      version: 1,
    });
    expect(await years.get(2028)).toEqual({
      year: 2028,
      provisional: true,
      days: [],
      workdays: 260,
      version: 0,
    });
  });

  it('replaces a whole year, tells the outbox and the audit trail, and is believed at once', async () => {
    expect((await calendars.load()).provisional(2027)).toBe(true);
    const days = [day('2027-01-01'), day('2027-01-02', 'workday')];
    const first = await years.replace({ actor, year: 2027, days });
    expect(first).toMatchObject({ provisional: false, days, workdays: 261, version: 1 });
    const second = await years.replace({ actor, year: 2027, days: days.slice(0, 1) });
    expect(second).toMatchObject({ days: days.slice(0, 1), workdays: 260, version: 2 });
    expect((await calendars.load()).provisional(2027)).toBe(false);
    expect(await told(2027)).toBe(2);
    const entries: unknown[] = await database.dataSource.query(
      `SELECT action, detail FROM audit_entry WHERE object_type = 'work_calendar_year' ORDER BY id`,
    );
    expect(entries).toEqual([
      {
        action: 'workCalendar.replace',
        detail: { year: 2027, version: 1, holidays: 1, workdays: 1 },
      },
      {
        action: 'workCalendar.replace',
        detail: { year: 2027, version: 2, holidays: 1, workdays: 0 },
      },
    ]);
  });

  it('changes nothing when the same days are sent again', async () => {
    const days = [day('2029-01-01')];
    await years.replace({ actor, year: 2029, days });
    expect(await years.replace({ actor, year: 2029, days })).toMatchObject({ version: 1 });
    expect(await told(2029)).toBe(1);
  });

  it('refuses days that contradict the week, and leaves the year as it was', async () => {
    const days = [day('2026-01-01'), day('2026-01-05', 'workday')];
    await expect(years.replace({ actor, year: 2026, days })).rejects.toThrow(FieldsRefused);
    expect((await years.get(2026)).days).toEqual(HOLIDAYS_2026);
  });

  it('refuses a change of another version than the one that was read', async () => {
    const days = [day('2030-01-01')];
    await years.replace({ actor, year: 2030, days, ifMatch: '"0"' });
    const late = years.replace({ actor, year: 2030, days: [], ifMatch: '"0"' });
    await expect(late).rejects.toThrow(VersionConflict);
  });

  it('takes all years of a file or none', async () => {
    const good = 'date,kind,name\n2031-01-01,holiday,元旦\n2032-01-01,holiday,元旦';
    const bad = `${good}\n2033-02-30,holiday,元旦`;
    await expect(years.importFile(actor, Buffer.from(bad), {})).rejects.toThrow(FieldsRefused);
    expect((await years.get(2031)).provisional).toBe(true);
    const answer = await years.importFile(actor, Buffer.from(good), {});
    expect(answer.years.map(({ year, version }) => [year, version])).toEqual([
      [2031, 1],
      [2032, 1],
    ]);
  });

  it('lets rivals replace a year one after the other', async () => {
    const rivals = Array.from({ length: 8 }, (_, index) =>
      years.replace({ actor, year: 2034, days: [day(`2034-01-0${index + 1}`)] }),
    );
    const versions = (await Promise.all(rivals)).map(({ version }) => version);
    expect(versions.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect((await years.get(2034)).days).toHaveLength(1);
  });

  it('waits for whoever is storing a date counted with the year, who sees it unchanged', async () => {
    let changed = false;
    const change = await inTransaction(database.dataSource, async (tx) => {
      expect((await calendars.pin(tx)).provisional(2035)).toBe(true);
      const running = years
        .replace({ actor, year: 2035, days: [day('2035-01-01')] })
        .then(() => (changed = true));
      await pause(150);
      expect(changed).toBe(false);
      expect((await calendars.pin(tx)).provisional(2035)).toBe(true);
      return { running };
    });
    await change.running;
    const seen = await inTransaction(database.dataSource, (tx) => calendars.pin(tx));
    expect(seen.provisional(2035)).toBe(false);
  });

  it('is seen in the audit trail when a hand changes a day', async () => {
    await database.dataSource.query(
      `UPDATE work_calendar_day SET kind = 'holiday' WHERE date = '2026-01-04'`,
    );
    const [entry]: { action: string; detail: object }[] = await database.dataSource.query(
      `SELECT action, detail FROM audit_entry WHERE action = 'work_calendar_day.change'`,
    );
    expect(entry?.detail).toMatchObject({ date: '2026-01-04', kind: 'holiday' });
  });
});
