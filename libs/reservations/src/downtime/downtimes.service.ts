import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import {
  civilDateOf,
  FieldsRefused,
  instantOf,
  type Interval,
  isoInZone,
  newId,
} from '@app/common';
import { inCommand, type IdempotentCall, inTransaction } from '@app/database';
import { fieldError } from '@app/http';
import type { Actor } from '@app/identity';
import { type BookableInstrument, InstrumentsService } from '@app/instruments';
import { periodOf } from '@app/orders';
import { Alternatives } from '../alternatives.service';
import { lockInstrument } from '../occupancy.queries';
import { DowntimeNotFound } from '../reservation.errors';
import type { ReservationState } from '../reservation.words';
import { changeState } from '../transitions';
import type {
  AffectedReservation,
  CreateDowntimeRequest,
  DowntimeResponse,
  EndedDowntimeResponse,
} from './downtime.dto';
import { findRestorable, restoreOccupancy } from './downtime.queries';
import { makeRoom } from './make-room';

/** An end nobody knows is taken to be this far away until it is ended or prolonged. */
const UNKNOWN_END_DAYS = 7;
/** A downtime longer than this is a suspension. */
const MAX_DAYS = 366;

interface Extended {
  from: Date;
  to: Date;
  kind: 'maintenance' | 'downtime';
  reason: string;
}

/** Planned and unplanned unavailability: displaces what it overlaps and gives it back when it ends early. */
@Injectable()
export class DowntimesService {
  private readonly logger = new Logger(DowntimesService.name);

  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly audit: AuditService,
    private readonly alternatives: Alternatives,
  ) {}

  /** Takes every unit of the instrument in one transaction; what was booked there is displaced and gets proposals. */
  async create(
    actor: Actor,
    instrumentId: string,
    input: CreateDowntimeRequest,
    call?: IdempotentCall,
  ): Promise<DowntimeResponse> {
    const period = downtimePeriod(input);
    const made = await inCommand(this.db, call, async (tx) => {
      const instrument = await this.read(tx, instrumentId, period);
      await lockInstrument(tx, instrumentId);
      const id = newId();
      await tx.query(
        `INSERT INTO downtime (id, instrument_id, kind, reason, starts_at, ends_at, end_unknown, reported_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          id,
          instrumentId,
          input.kind,
          input.reason,
          period.startsAt.toISO(),
          period.endsAt.toISO(),
          !input.endsAt,
          actor.userId,
        ],
      );
      const cause = { downtimeId: id, kind: input.kind, reason: input.reason };
      const displaced = await makeRoom(tx, instrument, period, { ...cause, actorId: actor.userId });
      await this.record(tx, actor, 'downtime.create', id, {
        instrumentId,
        kind: input.kind,
        displaced: displaced.length,
      });
      return {
        id,
        startsAt: isoInZone(period.startsAt),
        endsAt: isoInZone(period.endsAt),
        endUnknown: !input.endsAt,
        displaced: displaced.map((one) => ({
          reservationId: one.id,
          instrumentId: one.instrumentId,
          startsAt: isoInZone(one.period.startsAt),
          endsAt: isoInZone(one.period.endsAt),
        })),
      };
    });
    const { displaced, ...downtime } = made;
    return { ...downtime, affected: await this.proposals(displaced) };
  }

  /** Ends a downtime now and restores what is still displaced and still free. @throws DowntimeNotFound */
  async end(actor: Actor, id: string, call?: IdempotentCall): Promise<EndedDowntimeResponse> {
    return inCommand(this.db, call, async (tx) => {
      const [found]: { instrument_id: string }[] = await tx.query(
        'SELECT instrument_id FROM downtime WHERE id = $1',
        [id],
      );
      if (!found) throw new DowntimeNotFound();
      await lockInstrument(tx, found.instrument_id);
      const [rows]: [{ starts_at: Date; ends_at: Date; ended_at: Date }[], number] = await tx.query(
        `UPDATE downtime SET ended_at = app_now() WHERE id = $1 AND ended_at IS NULL RETURNING starts_at, ends_at, ended_at`,
        [id],
      );
      const row = rows[0];
      if (!row) throw new DowntimeNotFound();
      const period = { startsAt: instantOf(row.starts_at), endsAt: instantOf(row.ends_at) };
      await tx.query(
        `UPDATE occupancy SET blocking = lower(during) < $2,
                during = CASE WHEN lower(during) < $2 AND $2 < upper(during) THEN tstzrange(lower(during), $2) ELSE during END
          WHERE downtime_id = $1`,
        [id, row.ended_at],
      );
      const restored = await this.restore(tx, actor, found.instrument_id, period);
      await this.record(tx, actor, 'downtime.end', id, { restored: restored.length });
      return { id, endedAt: isoInZone(instantOf(row.ended_at)), restored };
    });
  }

  /**
   * Moves ends that nobody knows yet ahead, a day before they come: until somebody ends the downtime, its time is not
   * offered to anybody. @returns how many
   */
  async rollForward(): Promise<number> {
    const due: { id: string; instrument_id: string }[] = await this.db.query(
      `SELECT id, instrument_id FROM downtime
        WHERE end_unknown AND ended_at IS NULL AND ends_at < app_now() + interval '1 day' ORDER BY id LIMIT 200`,
    );
    let count = 0;
    for (const { id, instrument_id } of due) if (await this.extend(id, instrument_id)) count += 1;
    return count;
  }

  private async extend(id: string, instrumentId: string): Promise<boolean> {
    try {
      return await inTransaction(this.db, async (tx) => {
        await lockInstrument(tx, instrumentId);
        const [rows]: [Extended[], number] = await tx.query(
          `UPDATE downtime d SET ends_at = d.ends_at + make_interval(days => $2) FROM downtime before
            WHERE d.id = $1 AND before.id = d.id AND d.ended_at IS NULL AND d.ends_at < app_now() + interval '1 day'
            RETURNING before.ends_at AS from, d.ends_at AS to, d.kind, d.reason`,
          [id, UNKNOWN_END_DAYS],
        );
        const row = rows[0];
        if (!row) return false;
        const period = { startsAt: instantOf(row.from), endsAt: instantOf(row.to) };
        const instrument = await this.read(tx, instrumentId, period);
        const { kind, reason } = row;
        await makeRoom(tx, instrument, period, { downtimeId: id, kind, reason, actorId: null });
        await this.record(tx, null, 'downtime.roll-forward', id, {
          endsAt: isoInZone(period.endsAt),
        });
        return true;
      });
    } catch (error) {
      // Another downtime stands there: it keeps the time, and the next round tries again.
      this.logger.warn({ err: error, event: 'downtime-not-rolled', downtimeId: id });
      return false;
    }
  }

  private read(
    tx: EntityManager,
    instrumentId: string,
    { startsAt }: Interval,
  ): Promise<BookableInstrument> {
    return this.instruments.getBookable(tx, instrumentId, civilDateOf(startsAt));
  }

  private async restore(
    tx: EntityManager,
    actor: Actor,
    instrumentId: string,
    period: Interval,
  ): Promise<string[]> {
    const restored: string[] = [];
    for (const one of await findRestorable(tx, instrumentId, period)) {
      if (!(await restoreOccupancy(tx, one.id))) continue;
      const to: ReservationState = one.before;
      await changeState(
        tx,
        {
          reservationId: one.id,
          version: one.version,
          actorId: actor.userId,
          action: 'restore',
          from: 'displaced',
          to,
        },
        ['reason = NULL'],
      );
      restored.push(one.id);
    }
    return restored;
  }

  private async proposals(
    displaced: { reservationId: string; instrumentId: string; startsAt: string; endsAt: string }[],
  ): Promise<AffectedReservation[]> {
    const affected: AffectedReservation[] = [];
    for (const { reservationId, instrumentId, startsAt, endsAt } of displaced) {
      const wished = { startsAt: instantOf(startsAt), endsAt: instantOf(endsAt) };
      // The downtime is recorded by now: a look-up that fails costs its proposals, not the answer.
      const slots = await this.alternatives.near(instrumentId, wished).catch(() => []);
      const proposals = slots.map((slot) => ({
        startsAt: isoInZone(slot.startsAt),
        endsAt: isoInZone(slot.endsAt),
      }));
      affected.push({ reservationId, proposals });
    }
    return affected;
  }

  private record(
    tx: EntityManager,
    actor: Actor | null,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, { actor, action, objectType: 'downtime', objectId, detail });
  }
}

function downtimePeriod({ startsAt, endsAt, expectedReturnAt }: CreateDowntimeRequest): Interval {
  const guess = isoInZone(instantOf(startsAt).plus({ days: UNKNOWN_END_DAYS }));
  const end = endsAt ?? expectedReturnAt ?? guess;
  const period = { startsAt: instantOf(startsAt), endsAt: instantOf(end) };
  if (
    period.endsAt.diff(period.startsAt, 'days').days <= MAX_DAYS &&
    period.endsAt > period.startsAt
  )
    return period;
  if (period.endsAt <= period.startsAt) return periodOf(startsAt, end);
  throw new FieldsRefused([
    fieldError('/endsAt', 'period-too-long', end, {
      zh: `距开始时间不能超过 ${MAX_DAYS} 天，更长请暂停开放该仪器`,
      en: `must be at most ${MAX_DAYS} days after the start; suspend the instrument instead`,
    }),
  ]);
}
