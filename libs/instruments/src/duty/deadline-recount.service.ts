import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { inTransaction } from '@app/database';
import { type CountedDate, type WorkCalendar, WorkCalendarService } from '@app/work-calendar';
import { REPORT_WITHIN_WORKDAYS } from '../instrument.rules';

/** Instruments recounted in one transaction. */
const BATCH = 200;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** A deadline as it is stored. */
interface StoredDeadline {
  id: string;
  counted_from: string;
  due_on: string | null;
  provisional: boolean;
}

/** Counts the stored deadlines anew that hang on a year of the work calendar. */
@Injectable()
export class DeadlineRecount {
  constructor(
    private readonly db: DataSource,
    private readonly calendars: WorkCalendarService,
    private readonly audit: AuditService,
  ) {}

  /** Every report whose count may touch the year; a second run finds nothing left to change. */
  async recount(year: number): Promise<void> {
    let after: string | undefined = BEFORE_ALL;
    while (after !== undefined) {
      const from: string = after;
      after = await inTransaction(this.db, (tx) => this.recountReports(tx, year, from));
    }
  }

  /** @returns the last instrument looked at, undefined when there are no more */
  private async recountReports(
    tx: EntityManager,
    year: number,
    after: string,
  ): Promise<string | undefined> {
    // Thirty working days lie within one year: who was accepted earlier is not touched by this one.
    const reports: StoredDeadline[] = await tx.query(
      `SELECT id, accepted_on AS counted_from, report_due_on AS due_on, report_due_provisional AS provisional
         FROM instrument
        WHERE must_share AND id > $1 AND accepted_on BETWEEN make_date($2 - 1, 1, 1) AND make_date($2, 12, 31)
        ORDER BY id LIMIT $3 FOR UPDATE`,
      [after, year, BATCH],
    );
    // After the rows, as everybody does who has both.
    const calendar = await this.calendars.pin(tx);
    for (const report of reports) await this.store(tx, report, countReport(report, calendar));
    return reports.length < BATCH ? undefined : reports.at(-1)?.id;
  }

  private async store(
    tx: EntityManager,
    stored: StoredDeadline,
    { date, provisional }: CountedDate,
  ): Promise<void> {
    if (stored.due_on === date && stored.provisional === provisional) return;
    await tx.query(
      `UPDATE instrument SET report_due_on = $2, report_due_provisional = $3, version = version + 1, updated_at = app_now()
        WHERE id = $1`,
      [stored.id, date, provisional],
    );
    await this.audit.record(tx, {
      actor: null,
      action: 'instrument.recountDeadline',
      objectType: 'instrument',
      objectId: stored.id,
      detail: { reportDueOn: date, provisional },
    });
  }
}

const countReport = ({ counted_from }: StoredDeadline, calendar: WorkCalendar): CountedDate =>
  calendar.addWorkdays(counted_from, REPORT_WITHIN_WORKDAYS);
