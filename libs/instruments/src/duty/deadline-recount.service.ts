import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { inTransaction } from '@app/database';
import { type CountedDate, WorkCalendarService } from '@app/work-calendar';
import { REPORT_WITHIN_WORKDAYS } from '../instrument.rules';
import { SENSOR_WITHIN_WORKDAYS } from './duty.rules';

/** Instruments recounted in one transaction. */
const BATCH = 50;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** A deadline as it is stored, with the civil date it is counted from. */
interface StoredDeadline {
  /** Of the instrument. */
  id: string;
  counted_from: string;
  due_on: string | null;
  provisional: boolean;
}

/** One kind of deadline that is stored with what it was counted by. */
interface Kind {
  workdays: number;
  /** What the audit trail calls the date. */
  name: string;
  /** Reads and locks up to `$2` of them after the instrument `$1`, counted from a date between `$3` and `$4`. */
  read(tx: EntityManager, values: unknown[]): Promise<StoredDeadline[]>;
  /** Stores for the instrument `$1` the date `$2` and whether it is provisional, `$3`. */
  write(tx: EntityManager, values: unknown[]): Promise<unknown>;
}

const KINDS: readonly Kind[] = [
  {
    workdays: REPORT_WITHIN_WORKDAYS,
    name: 'reportDueOn',
    read: (tx, values) =>
      tx.query(
        `SELECT id, accepted_on AS counted_from, report_due_on AS due_on, report_due_provisional AS provisional
           FROM instrument WHERE must_share AND id > $1 AND accepted_on BETWEEN $3 AND $4
          ORDER BY id LIMIT $2 FOR UPDATE`,
        values,
      ),
    write: (tx, values) =>
      tx.query(
        `UPDATE instrument SET report_due_on = $2, report_due_provisional = $3, version = version + 1,
                updated_at = app_now()
          WHERE id = $1`,
        values,
      ),
  },
  {
    workdays: SENSOR_WITHIN_WORKDAYS,
    name: 'sensorDueOn',
    read: (tx, values) =>
      tx.query(
        `SELECT instrument_id AS id, joined_on AS counted_from, sensor_due_on AS due_on,
                sensor_due_provisional AS provisional
           FROM instrument_connection WHERE instrument_id > $1 AND joined_on BETWEEN $3 AND $4
          ORDER BY instrument_id LIMIT $2 FOR UPDATE`,
        values,
      ),
    write: (tx, values) =>
      tx.query(
        'UPDATE instrument_connection SET sensor_due_on = $2, sensor_due_provisional = $3 WHERE instrument_id = $1',
        values,
      ),
  },
];

/** Counts the stored deadlines anew that hang on a year of the work calendar. */
@Injectable()
export class DeadlineRecount {
  constructor(
    private readonly db: DataSource,
    private readonly calendars: WorkCalendarService,
    private readonly audit: AuditService,
  ) {}

  /** Every deadline whose count may touch the year; a second run finds nothing left to change. */
  async recount(year: number): Promise<void> {
    for (const kind of KINDS) {
      let after: string | undefined = BEFORE_ALL;
      while (after !== undefined) {
        const from: string = after;
        after = await inTransaction(this.db, (tx) => this.recountSome(tx, kind, year, from));
      }
    }
  }

  /** @returns the last instrument looked at, undefined when there are no more */
  private async recountSome(
    tx: EntityManager,
    kind: Kind,
    year: number,
    after: string,
  ): Promise<string | undefined> {
    // Thirty working days lie within one year: what was counted from an earlier date does not touch this one.
    const span = [`${year - 1}-01-01`, `${year}-12-31`];
    const stored: StoredDeadline[] = await kind.read(tx, [after, BATCH, ...span]);
    // After the rows, as everybody does who has both.
    const calendar = await this.calendars.pin(tx);
    for (const deadline of stored) {
      const counted = calendar.addWorkdays(deadline.counted_from, kind.workdays);
      await this.store(tx, kind, deadline, counted);
    }
    return stored.length < BATCH ? undefined : stored.at(-1)?.id;
  }

  private async store(
    tx: EntityManager,
    kind: Kind,
    { id, due_on: dueOn, provisional: wasProvisional }: StoredDeadline,
    { date, provisional }: CountedDate,
  ): Promise<void> {
    if (dueOn === date && wasProvisional === provisional) return;
    await kind.write(tx, [id, date, provisional]);
    await this.audit.record(tx, {
      actor: null,
      action: 'instrument.recountDeadline',
      objectType: 'instrument',
      objectId: id,
      detail: { [kind.name]: date, provisional },
    });
  }
}
