import type { EntityManager } from 'typeorm';
import { fen, instantOf } from '@app/common';
import { draftOf } from '@app/instruments';
import type { PlatformInstrument } from './instrument.mapping';
import type { RecordKind } from './platform-record';
import type { PlatformServiceRecord } from './service-record.mapping';

/** Which records to read: given ones, or a page of all that may go out. */
export type Selection = { ids: readonly string[] } | { after: string | null; limit: number };

/**
 * SQL for the number under which somebody else has brought the instrument of this id to the regional platform, itself or
 * by way of the province's; null for one that the platform has, or will have, from us, and knows by our id.
 */
const linkedNumber = (instrumentId: string): string => `(
  SELECT coalesce(linked.number, linked.url) FROM instrument_external_id linked
   WHERE linked.instrument_id = ${instrumentId} AND linked.scheme IN ('regional', 'zj_platform')
     AND linked.number IS DISTINCT FROM ${instrumentId}::text
     AND NOT EXISTS (SELECT FROM sync_item ours WHERE ours.record_kind = 'instrument' AND ours.record_id = ${instrumentId}
                        AND ours.accepted_at IS NOT NULL)
   ORDER BY linked.scheme LIMIT 1)`;

/**
 * Only what a reviewer has listed goes out, and from then on also that it is suspended or retired. What is on the
 * platform already is linked and not sent again.
 */
const INSTRUMENTS = `
  SELECT i.*, h.credit_code, h.name_zh AS holder_name_zh
    FROM instrument i JOIN organisation h ON h.id = i.holder_id
   WHERE i.status IN ('listed', 'suspended', 'retired') AND i.listed_at IS NOT NULL AND ${linkedNumber('i.id')} IS NULL`;

/** Only services the lab has completed go out; an instrument unknown to us has no place in the field set. */
const SERVICES = `
  SELECT i.id, i.version, i.number, i.kind, i.purpose, coalesce(${linkedNumber('m.id')}, m.id::text) AS instrument_id, m.name_zh AS instrument_name_zh, h.credit_code,
         i.user_organisation_id = m.holder_id AS internal, u.name_zh AS user_name_zh,
         coalesce(i.actual_fen, i.list_fen) AS amount_fen, i.sample_count,
         coalesce(r.actual_starts_at, r.starts_at, i.completed_at) AS starts_at,
         coalesce(r.actual_ends_at, r.ends_at, i.completed_at) AS ends_at
    FROM service_order i
    JOIN instrument m ON m.id = i.instrument_id
    JOIN organisation h ON h.id = m.holder_id
    JOIN organisation u ON u.id = i.user_organisation_id
    LEFT JOIN reservation r ON r.order_id = i.id
   WHERE i.state IN ('completed', 'accepted', 'disputed')`;

/** {@link draftOf} reads the description. */
interface InstrumentRow {
  id: string;
  version: number;
  status: PlatformInstrument['status'];
  credit_code: string;
  holder_name_zh: string;
}

interface ServiceRow {
  id: string;
  version: number;
  number: string;
  kind: PlatformServiceRecord['kind'];
  purpose: string;
  instrument_id: string;
  instrument_name_zh: string;
  credit_code: string;
  internal: boolean;
  user_name_zh: string;
  amount_fen: string;
  sample_count: number | null;
  starts_at: Date;
  ends_at: Date;
}

const toInstrument = (row: InstrumentRow): PlatformInstrument => ({
  id: row.id,
  version: row.version,
  status: row.status,
  holderCreditCode: row.credit_code,
  holderNameZh: row.holder_name_zh,
  description: draftOf(row),
});

const toService = (row: ServiceRow): PlatformServiceRecord => ({
  orderId: row.id,
  version: row.version,
  number: row.number,
  kind: row.kind,
  purpose: row.purpose,
  instrumentId: row.instrument_id,
  instrumentNameZh: row.instrument_name_zh,
  holderCreditCode: row.credit_code,
  internal: row.internal,
  userOrganisationNameZh: row.user_name_zh,
  amountFen: fen(row.amount_fen),
  sampleCount: row.sample_count,
  startsAt: instantOf(row.starts_at),
  endsAt: instantOf(row.ends_at),
});

async function select<Row>(tx: EntityManager, query: string, selection: Selection): Promise<Row[]> {
  if ('ids' in selection) {
    return tx.query(`${query} AND i.id = ANY($1) ORDER BY i.id`, [selection.ids]);
  }
  return tx.query(`${query} AND ($1::uuid IS NULL OR i.id > $1) ORDER BY i.id LIMIT $2`, [
    selection.after,
    selection.limit,
  ]);
}

/** Instruments that may go out, in id order. */
export async function readInstruments(
  tx: EntityManager,
  selection: Selection,
): Promise<PlatformInstrument[]> {
  return (await select<InstrumentRow>(tx, INSTRUMENTS, selection)).map(toInstrument);
}

/** Completed services that may go out, in id order. */
export async function readServices(
  tx: EntityManager,
  selection: Selection,
): Promise<PlatformServiceRecord[]> {
  return (await select<ServiceRow>(tx, SERVICES, selection)).map(toService);
}

/** The instrument an order is about; null when it has none. */
export async function findInstrumentOfOrder(
  tx: EntityManager,
  orderId: string,
): Promise<string | null> {
  const [order]: { instrument_id: string | null }[] = await tx.query(
    'SELECT instrument_id FROM service_order WHERE id = $1',
    [orderId],
  );
  return order?.instrument_id ?? null;
}

/** The name people know a record by, for each of the given ids: 仪器名称 or order number. */
export async function readRecordNames(
  tx: EntityManager,
  kind: RecordKind,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows: { id: string; name: string }[] = await tx.query(
    kind === 'instrument'
      ? 'SELECT id, name_zh AS name FROM instrument WHERE id = ANY($1)'
      : 'SELECT id, number AS name FROM service_order WHERE id = ANY($1)',
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}
