import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, newId } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { readCalendarFile } from './calendar-file';
import { dayFaults } from './calendar-year.rules';
import type { SpecialDay } from './special-day';
import type { CalendarImportResponse, CalendarYearResponse } from './work-calendar.dto';
import { WorkCalendar } from './work-calendar';
import { WorkCalendarService } from './work-calendar.service';

/** Somebody's wish for what a year of the calendar is to be. */
interface ReplaceCommand extends CommandCall {
  actor: Actor;
  year: number;
  days: readonly SpecialDay[];
}

interface StoredYear {
  id: string;
  version: number;
}

/** Reads and replaces whole years of the work calendar; whatever was counted with it is told by the outbox. */
@Injectable()
export class CalendarYears {
  constructor(
    private readonly db: DataSource,
    private readonly calendars: WorkCalendarService,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /** One year as it is now; a year that nobody wrote has no days and is provisional. */
  get(year: number): Promise<CalendarYearResponse> {
    return this.db.transaction('REPEATABLE READ', (tx) => this.read(tx, year));
  }

  /**
   * Replaces all days of one year. The same days again change nothing.
   *
   * @throws FieldsRefused naming every day that contradicts the year, the week or the list (422)
   * @throws VersionConflict when If-Match names another version (412)
   */
  async replace({
    actor,
    year,
    days,
    ifMatch,
    call,
  }: ReplaceCommand): Promise<CalendarYearResponse> {
    const faults = dayFaults(year, days);
    if (faults.length > 0) throw new FieldsRefused(faults);
    const answer = await inCommand(this.db, call, async (tx) => {
      await this.calendars.lock(tx);
      const now = await this.read(tx, year);
      requireVersion(ifMatch, now.version);
      await this.write(tx, actor, now, days);
      return this.read(tx, year);
    });
    this.calendars.forget();
    return answer;
  }

  /**
   * Replaces every year that a .csv file has days of: all of them or none.
   *
   * @throws CalendarFileRefused, FieldsRefused for a file that is no such table, or for its bad rows (422)
   */
  async importFile(
    actor: Actor,
    content: Buffer,
    { call }: CommandCall,
  ): Promise<CalendarImportResponse> {
    const years = [...readCalendarFile(content)].sort(([left], [right]) => left - right);
    const answer = await inCommand(this.db, call, async (tx) => {
      await this.calendars.lock(tx);
      const written: CalendarYearResponse[] = [];
      for (const [year, days] of years) {
        await this.write(tx, actor, await this.read(tx, year), days);
        written.push(await this.read(tx, year));
      }
      return { years: written };
    });
    this.calendars.forget();
    return answer;
  }

  private async write(
    tx: EntityManager,
    actor: Actor,
    now: CalendarYearResponse,
    days: readonly SpecialDay[],
  ): Promise<void> {
    if (sameDays(now.days, days)) return;
    const { year } = now;
    const { id, version } = await touchYear(tx, year);
    await tx.query('DELETE FROM work_calendar_day WHERE year_id = $1', [id]);
    await tx.query(
      `INSERT INTO work_calendar_day (date, kind, name_zh, year_id)
       SELECT day.date, day.kind, day.name_zh, $2
         FROM jsonb_to_recordset($1) AS day (date date, kind text, name_zh text)`,
      [JSON.stringify(days.map(({ date, kind, nameZh }) => ({ date, kind, name_zh: nameZh }))), id],
    );
    await this.outbox.add(tx, 'work-calendar-changed', { year });
    await this.audit.record(tx, {
      actor,
      action: 'workCalendar.replace',
      objectType: 'work_calendar_year',
      objectId: id,
      detail: { year, version, ...countsOf(days) },
    });
  }

  private async read(tx: EntityManager, year: number): Promise<CalendarYearResponse> {
    const [stored]: StoredYear[] = await tx.query(
      'SELECT id, version FROM work_calendar_year WHERE year = $1',
      [year],
    );
    const days: SpecialDay[] = stored
      ? await tx.query(
          'SELECT date, kind, name_zh AS "nameZh" FROM work_calendar_day WHERE year_id = $1 ORDER BY date',
          [stored.id],
        )
      : [];
    const calendar = new WorkCalendar(days);
    return {
      year,
      provisional: calendar.provisional(year),
      days,
      workdays: calendar.countWorkdays(year),
      version: stored?.version ?? 0,
    };
  }
}

async function touchYear(tx: EntityManager, year: number): Promise<StoredYear> {
  const [stored]: StoredYear[] = await tx.query(
    `INSERT INTO work_calendar_year AS known (id, year) VALUES ($1, $2)
     ON CONFLICT ON CONSTRAINT work_calendar_year_once
     DO UPDATE SET version = known.version + 1, updated_at = app_now()
     RETURNING id, version`,
    [newId(), year],
  );
  if (!stored) throw new Error(`the year ${year} was neither inserted nor updated`);
  return stored;
}

const countsOf = (days: readonly SpecialDay[]): Record<'holidays' | 'workdays', number> => ({
  holidays: days.filter(({ kind }) => kind === 'holiday').length,
  workdays: days.filter(({ kind }) => kind === 'workday').length,
});

const keyOf = ({ date, kind, nameZh }: SpecialDay): string => [date, kind, nameZh].join(' ');

const sameDays = (left: readonly SpecialDay[], right: readonly SpecialDay[]): boolean =>
  left.map(keyOf).sort().join('\n') === right.map(keyOf).sort().join('\n');
