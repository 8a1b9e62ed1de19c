import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { DateTime } from 'luxon';
import { AuditService } from '@app/audit';
import { civilDateOf, FieldsRefused, instantOf, type Interval, isoInZone } from '@app/common';
import { inCommand, type IdempotentCall } from '@app/database';
import { decodeCursor, DEFAULT_PAGE, fieldError, page, type Page } from '@app/http';
import type { Actor } from '@app/identity';
import { InstrumentsService } from '@app/instruments';
import { Outbox } from '@app/messaging';
import { lockInstrument } from '../occupancy.queries';
import { DowntimeHasBegun, DowntimeNotFound } from '../reservation.errors';
import type {
  ChangedDowntimeResponse,
  ChangeDowntimeRequest,
  EndedDowntimeResponse,
  ListDowntimesQuery,
  ListedDowntime,
} from './downtime.dto';
import { findHitReservations, listDowntimes, toListedDowntime } from './downtime.queries';
import { downtimePeriod } from './downtime-period';
import { giveBack } from './give-back';
import { makeRoom, tellDisplaced } from './make-room';

/** A downtime that is not over, locked with its instrument. */
interface Open extends Interval {
  instrumentId: string;
  kind: 'maintenance' | 'downtime';
  reason: string;
  hasBegun: boolean;
  now: DateTime;
}

/** What becomes of a downtime once it is recorded: another period, or none at all. */
@Injectable()
export class DowntimeChangesService {
  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /** The downtimes of an instrument that reach into a period, earliest first. */
  async list(instrumentId: string, query: ListDowntimesQuery): Promise<Page<ListedDowntime>> {
    const { limit = DEFAULT_PAGE, from, to } = query;
    const after = decodeCursor(query.cursor, 2);
    const rows = await listDowntimes(this.db.manager, instrumentId, { from, to, after }, limit + 1);
    return page(rows, limit, (row) => [row.starts_at.toISOString(), row.id], toListedDowntime);
  }

  /**
   * Gives a downtime another period: what it newly meets is displaced, what it no longer needs goes back to whom it
   * took it from.
   *
   * @throws DowntimeNotFound once it is over, FieldsRefused for another start of one that has begun (422)
   * @throws ReservationConflict when another downtime has the time (409)
   */
  change(
    actor: Actor,
    id: string,
    { startsAt, endsAt }: ChangeDowntimeRequest,
    call?: IdempotentCall,
  ): Promise<ChangedDowntimeResponse> {
    return inCommand(this.db, call, async (tx) => {
      const open = await this.lockOpen(tx, id);
      const period = downtimePeriod({ startsAt: startsAt ?? isoInZone(open.startsAt), endsAt });
      requirePossible(open, period);
      await tx.query(
        'UPDATE downtime SET starts_at = $2, ends_at = $3, end_unknown = false WHERE id = $1',
        [id, period.startsAt.toISO(), period.endsAt.toISO()],
      );
      // The rows it had stay as what was; the whole new period is taken anew.
      await freeDowntime(tx, id);
      const { instrumentId, kind, reason } = open;
      const serviceDate = civilDateOf(period.startsAt);
      const instrument = await this.instruments.getBookable(tx, instrumentId, serviceDate);
      const cause = { downtimeId: id, kind, reason, actorId: actor.userId };
      const hit = await makeRoom(tx, instrument, period, cause);
      await tellDisplaced(tx, this.outbox, hit.displaced);
      const restored = await giveBack(tx, actor.userId, instrumentId, open);
      const displaced = hit.displaced.map((one) => one.id);
      const counts = { displaced: displaced.length, restored: restored.length };
      await this.record(tx, actor, 'downtime.change', id, counts);
      return {
        id,
        startsAt: isoInZone(period.startsAt),
        endsAt: isoInZone(period.endsAt),
        affected: await findHitReservations(tx, displaced),
        restored,
      };
    });
  }

  /** Takes a downtime back before it begins. @throws DowntimeNotFound, DowntimeHasBegun (409) */
  cancel(actor: Actor, id: string, call?: IdempotentCall): Promise<EndedDowntimeResponse> {
    return inCommand(this.db, call, (tx) => this.cancelIn(tx, actor, id));
  }

  /** The same in the caller's transaction. */
  async cancelIn(tx: EntityManager, actor: Actor, id: string): Promise<EndedDowntimeResponse> {
    const open = await this.lockOpen(tx, id);
    if (open.hasBegun) throw new DowntimeHasBegun();
    await tx.query('UPDATE downtime SET ended_at = $2 WHERE id = $1', [id, open.now.toISO()]);
    await freeDowntime(tx, id);
    const restored = await giveBack(tx, actor.userId, open.instrumentId, open);
    await this.record(tx, actor, 'downtime.cancel', id, { restored: restored.length });
    return { id, endedAt: isoInZone(open.now), restored };
  }

  /** The instrument before the downtime, as everybody takes them. @throws DowntimeNotFound */
  private async lockOpen(tx: EntityManager, id: string): Promise<Open> {
    const [found]: { instrument_id: string }[] = await tx.query(
      'SELECT instrument_id FROM downtime WHERE id = $1',
      [id],
    );
    if (!found) throw new DowntimeNotFound();
    const instrumentId = found.instrument_id;
    await lockInstrument(tx, instrumentId);
    const [row]: {
      kind: Open['kind'];
      reason: string;
      starts_at: Date;
      ends_at: Date;
      now: Date;
    }[] = await tx.query(
      `SELECT kind, reason, starts_at, ends_at, app_now() AS now FROM downtime
        WHERE id = $1 AND ended_at IS NULL AND (end_unknown OR ends_at > app_now()) FOR UPDATE`,
      [id],
    );
    if (!row) throw new DowntimeNotFound();
    const [startsAt, now] = [instantOf(row.starts_at), instantOf(row.now)];
    const { kind, reason } = row;
    const hasBegun = startsAt <= now;
    return { instrumentId, kind, reason, startsAt, endsAt: instantOf(row.ends_at), hasBegun, now };
  }

  private record(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, { actor, action, objectType: 'downtime', objectId, detail });
  }
}

const freeDowntime = (tx: EntityManager, id: string): Promise<unknown> =>
  tx.query('UPDATE occupancy SET blocking = false WHERE downtime_id = $1', [id]);

/** What has happened stays; @throws FieldsRefused */
function requirePossible({ hasBegun, startsAt, now }: Open, period: Interval): void {
  const start = isoInZone(period.startsAt);
  if (hasBegun && !period.startsAt.equals(startsAt)) {
    throw new FieldsRefused([
      fieldError('/startsAt', 'has-begun', start, {
        zh: `与已开始的停机不符，开始时间 ${isoInZone(startsAt)} 不能再更改，请去掉此项`,
        en: `the downtime has begun at ${isoInZone(startsAt)}; leave the start out`,
      }),
    ]);
  }
  if (period.endsAt > now) return;
  throw new FieldsRefused([
    fieldError('/endsAt', 'in-the-past', isoInZone(period.endsAt), {
      zh: '须晚于现在；要立即结束请用“结束停机”',
      en: 'must lie ahead; to end the downtime now use end',
    }),
  ]);
}
