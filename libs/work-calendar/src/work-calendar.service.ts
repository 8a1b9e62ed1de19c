import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { WorkCalendar } from './work-calendar';
import { WorkCalendarDay } from './work-calendar-day.entity';

/** How long a loaded calendar is trusted; new holidays are published once a year, so a minute is soon enough. */
const FRESH_FOR_MS = 60_000;

/** Hands out the work calendar of the database, read at most once a minute per process. */
@Injectable()
export class WorkCalendarService {
  private cached?: { calendar: Promise<WorkCalendar>; readAtMs: number };

  constructor(private readonly db: DataSource) {}

  /**
   * The calendar as it was within the last minute; callers at the same moment share one query.
   *
   * @param tx the caller's transaction, if there is one: with all connections in transactions that wait for another
   *   connection to read this, none of them would ever get it
   */
  load(tx: EntityManager = this.db.manager): Promise<WorkCalendar> {
    const nowMs = performance.now();
    if (this.cached && nowMs - this.cached.readAtMs < FRESH_FOR_MS) return this.cached.calendar;
    const calendar = this.read(tx);
    this.cached = { calendar, readAtMs: nowMs };
    // A failed read must not be remembered for a minute; the caller still sees its error.
    calendar.catch(() => (this.cached = undefined));
    return calendar;
  }

  private async read(tx: EntityManager): Promise<WorkCalendar> {
    return new WorkCalendar(await tx.find(WorkCalendarDay));
  }
}
