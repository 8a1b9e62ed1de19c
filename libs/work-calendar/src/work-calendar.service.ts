import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { WorkCalendar } from './work-calendar';
import { WorkCalendarDay } from './work-calendar-day.entity';

/** How long a loaded calendar is trusted; new holidays are published once a year, so a minute is soon enough. */
const FRESH_FOR_MS = 60_000;

/** The lock that whoever stores a counted date shares, and whoever changes the calendar has alone. */
const LOCK_KEY = `hashtextextended('work-calendar', 0)`;

/** Hands out the work calendar of the database: read at most once a minute to show, and as it is now to write by. */
@Injectable()
export class WorkCalendarService {
  private cached?: { calendar: Promise<WorkCalendar>; readAtMs: number };
  private readonly pinned = new WeakMap<EntityManager, Promise<WorkCalendar>>();

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

  /**
   * The calendar as it is now, kept from changing until the transaction ends: for whoever stores a date counted with
   * it. The recount that follows a change therefore sees every date that was counted before the change.
   */
  pin(tx: EntityManager): Promise<WorkCalendar> {
    const known = this.pinned.get(tx);
    if (known) return known;
    const calendar = tx
      .query(`SELECT pg_advisory_xact_lock_shared(${LOCK_KEY})`)
      .then(() => this.read(tx));
    this.pinned.set(tx, calendar);
    return calendar;
  }

  /** Keeps everybody else who writes by the calendar, or changes it, waiting until the transaction ends. */
  async lock(tx: EntityManager): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(${LOCK_KEY})`);
  }

  /** Drops what this process has read, once a change has committed; other processes follow within a minute. */
  forget(): void {
    this.cached = undefined;
  }

  private async read(tx: EntityManager): Promise<WorkCalendar> {
    return new WorkCalendar(await tx.find(WorkCalendarDay));
  }
}
