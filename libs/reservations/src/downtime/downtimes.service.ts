import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { civilDateOf, instantOf, type Interval, isoInZone, newId } from '@app/common';
import { inCommand, type IdempotentCall, inTransaction } from '@app/database';
import type { Actor } from '@app/identity';
import { type BookableInstrument, InstrumentsService } from '@app/instruments';
import { Outbox } from '@app/messaging';
import { lockInstrument } from '../occupancy.queries';
import { ProposalMaker } from '../proposals/proposal-maker.service';
import { DowntimeNotFound } from '../reservation.errors';
import type {
  AffectedReservation,
  CreateDowntimeRequest,
  DowntimePreview,
  DowntimeResponse,
  EndedDowntimeResponse,
  HitReservation,
  OfferedSlot,
} from './downtime.dto';
import { findHitReservations } from './downtime.queries';
import { downtimePeriod, UNKNOWN_END_DAYS } from './downtime-period';
import { giveBack } from './give-back';
import { makeRoom, tellDisplaced } from './make-room';
import { recordDowntime } from './record-downtime';

/** For how many displaced reservations the answer waits; the others find theirs a moment later. */
const PROPOSED_AT_ONCE = 10;

interface Extended {
  from: Date;
  to: Date;
  kind: 'maintenance' | 'downtime';
  reason: string;
}

/** Thrown to roll a preview back, with what it found. */
class Undone extends Error {
  constructor(readonly found: DowntimePreview) {
    super('a preview saves nothing');
  }
}

/** Planned and unplanned unavailability: displaces what it overlaps and gives it back when it ends early. */
@Injectable()
export class DowntimesService {
  private readonly logger = new Logger(DowntimesService.name);

  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    readonly audit: AuditService,
    readonly outbox: Outbox,
    private readonly proposals: ProposalMaker,
  ) {}

  /** Takes every unit of the instrument in one transaction; what was booked there is displaced and gets proposals. */
  async create(
    actor: Actor,
    instrumentId: string,
    input: CreateDowntimeRequest,
    call?: IdempotentCall,
  ): Promise<DowntimeResponse> {
    const { affected, ...made } = await inCommand(this.db, call, async (tx) => {
      const id = newId();
      return { id, ...(await this.take(tx, actor, id, instrumentId, input)) };
    });
    return { ...made, affected: await this.proposeAll(affected) };
  }

  /** What {@link create} would do with the same request: it is done, looked at and undone. */
  preview(
    actor: Actor,
    instrumentId: string,
    input: CreateDowntimeRequest,
  ): Promise<DowntimePreview> {
    const undo = async (tx: EntityManager): Promise<never> => {
      throw new Undone(await this.take(tx, actor, newId(), instrumentId, input));
    };
    return inTransaction(this.db, undo).catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
      return error.found;
    });
  }

  private async take(
    tx: EntityManager,
    actor: Actor,
    id: string,
    instrumentId: string,
    input: CreateDowntimeRequest,
  ): Promise<DowntimePreview> {
    const period = downtimePeriod(input);
    const { kind, reason } = input;
    const instrument = await this.read(tx, instrumentId, period);
    await lockInstrument(tx, instrumentId);
    const hit = await recordDowntime(tx, this, instrument, {
      ...{ id, period, kind, reason, endUnknown: !input.endsAt, displaces: true },
      ...{ actor, reportedBy: actor.userId },
    });
    return {
      startsAt: isoInZone(period.startsAt),
      endsAt: isoInZone(period.endsAt),
      endUnknown: !input.endsAt,
      affected: await findHitReservations(
        tx,
        hit.displaced.map((one) => one.id),
      ),
      interrupted: await findHitReservations(tx, hit.interrupted),
      releasedHolds: hit.releasedHolds,
    };
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
      const restored = await giveBack(tx, actor.userId, found.instrument_id, period);
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
        const cause = { downtimeId: id, kind, reason, actorId: null };
        const { displaced } = await makeRoom(tx, instrument, period, cause);
        await tellDisplaced(tx, this.outbox, displaced);
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

  /** The first few wait for theirs; the job does the same for all others. */
  private async proposeAll(displaced: readonly HitReservation[]): Promise<AffectedReservation[]> {
    const affected: AffectedReservation[] = [];
    for (const [index, one] of displaced.entries()) {
      const proposals = index < PROPOSED_AT_ONCE ? await this.propose(one.reservationId) : [];
      affected.push({ ...one, proposals });
    }
    return affected;
  }

  private async propose(reservationId: string): Promise<OfferedSlot[]> {
    const found = await this.proposals.proposeFor(reservationId).catch((error: unknown) => {
      // The downtime is recorded by now: what fails costs its proposals, not the answer; the job tries again.
      this.logger.warn({ err: error, event: 'nothing-proposed', reservationId });
      return [];
    });
    return found.flatMap(({ id, kind, instrument, startsAt, endsAt }) =>
      startsAt && endsAt ? [{ id, kind, instrumentId: instrument.id, startsAt, endsAt }] : [],
    );
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
