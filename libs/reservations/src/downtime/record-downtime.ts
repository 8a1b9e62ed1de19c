import type { EntityManager } from 'typeorm';
import type { AuditService } from '@app/audit';
import type { Interval } from '@app/common';
import type { Actor } from '@app/identity';
import type { BookableInstrument } from '@app/instruments';
import type { Outbox } from '@app/messaging';
import { type Hit, makeRoom, takeFreeTime, tellDisplaced } from './make-room';

/** A downtime to be; `actor` is null for the system, which makes the dates of a plan for who set it up. */
interface NewDowntime {
  id: string;
  period: Interval;
  kind: 'maintenance' | 'downtime';
  reason: string;
  endUnknown: boolean;
  /** False to give way to whatever is booked. */
  displaces: boolean;
  actor: Actor | null;
  reportedBy: string;
}

/**
 * Writes a downtime down, takes its time and tells of whom it displaced. Needs the instrument's lock.
 *
 * @throws ReservationConflict when another downtime has the time, or anything at all if it displaces nothing
 */
export async function recordDowntime(
  tx: EntityManager,
  { audit, outbox }: { audit: AuditService; outbox: Outbox },
  instrument: BookableInstrument,
  downtime: NewDowntime,
): Promise<Hit> {
  const { id, period, kind, reason, actor } = downtime;
  await tx.query(
    `INSERT INTO downtime (id, instrument_id, kind, reason, starts_at, ends_at, end_unknown, reported_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[id, instrument.id, kind, reason, period.startsAt.toISO(), period.endsAt.toISO()],
      ...[downtime.endUnknown, downtime.reportedBy],
    ],
  );
  const cause = { downtimeId: id, kind, reason, actorId: actor?.userId ?? null };
  const take = downtime.displaces ? makeRoom : takeFreeTime;
  const hit = await take(tx, instrument, period, cause);
  await tellDisplaced(tx, outbox, hit.displaced);
  await audit.record(tx, {
    ...{ actor, action: 'downtime.create', objectType: 'downtime', objectId: id },
    detail: { instrumentId: instrument.id, kind, displaced: hit.displaced.length },
  });
  return hit;
}
