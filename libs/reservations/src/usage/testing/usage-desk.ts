import { tmpdir } from 'node:os';
import type { DateTime } from 'luxon';
import { AuditService } from '@app/audit';
import type { Interval } from '@app/common';
import { DirectoryStorage, FileStore } from '@app/files';
import type { Actor } from '@app/identity';
import { type LedgerReader, ThreadLedgerReader } from '@app/instruments';
import { isoOf, type TestCalendar, type TestInstrument } from '../../testing/calendar';
import { UsageFromReservations } from '../usage-from-reservations.service';
import { UsageImport } from '../usage-import.service';
import { UsageRecords } from '../usage-records.service';
import type { CreateUsageRecordRequest, UsageRecordResponse } from '../usage.dto';

/** The services of usage on a test calendar. */
export class UsageDesk {
  readonly files: FileStore;
  readonly records: UsageRecords;
  readonly fromReservations: UsageFromReservations;
  readonly imports: UsageImport;

  /** @param reader another one than the thread, which needs the built code */
  constructor(
    private readonly calendar: TestCalendar,
    reader: LedgerReader = new ThreadLedgerReader(),
  ) {
    const { db } = calendar;
    const audit = new AuditService();
    this.files = new FileStore(db, new DirectoryStorage(tmpdir()));
    this.records = new UsageRecords(db, this.files, audit);
    this.fromReservations = new UsageFromReservations(db, audit);
    this.imports = new UsageImport(db, this.files, reader, audit);
  }

  /** A use that a lab manager writes down from a log book. */
  enter(
    { id, lab }: TestInstrument,
    period: Interval,
    changes: Partial<CreateUsageRecordRequest> = {},
  ): Promise<UsageRecordResponse> {
    const use = {
      userName: '分析中心',
      kind: 'internal',
      source: 'log_book',
      evidence: '第 12 页',
    } as const;
    return this.records.create(lab, id, { ...use, ...isoOf(period), ...changes }, {});
  }

  /** The same, approved by a colleague. */
  async approved(
    instrument: TestInstrument,
    period: Interval,
    changes: Partial<CreateUsageRecordRequest> = {},
  ): Promise<UsageRecordResponse> {
    const { id } = await this.enter(instrument, period, changes);
    const colleague = await this.calendar.buildActor('lab_manager', instrument.lab.organisationId);
    return this.records.approve({ actor: colleague, id });
  }

  /** A reservation that was used for exactly `actual`; gives its order. */
  async used(user: Actor, { id }: TestInstrument, actual: Interval): Promise<string> {
    const { id: reservationId, orderId } = await this.calendar.book(user, id, ahead(actual));
    await this.calendar.db.query(
      `UPDATE reservation SET state = 'completed', actual_starts_at = $2, actual_ends_at = $3, samples = 3 WHERE id = $1`,
      [reservationId, actual.startsAt.toISO(), actual.endsAt.toISO()],
    );
    return orderId;
  }
}

/** The same hours some years later, since nobody books the past. */
const ahead = ({ startsAt, endsAt }: Interval): Interval => {
  const later = (instant: DateTime): DateTime => instant.plus({ days: 3_640 });
  return { startsAt: later(startsAt), endsAt: later(endsAt) };
};
