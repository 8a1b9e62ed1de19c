import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { type FieldError, FieldsRefused, instantOf, type Interval } from '@app/common';
import { inCommand } from '@app/database';
import type { CommandCall } from '@app/http';
import type { Actor } from '@app/identity';
import { periodOf } from '@app/orders';
import { attempt } from '../attempt';
import { MoveService } from '../move.service';
import { freeOccupancy, lockInstrument } from '../occupancy.queries';
import { ACTION_STATES } from '../reservation.actions';
import { ReservationLifeService } from '../reservation-life.service';
import { movedLike } from './recurrence.rules';
import type {
  CancelledSeries,
  CancelSeriesRequest,
  MoveSeriesRequest,
  SeriesProblem,
  SeriesResponse,
} from './series.dto';
import { SeriesRefused } from './series.errors';
import { readSeries } from './series.service';

/** A date of a series that is still ahead. */
interface Ahead {
  id: string;
  period: Interval;
}

/** Changes of several dates of a series at once; a single one is changed like any other reservation. */
@Injectable()
export class SeriesChangesService {
  constructor(
    private readonly db: DataSource,
    private readonly moves: MoveService,
    private readonly life: ReservationLifeService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Cancels what is ahead, from one date on or all. A date that cannot be cancelled any more stays and is told.
   *
   * @throws FieldsRefused for a reservation that is none of the series ahead (422)
   */
  cancel(
    actor: Actor,
    id: string,
    { from, reason }: CancelSeriesRequest,
    { call }: CommandCall,
  ): Promise<CancelledSeries> {
    return inCommand(this.db, call, async (tx) => {
      const { instrumentId } = await readSeries(tx, actor, id);
      await lockInstrument(tx, instrumentId);
      const ahead = await findAhead(tx, id, ACTION_STATES.cancel);
      const chosen = from ? fromOn(ahead, from) : ahead;
      const kept: SeriesProblem[] = [];
      for (const { id: reservationId, period } of chosen) {
        const problem = await attempt(tx, period, async () => {
          await this.life.cancelIn(tx, actor, reservationId, reason ?? undefined);
        });
        if (problem) kept.push({ reservationId, ...problem });
      }
      const cancelled = chosen.length - kept.length;
      await this.record(tx, actor, id, 'cancel', { cancelled, kept: kept.length });
      return { ...(await readSeries(tx, actor, id)), kept };
    });
  }

  /**
   * Gives one date a new time and moves the following ones, or all ahead, by as much: all of them or none.
   *
   * @throws SeriesRefused with every date that cannot be had (409 or 422), FieldsRefused
   */
  move(
    actor: Actor,
    id: string,
    { from, scope, ...wish }: MoveSeriesRequest,
    { call }: CommandCall,
  ): Promise<SeriesResponse> {
    const to = periodOf(wish.startsAt, wish.endsAt);
    return inCommand(this.db, call, async (tx) => {
      const { instrumentId } = await readSeries(tx, actor, id);
      await lockInstrument(tx, instrumentId);
      const ahead = await findAhead(tx, id, ACTION_STATES.move);
      const following = fromOn(ahead, from);
      const [pivot] = following;
      const chosen = scope === 'all' ? ahead : following;
      // A date may take the time that another one of the series gives up.
      for (const one of chosen) await freeOccupancy(tx, one.id);
      const problems: SeriesProblem[] = [];
      for (const { id: reservationId, period } of chosen) {
        const target = movedLike(period, pivot?.period ?? to, to);
        const problem = await attempt(tx, target, async () => {
          await this.moves.moveIn(tx, actor, reservationId, target);
        });
        if (problem) problems.push({ reservationId, ...problem });
      }
      if (problems.length > 0) throw new SeriesRefused(problems);
      await this.record(tx, actor, id, 'move', { moved: chosen.length });
      return readSeries(tx, actor, id);
    });
  }

  private record(
    tx: EntityManager,
    actor: Actor,
    objectId: string,
    action: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `reservation-series.${action}`, objectType: 'reservation_series' },
      ...{ objectId, detail },
    });
  }
}

/** The dates in a state that allows the change and not yet begun, locked, earliest first. */
async function findAhead(
  tx: EntityManager,
  seriesId: string,
  states: readonly string[],
): Promise<Ahead[]> {
  const rows: { id: string; starts_at: Date; ends_at: Date }[] = await tx.query(
    `SELECT id, starts_at, ends_at FROM reservation
      WHERE series_id = $1 AND state = ANY($2) AND starts_at > app_now() ORDER BY id FOR UPDATE`,
    [seriesId, states],
  );
  return rows
    .map(({ id, starts_at, ends_at }) => ({
      id,
      period: { startsAt: instantOf(starts_at), endsAt: instantOf(ends_at) },
    }))
    .sort((left, right) => left.period.startsAt.toMillis() - right.period.startsAt.toMillis());
}

/** One date and all after it. @throws FieldsRefused */
function fromOn(ahead: readonly Ahead[], from: string): Ahead[] {
  const at = ahead.findIndex(({ id }) => id === from);
  if (at < 0) throw new FieldsRefused([notAhead(from)]);
  return ahead.slice(at);
}

const notAhead = (id: string): FieldError => ({
  pointer: '/from',
  code: 'not-ahead-in-series',
  message: {
    zh: `该系列中没有可更改的预约“${id}”：它可能已开始、已取消或属于其他系列`,
    en: `the series has no reservation ${id} that can be changed: it has begun, was cancelled, or is of another one`,
  },
});
