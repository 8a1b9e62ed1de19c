import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, type Interval, newId } from '@app/common';
import { inCommand, type IdempotentCall, inTransaction } from '@app/database';
import type { Actor } from '@app/identity';
import { periodOf } from '@app/orders';
import { WorkCalendarService } from '@app/work-calendar';
import { attempt } from '../attempt';
import { lockInstrument } from '../occupancy.queries';
import type { ReservationResponse } from '../reservation.dto';
import { findReservations, toReservationResponse } from '../reservation.queries';
import { ReservationsService } from '../reservations.service';
import {
  MAXIMUM_OCCURRENCES,
  occurrencesOf,
  type Repetition,
  repetitionFaults,
  selfOverlap,
} from './recurrence.rules';
import type {
  CreatedSeries,
  CreateSeriesRequest,
  PreviewSeriesRequest,
  SeriesPreview,
  SeriesProblem,
  SeriesResponse,
} from './series.dto';
import { overlapsItself, SeriesNotFound, SeriesRefused } from './series.errors';

/** What came of trying every date. */
interface Tried {
  made: ReservationResponse[];
  problems: SeriesProblem[];
}

/** Thrown to roll a preview back, with what it found. */
class Undone extends Error {
  constructor(readonly tried: Tried) {
    super('a preview books nothing');
  }
}

/** Books a period again and again: every date by the rules and the constraint that a single booking obeys. */
@Injectable()
export class SeriesService {
  constructor(
    private readonly db: DataSource,
    private readonly reservations: ReservationsService,
    private readonly workCalendar: WorkCalendarService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Books all dates, or with `onClash: skip` those that can be had.
   *
   * @throws FieldsRefused for a repetition that contradicts itself (422)
   * @throws SeriesRefused with every date that cannot be had; also for a series of which none can (409 or 422)
   */
  async create(
    actor: Actor,
    { onClash, ...input }: CreateSeriesRequest,
    call: IdempotentCall | undefined,
  ): Promise<CreatedSeries> {
    const occurrences = await this.occurrences(input);
    return inCommand(this.db, call, async (tx) => {
      const id = newId();
      const tried = await this.tryAll(tx, actor, id, input, occurrences);
      if (tried.made.length === 0 || (onClash !== 'skip' && tried.problems.length > 0))
        throw new SeriesRefused(tried.problems);
      await this.audit.record(tx, {
        ...{ actor, action: 'reservation-series.create', objectType: 'reservation_series' },
        objectId: id,
        detail: { reservations: tried.made.length, skipped: tried.problems.length },
      });
      const { instrumentId, repeat } = input;
      return { id, instrumentId, repeat, reservations: tried.made, skipped: tried.problems };
    });
  }

  /** What {@link create} would make of the same request: it is made, looked at and undone. */
  async preview(actor: Actor, input: PreviewSeriesRequest): Promise<SeriesPreview> {
    const occurrences = await this.occurrences(input);
    const undo = async (tx: EntityManager): Promise<never> => {
      throw new Undone(await this.tryAll(tx, actor, newId(), input, occurrences));
    };
    return inTransaction(this.db, undo).catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
      return { bookable: error.tried.made, problems: error.tried.problems };
    });
  }

  /** A series with all its reservations. @throws SeriesNotFound */
  async get(actor: Actor, id: string): Promise<SeriesResponse> {
    return inTransaction(this.db, (tx) => readSeries(tx, actor, id));
  }

  private async occurrences(input: PreviewSeriesRequest): Promise<Interval[]> {
    const first = periodOf(input.startsAt, input.endsAt);
    const faults = repetitionFaults(first, input.repeat);
    if (faults.length > 0) throw new FieldsRefused(faults);
    const found = occurrencesOf(first, input.repeat, await this.workCalendar.load());
    const shared = selfOverlap(found);
    if (shared) throw new FieldsRefused([overlapsItself(shared)]);
    return found;
  }

  /** One date after the other under the instrument's lock; a refused one leaves nothing behind. */
  private async tryAll(
    tx: EntityManager,
    actor: Actor,
    seriesId: string,
    input: PreviewSeriesRequest,
    occurrences: readonly Interval[],
  ): Promise<Tried> {
    const { instrumentId, repeat } = input;
    await lockInstrument(tx, instrumentId);
    const tried: Tried = { made: [], problems: [] };
    const [first] = occurrences;
    // Whether the instrument is the actor's to book is settled by the first date, before the series names it.
    if (!first) return tried;
    await this.reservations.requireBookable(tx, actor, instrumentId, first);
    await tx.query(
      `INSERT INTO reservation_series (id, instrument_id, user_organisation_id, reserved_by, repeat)
       VALUES ($1, $2, $3, $4, $5)`,
      [seriesId, instrumentId, actor.organisationId, actor.userId, JSON.stringify(repeat)],
    );
    for (const period of occurrences) {
      const problem = await attempt(tx, period, async () => {
        tried.made.push(await this.reservations.book(tx, actor, input, period, { seriesId }));
      });
      if (problem) tried.problems.push(problem);
    }
    return tried;
  }
}

interface SeriesRow {
  instrument_id: string;
  repeat: Repetition;
}

/** @throws SeriesNotFound */
export async function readSeries(
  tx: EntityManager,
  actor: Actor,
  id: string,
): Promise<SeriesResponse> {
  const [series]: SeriesRow[] = await tx.query(
    'SELECT instrument_id, repeat FROM reservation_series WHERE id = $1',
    [id],
  );
  if (!series) throw new SeriesNotFound();
  const rows = await findReservations(
    tx,
    'r.series_id = $1',
    [id],
    MAXIMUM_OCCURRENCES,
    'earliest',
  );
  return {
    id,
    instrumentId: series.instrument_id,
    repeat: series.repeat,
    reservations: rows.map((row) => toReservationResponse(row, actor)),
  };
}
