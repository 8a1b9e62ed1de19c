import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, instantOf, type Interval, isoInZone, minutesOf } from '@app/common';
import { inCommand, inTransaction } from '@app/database';
import {
  type CommandCall,
  cursorProblem,
  decodeCursor,
  DEFAULT_PAGE,
  fieldError,
  isId,
  page,
  type Page,
} from '@app/http';
import type { Actor } from '@app/identity';
import { InstrumentsService } from '@app/instruments';
import { Outbox } from '@app/messaging';
import { lockInstrument, takeAny, unitsOf } from '../occupancy.queries';
import type {
  BusyClashResponse,
  BusyTimeResponse,
  ListClashesQuery,
  PutBusyTimeRequest,
} from './busy.dto';
import {
  type BusyKey,
  type BusyRow,
  type ClashChanges,
  findBusyTime,
  freeBusyTime,
  listClashes,
  noteClashes,
  resolveClashes,
  writeBusyTime,
} from './busy.queries';

/** No booking of another system is longer; what is, is a suspension. */
const MAX_DAYS = 366;
/** Open clashes looked at in one round. */
const BATCH = 200;

/** What another system says of one booking; a null period withdraws it. */
export interface SaidBusy {
  period: Interval | null;
  title: string | null;
  sequence: number | null;
}

/**
 * Bookings of a holder's own system. They take time like ours, and where ours has it already both are kept and the clash
 * is shown and told to both sides until one of them moves.
 */
@Injectable()
export class BusyTimes {
  private readonly logger = new Logger(BusyTimes.name);

  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /** @throws FieldsRefused for a period that is none or too long (422) */
  async put(
    actor: Actor,
    key: Omit<BusyKey, 'source'>,
    { startsAt, endsAt, title, sequence }: PutBusyTimeRequest,
    { call }: CommandCall,
  ): Promise<BusyTimeResponse> {
    const period = { startsAt: instantOf(startsAt), endsAt: instantOf(endsAt) };
    requirePeriod(period);
    const said = { period, title: title ?? null, sequence: sequence ?? null };
    return inCommand(this.db, call, async (tx) =>
      toBusyTimeResponse(await this.apply(tx, actor, { ...key, source: 'api' }, said)),
    );
  }

  /** Withdraws a booking; one that is not known yet stays withdrawn when it arrives late. */
  async withdraw(
    actor: Actor,
    key: Omit<BusyKey, 'source'>,
    sequence: number | null,
  ): Promise<void> {
    const said = { period: null, title: null, sequence };
    await inTransaction(this.db, (tx) => this.apply(tx, actor, { ...key, source: 'api' }, said));
  }

  /**
   * Does what the other system says, unless something newer was said before: replays and what arrives late change
   * nothing. Needs no lock of the caller's.
   *
   * @param actor null for a calendar that was read
   */
  async apply(
    tx: EntityManager,
    actor: Actor | null,
    key: BusyKey,
    said: SaidBusy,
  ): Promise<BusyRow> {
    await lockInstrument(tx, key.instrumentId);
    const known = await findBusyTime(tx, key);
    if (known && (isStale(known, said) || isSame(known, said))) return known;
    // Given back before it is taken: a booking is never in its own way.
    if (known) await freeBusyTime(tx, known);
    const row = await writeBusyTime(tx, key, said);
    await this.settle(tx, key.instrumentId, row);
    await this.record(tx, actor, row, said.period ? 'put' : 'withdraw');
    return (await findBusyTime(tx, key)) ?? row;
  }

  /** Open clashes of an instrument, oldest first. */
  async clashes(
    instrumentId: string,
    { limit = DEFAULT_PAGE, cursor }: ListClashesQuery,
  ): Promise<Page<BusyClashResponse>> {
    const after = decodeCursor(cursor, 1)?.[0] ?? null;
    if (after !== null && !isId(after)) throw cursorProblem(cursor ?? '');
    const rows = await listClashes(this.db.manager, instrumentId, after, limit);
    return page(
      rows,
      limit,
      ({ id }) => [id],
      (row) => ({
        ...{ id: row.id, externalId: row.external_id, title: row.title, kind: row.kind },
        ...{ startsAt: iso(row.starts_at), endsAt: iso(row.ends_at) },
        ...{ reservationId: row.reservation_id, foundAt: iso(row.created_at) },
      }),
    );
  }

  /** Takes what has become free for bookings that clash, and looks again at what is in their way. @returns how many took */
  async settleClashes(): Promise<number> {
    const open: (BusyRow & { instrument_id: string })[] = await this.db.query(
      `SELECT * FROM busy_time WHERE occupancy_id IS NULL AND withdrawn_at IS NULL AND ends_at > app_now()
        ORDER BY id LIMIT ${BATCH}`,
    );
    // What is over clashes no more.
    await this.db.query(
      'UPDATE busy_clash SET resolved_at = app_now() WHERE resolved_at IS NULL AND ends_at <= app_now()',
    );
    let count = 0;
    for (const { id, instrument_id } of open)
      if (await this.settleOne(id, instrument_id)) count += 1;
    return count;
  }

  private async settleOne(id: string, instrumentId: string): Promise<boolean> {
    try {
      return await inTransaction(this.db, async (tx) => {
        await lockInstrument(tx, instrumentId);
        const [row]: BusyRow[] = await tx.query('SELECT * FROM busy_time WHERE id = $1', [id]);
        if (!row || !(await this.settle(tx, instrumentId, row))) return false;
        await this.record(tx, null, row, 'settle');
        return true;
      });
    } catch (error) {
      this.logger.error({ err: error, event: 'busy-time-not-settled', busyTimeId: id });
      return false;
    }
  }

  /** Takes the time of a booking, or notes what has it. Needs the instrument's lock. @returns whether it has its time */
  private async settle(tx: EntityManager, instrumentId: string, row: BusyRow): Promise<boolean> {
    const period = periodOf(row);
    if (row.withdrawn_at !== null || row.occupancy_id !== null || period === null) {
      await this.tell(tx, await resolveClashes(tx, row.id));
      return row.occupancy_id !== null;
    }
    const instrument = await this.instruments.getBookable(tx, instrumentId, null);
    const occupancyId = await takeAny(tx, instrument, period, { kind: 'remote' });
    if (occupancyId === null) {
      await this.tell(tx, await noteClashes(tx, row.id, unitsOf(instrument), period));
      return false;
    }
    await tx.query('UPDATE busy_time SET occupancy_id = $2 WHERE id = $1', [row.id, occupancyId]);
    await this.tell(tx, await resolveClashes(tx, row.id));
    return true;
  }

  /** Both sides are told: whose reservation it is, and the laboratory. */
  private async tell(tx: EntityManager, { appeared, settled }: ClashChanges): Promise<void> {
    for (const objectId of appeared)
      await this.outbox.add(tx, 'mail-requested', { mail: 'reservation-clash', objectId });
    for (const objectId of settled)
      await this.outbox.add(tx, 'mail-requested', { mail: 'reservation-clash-settled', objectId });
  }

  private record(
    tx: EntityManager,
    actor: Actor | null,
    { id }: BusyRow,
    step: string,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `busy-time.${step}`, objectType: 'busy_time', objectId: id },
    });
  }
}

const iso = (moment: Date): string => isoInZone(instantOf(moment));

const periodOf = ({ starts_at, ends_at }: BusyRow): Interval | null =>
  starts_at && ends_at && { startsAt: instantOf(starts_at), endsAt: instantOf(ends_at) };

/** Something as new or newer was said before. */
const isStale = ({ sequence }: BusyRow, said: SaidBusy): boolean =>
  sequence !== null && said.sequence !== null && said.sequence <= Number(sequence);

/** It was said just so, or withdrawn twice. */
function isSame(known: BusyRow, { period, title, sequence }: SaidBusy): boolean {
  if (sequence !== null && known.sequence !== String(sequence)) return false;
  if (period === null || known.withdrawn_at !== null)
    return period === null && known.withdrawn_at !== null;
  return (
    known.starts_at?.getTime() === period.startsAt.toMillis() &&
    known.ends_at?.getTime() === period.endsAt.toMillis() &&
    known.title === title
  );
}

function requirePeriod(period: Interval): void {
  const minutes = minutesOf(period);
  if (minutes > 0 && minutes <= MAX_DAYS * 1440) return;
  throw new FieldsRefused([
    fieldError('/endsAt', minutes > 0 ? 'too-long' : 'order', period.endsAt.toISO(), {
      zh: minutes > 0 ? `一次占用最长 ${MAX_DAYS} 天` : '须晚于开始时间',
      en: minutes > 0 ? `is more than ${MAX_DAYS} days after the start` : 'must be after the start',
    }),
  ]);
}

/** A booking of another system, and whether it has its time here. */
export const toBusyTimeResponse = (row: BusyRow): BusyTimeResponse => ({
  externalId: row.external_id,
  startsAt: row.starts_at && iso(row.starts_at),
  endsAt: row.ends_at && iso(row.ends_at),
  title: row.title,
  sequence: row.sequence === null ? null : Number(row.sequence),
  state: row.withdrawn_at ? 'withdrawn' : row.occupancy_id ? 'taken' : 'clash',
});
