import type { EntityManager } from 'typeorm';
import { type Interval, newId } from '@app/common';
import { rangeText } from '../period.column';
import type { BusySource } from './busy-time.entity';

/** A booking of another system, locked or just read. */
export interface BusyRow {
  id: string;
  external_id: string;
  sequence: string | null;
  starts_at: Date | null;
  ends_at: Date | null;
  title: string | null;
  occupancy_id: string | null;
  withdrawn_at: Date | null;
}

/** A booking by what it is called over there. */
export interface BusyKey {
  instrumentId: string;
  source: BusySource;
  externalId: string;
}

/** What is known of a booking by its name over there. */
export async function findBusyTime(
  tx: EntityManager,
  { instrumentId, source, externalId }: BusyKey,
): Promise<BusyRow | undefined> {
  const [row]: BusyRow[] = await tx.query(
    'SELECT * FROM busy_time WHERE instrument_id = $1 AND source = $2 AND external_id = $3',
    [instrumentId, source, externalId],
  );
  return row;
}

/** Writes what the other system says now; a null period is that of what was withdrawn before it was known. */
export async function writeBusyTime(
  tx: EntityManager,
  { instrumentId, source, externalId }: BusyKey,
  said: { period: Interval | null; title: string | null; sequence: number | null },
): Promise<BusyRow> {
  const [row]: BusyRow[] = await tx.query(
    `INSERT INTO busy_time (id, instrument_id, source, external_id, sequence, starts_at, ends_at, title, withdrawn_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $6::timestamptz IS NULL THEN app_now() END)
     ON CONFLICT ON CONSTRAINT busy_time_known_once DO UPDATE
       SET sequence = coalesce(excluded.sequence, busy_time.sequence), starts_at = coalesce(excluded.starts_at, busy_time.starts_at),
           ends_at = coalesce(excluded.ends_at, busy_time.ends_at), title = excluded.title, withdrawn_at = excluded.withdrawn_at
     RETURNING *`,
    [
      ...[newId(), instrumentId, source, externalId, said.sequence],
      ...[said.period?.startsAt.toISO() ?? null, said.period?.endsAt.toISO() ?? null, said.title],
    ],
  );
  if (!row) throw new Error('the busy time just written is gone');
  return row;
}

/** Gives back whatever a booking of another system takes, on all units. */
export async function freeBusyTime(tx: EntityManager, row: BusyRow): Promise<void> {
  if (row.occupancy_id === null) return;
  await tx.query('UPDATE busy_time SET occupancy_id = NULL WHERE id = $1', [row.id]);
  await tx.query(
    `UPDATE occupancy SET blocking = false WHERE $1 IN (id, hold_id) AND kind = 'remote'`,
    [row.occupancy_id],
  );
}

/** Clashes with reservations that a look at a booking found or settled; nobody is told of others. */
export interface ClashChanges {
  appeared: string[];
  settled: string[];
}

interface Changed {
  id: string;
  reservation_id: string | null;
}

/** What of ours stands in a booking's way now is open, and nothing else is. */
export async function noteClashes(
  tx: EntityManager,
  busyTimeId: string,
  unitIds: readonly string[],
  period: Interval,
): Promise<ClashChanges> {
  const [over]: [Changed[], number] = await tx.query(
    `UPDATE busy_clash c SET resolved_at = app_now()
      WHERE c.busy_time_id = $1 AND c.resolved_at IS NULL
        AND ((c.starts_at, c.ends_at) IS DISTINCT FROM ($4::timestamptz, $5::timestamptz)
             OR NOT EXISTS (SELECT FROM occupancy o WHERE o.id = c.occupancy_id AND o.blocking AND o.unit_id = ANY($2)
                               AND o.during && $3))
      RETURNING id, reservation_id`,
    [busyTimeId, unitIds, rangeText(period), period.startsAt.toISO(), period.endsAt.toISO()],
  );
  const found = await openClashes(tx, busyTimeId, unitIds, period);
  // What only clashes at another time now is not settled.
  const still = new Set(found.map((one) => one.reservation_id));
  return {
    appeared: withReservation(found),
    settled: withReservation(over.filter((one) => !still.has(one.reservation_id))),
  };
}

/** Those that are new, or whose hold has become a reservation. */
async function openClashes(
  tx: EntityManager,
  busyTimeId: string,
  unitIds: readonly string[],
  period: Interval,
): Promise<Changed[]> {
  const blocking: Changed[] = await tx.query(
    'SELECT id, reservation_id FROM occupancy WHERE unit_id = ANY($1) AND during && $2 AND blocking ORDER BY id',
    [unitIds, rangeText(period)],
  );
  const found: Changed[] = [];
  for (const { id, reservation_id } of blocking) {
    const noted: Changed[] = await tx.query(
      `INSERT INTO busy_clash (id, busy_time_id, occupancy_id, reservation_id, starts_at, ends_at)
       VALUES ($1, $2, $3, $4, $5, $6)
       -- A hold becomes a reservation in the row it has.
       ON CONFLICT (busy_time_id, occupancy_id) WHERE resolved_at IS NULL
       DO UPDATE SET reservation_id = excluded.reservation_id
        WHERE busy_clash.reservation_id IS DISTINCT FROM excluded.reservation_id
       RETURNING id, reservation_id`,
      [
        ...[newId(), busyTimeId, id, reservation_id],
        ...[period.startsAt.toISO(), period.endsAt.toISO()],
      ],
    );
    found.push(...noted);
  }
  return found;
}

/** One of each reservation, however many of its units clash. */
const withReservation = (changed: readonly Changed[]): string[] => [
  ...new Map(
    changed.flatMap(({ id, reservation_id: of }) => (of === null ? [] : [[of, id] as const])),
  ).values(),
];

/** One side has moved: whatever was open of a booking is over. */
export async function resolveClashes(tx: EntityManager, busyTimeId: string): Promise<ClashChanges> {
  const [over]: [Changed[], number] = await tx.query(
    `UPDATE busy_clash SET resolved_at = app_now() WHERE busy_time_id = $1 AND resolved_at IS NULL
     RETURNING id, reservation_id`,
    [busyTimeId],
  );
  return { appeared: [], settled: withReservation(over) };
}

/** An open clash as the laboratory sees it. */
export interface ClashRow {
  id: string;
  external_id: string;
  title: string | null;
  starts_at: Date;
  ends_at: Date;
  kind: string;
  reservation_id: string | null;
  created_at: Date;
}

/** Up to `limit` + 1 open clashes of an instrument, oldest first, after the one named. */
export function listClashes(
  tx: EntityManager,
  instrumentId: string,
  after: string | null,
  limit: number,
): Promise<ClashRow[]> {
  return tx.query(
    `SELECT c.id, b.external_id, b.title, c.starts_at, c.ends_at, o.kind, c.reservation_id, c.created_at
       FROM busy_clash c JOIN busy_time b ON b.id = c.busy_time_id JOIN occupancy o ON o.id = c.occupancy_id
      WHERE b.instrument_id = $1 AND c.resolved_at IS NULL AND ($2::uuid IS NULL OR c.id > $2)
      ORDER BY c.id LIMIT $3`,
    [instrumentId, after, limit + 1],
  );
}
