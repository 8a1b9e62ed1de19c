import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, instantOf, type Interval, isoInZone } from '@app/common';
import { inCommand, inTransaction } from '@app/database';
import { type CommandCall, fieldError } from '@app/http';
import type { Actor } from '@app/identity';
import { BusyTimes } from './busy-times.service';
import type { BusyCalendarResponse } from './busy.dto';
import { BusyCalendarNotFound, CalendarUnreadable } from './busy.errors';
import { type CalendarEvent, calendarEvents } from './calendar-events';
import { CalendarFetcher } from './calendar-fetcher';

/** What is read of a calendar: from now on, as far as anybody books ahead. */
const WINDOW_DAYS = 180;
/** Calendars read in one round; those that waited longest first. */
const BATCH = 50;

interface CalendarRow {
  instrument_id: string;
  address: string;
  read_at: Date | null;
  failure: string | null;
}

/** Calendars that holders' own systems publish: what is in them takes its time, and what is gone gives it back. */
@Injectable()
export class BusyCalendars {
  private readonly logger = new Logger(BusyCalendars.name);

  constructor(
    private readonly db: DataSource,
    private readonly busy: BusyTimes,
    private readonly fetcher: CalendarFetcher,
    private readonly audit: AuditService,
  ) {}

  /** The calendar that is read for an instrument, if any. */
  async get(instrumentId: string): Promise<BusyCalendarResponse> {
    return toResponse(await findCalendar(this.db.manager, instrumentId));
  }

  /** Names the calendar that is read from now on. @throws FieldsRefused for what is no https address (422) */
  async put(
    actor: Actor,
    instrumentId: string,
    given: string,
    { call }: CommandCall,
  ): Promise<BusyCalendarResponse> {
    const address = publishedAddress(given);
    return inCommand(this.db, call, async (tx) => {
      await tx.query(
        `INSERT INTO busy_calendar (instrument_id, address, set_by) VALUES ($1, $2, $3)
         ON CONFLICT ON CONSTRAINT busy_calendar_of_instrument DO UPDATE
           SET address = excluded.address, set_by = excluded.set_by, read_at = NULL, failure = NULL,
               version = busy_calendar.version + 1`,
        [instrumentId, address, actor.userId],
      );
      await this.record(tx, actor, instrumentId, 'put');
      return toResponse(await findCalendar(tx, instrumentId));
    });
  }

  /** Reads it no longer; what was read of it and lies ahead gives its time back. @throws BusyCalendarNotFound */
  async remove(actor: Actor, instrumentId: string): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const [removed]: [unknown[], number] = await tx.query(
        'DELETE FROM busy_calendar WHERE instrument_id = $1 RETURNING instrument_id',
        [instrumentId],
      );
      if (removed.length === 0) throw new BusyCalendarNotFound();
      await this.withdrawAllBut(tx, instrumentId, []);
      await this.record(tx, actor, instrumentId, 'remove');
    });
  }

  /** Reads the calendars whose turn it is; one that cannot be read keeps what was read before. @returns how many were read */
  async readDue(): Promise<number> {
    const due: CalendarRow[] = await this.db.query(
      `SELECT * FROM busy_calendar WHERE read_at IS NULL OR read_at < app_now() - interval '9 minutes'
        ORDER BY read_at NULLS FIRST, instrument_id LIMIT ${BATCH}`,
    );
    let count = 0;
    for (const calendar of due) if (await this.readOne(calendar)) count += 1;
    return count;
  }

  private async readOne({ instrument_id: instrumentId, address }: CalendarRow): Promise<boolean> {
    let failure: string | null = null;
    try {
      const window = await this.window();
      await this.take(instrumentId, calendarEvents(await this.fetcher.fetch(address), window));
    } catch (error) {
      failure = error instanceof CalendarUnreadable ? error.code : 'internal';
      this.logger.warn({ err: error, event: 'busy-calendar-not-read', instrumentId, failure });
    }
    // Not for an address that was changed meanwhile: it has its own turn.
    await this.db.query(
      'UPDATE busy_calendar SET read_at = app_now(), failure = $3 WHERE instrument_id = $1 AND address = $2',
      [instrumentId, address, failure],
    );
    return failure === null;
  }

  /** Each booking in a transaction of its own, so that a long calendar holds nobody up. */
  private async take(instrumentId: string, events: readonly CalendarEvent[]): Promise<void> {
    for (const { externalId, period, title } of events) {
      const key = { instrumentId, source: 'calendar', externalId } as const;
      await inTransaction(this.db, (tx) =>
        this.busy.apply(tx, null, key, { period, title, sequence: null }),
      );
    }
    const named = events.map(({ externalId }) => externalId);
    await inTransaction(this.db, (tx) => this.withdrawAllBut(tx, instrumentId, named));
  }

  /** What is not in the calendar any more and not over yet. */
  private async withdrawAllBut(
    tx: EntityManager,
    instrumentId: string,
    named: readonly string[],
  ): Promise<void> {
    const gone: { external_id: string }[] = await tx.query(
      `SELECT external_id FROM busy_time
        WHERE instrument_id = $1 AND source = 'calendar' AND withdrawn_at IS NULL AND ends_at > app_now()
          AND external_id <> ALL($2) ORDER BY id`,
      [instrumentId, named],
    );
    for (const { external_id: externalId } of gone) {
      const key = { instrumentId, source: 'calendar', externalId } as const;
      await this.busy.apply(tx, null, key, { period: null, title: null, sequence: null });
    }
  }

  private async window(): Promise<Interval> {
    const [row]: { now: Date }[] = await this.db.query('SELECT app_now() AS now');
    const startsAt = instantOf(row?.now ?? new Date());
    return { startsAt, endsAt: startsAt.plus({ days: WINDOW_DAYS }) };
  }

  private record(tx: EntityManager, actor: Actor, objectId: string, step: string): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `busy-calendar.${step}`, objectType: 'instrument', objectId },
    });
  }
}

async function findCalendar(
  tx: EntityManager,
  instrumentId: string,
): Promise<CalendarRow | undefined> {
  const [row]: CalendarRow[] = await tx.query(
    'SELECT * FROM busy_calendar WHERE instrument_id = $1',
    [instrumentId],
  );
  return row;
}

/** The https address behind what people copy out of calendar programs. @throws FieldsRefused */
function publishedAddress(given: string): string {
  const text = given.replace(/^webcals?:/i, 'https:');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' && !url.username && !url.password) return url.href;
  throw new FieldsRefused([
    fieldError('/address', 'https', undefined, {
      zh: '须为 https:// 或 webcal:// 开头、不含账号密码的日历订阅地址',
      en: 'must be an https:// or webcal:// address of a calendar without a name and password in it',
    }),
  ]);
}

const toResponse = (row: CalendarRow | undefined): BusyCalendarResponse => ({
  address: row?.address ?? null,
  readAt: row?.read_at ? isoInZone(instantOf(row.read_at)) : null,
  failure: row?.failure ?? null,
});
