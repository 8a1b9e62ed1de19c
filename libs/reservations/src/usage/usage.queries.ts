import type { EntityManager } from 'typeorm';
import { instantOf, type Interval } from '@app/common';
import type { ListUsageRecordsQuery, UsageRow } from './usage.dto';
import { UsageRecordNotFound } from './usage.errors';

const SELECT = `SELECT u.*, place.position AS unit FROM usage_record u JOIN instrument_unit place ON place.id = u.unit_id`;

/** @throws UsageRecordNotFound */
export async function getUsageRecord(tx: EntityManager, id: string): Promise<UsageRow> {
  const [row]: UsageRow[] = await tx.query(`${SELECT} WHERE u.id = $1`, [id]);
  if (!row) throw new UsageRecordNotFound();
  return row;
}

/** As {@link getUsageRecord}, locked against other decisions. @throws UsageRecordNotFound */
export async function lockUsageRecord(tx: EntityManager, id: string): Promise<UsageRow> {
  const [row]: UsageRow[] = await tx.query(`${SELECT} WHERE u.id = $1 FOR UPDATE OF u`, [id]);
  if (!row) throw new UsageRecordNotFound();
  return row;
}

/** Up to `limit` + 1 records of an instrument, latest first, after the one whose start and id are given. */
export function listUsageRecords(
  tx: EntityManager,
  instrumentId: string,
  { state, source, from, to }: ListUsageRecordsQuery,
  after: readonly [startsAt: string, id: string] | null,
  limit: number,
): Promise<UsageRow[]> {
  return tx.query(
    `${SELECT}
      WHERE u.instrument_id = $1 AND ($2::text IS NULL OR u.state = $2) AND ($3::text IS NULL OR u.source = $3)
        AND ($4::timestamptz IS NULL OR u.ends_at > $4) AND ($5::timestamptz IS NULL OR u.starts_at < $5)
        AND ($6::timestamptz IS NULL OR (u.starts_at, u.id) < ($6, $7::uuid))
      ORDER BY u.starts_at DESC, u.id DESC LIMIT $8`,
    [
      ...[instrumentId, state ?? null, source ?? null, from ?? null, to ?? null],
      ...[after?.[0] ?? null, after?.[1] ?? null, limit + 1],
    ],
  );
}

/** The first record that has a unit within a period, whatever its state but rejected; null when there is none. */
export async function findOverlapped(
  tx: EntityManager,
  unitId: string,
  { startsAt, endsAt }: Interval,
): Promise<Interval | null> {
  const [row]: { starts_at: Date; ends_at: Date }[] = await tx.query(
    `SELECT starts_at, ends_at FROM usage_record
      WHERE unit_id = $1 AND tstzrange(starts_at, ends_at) && tstzrange($2, $3) AND state IN ('draft', 'approved')
      ORDER BY starts_at LIMIT 1`,
    [unitId, startsAt.toISO(), endsAt.toISO()],
  );
  return row ? { startsAt: instantOf(row.starts_at), endsAt: instantOf(row.ends_at) } : null;
}
