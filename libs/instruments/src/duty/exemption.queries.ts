import type { EntityManager } from 'typeorm';
import { type Actor, reachOf } from '@app/identity';
import { REVIEWING_COUNTY } from '../instrument.subjects';
import { TODAY } from './duty-facts';
import type { ExemptionRow, ListExemptionsQuery } from './exemption.dto';
import { ExemptionNotFound } from './exemption.errors';

const SELECT = `
  SELECT e.*, i.name_zh, i.holder_id, ${TODAY} AS today, (e.state = 'granted' AND e.ends_on >= ${TODAY}) AS running
    FROM duty_exemption e JOIN instrument i ON i.id = e.instrument_id JOIN organisation o ON o.id = i.holder_id`;

/** @throws ExemptionNotFound */
export async function getExemption(tx: EntityManager, id: string): Promise<ExemptionRow> {
  const [row]: ExemptionRow[] = await tx.query(`${SELECT} WHERE e.id = $1`, [id]);
  if (!row) throw new ExemptionNotFound();
  return row;
}

/** As {@link getExemption}, locked against other decisions. @throws ExemptionNotFound */
export async function lockExemption(tx: EntityManager, id: string): Promise<ExemptionRow> {
  const [row]: ExemptionRow[] = await tx.query(`${SELECT} WHERE e.id = $1 FOR UPDATE OF e`, [id]);
  if (!row) throw new ExemptionNotFound();
  return row;
}

/** Up to `limit` + 1 exemptions the reader may open, newest first, after the one named. */
export function listExemptions(
  tx: EntityManager,
  actor: Actor,
  { state, instrumentId, holderId }: ListExemptionsQuery,
  after: string | null,
  limit: number,
): Promise<ExemptionRow[]> {
  const reach = reachOf(actor, 'exemptions.get');
  return tx.query(
    `${SELECT}
      WHERE ($1::boolean OR i.holder_id = $2 OR ${REVIEWING_COUNTY} = $3 OR o.supervisor_id = $4)
        AND ($5::text IS NULL OR e.state = $5) AND ($6::uuid IS NULL OR e.instrument_id = $6)
        AND ($7::uuid IS NULL OR i.holder_id = $7) AND ($8::uuid IS NULL OR e.id < $8)
      ORDER BY e.id DESC LIMIT $9`,
    [
      ...[reach.everything, reach.organisationId, reach.regionCode, reach.supervisorId],
      ...[state ?? null, instrumentId ?? null, holderId ?? null, after, limit + 1],
    ],
  );
}
