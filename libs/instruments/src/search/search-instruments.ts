import type { EntityManager } from 'typeorm';
import type { Actor } from '@app/identity';
import { countFacets } from './facets.queries';
import { findInstruments, type FoundAfter, type FoundRow, isInReach } from './find-instruments';
import { filterOf, type InstrumentFilter, type InstrumentQuery } from './instrument-filter';
import type { InstrumentFacets } from './search.dto';
import { correctedTyping } from './spelling.queries';

/** What was found, and what was taken to be meant where nothing is called as typed. */
export interface Found {
  rows: FoundRow[];
  correctedTo?: string;
}

/**
 * Up to `limit` instruments that the actor may open, in the order asked for, after those of the page before.
 *
 * @throws FieldsRefused for a distance without a place (422)
 */
export async function searchInstruments(
  tx: EntityManager,
  actor: Actor,
  query: InstrumentQuery,
  { after, limit }: { after: FoundAfter | undefined; limit: number },
): Promise<Found> {
  const filter = filterOf(query);
  const rows = await findInstruments(tx, actor, filter, after, limit);
  if (rows.length > 0) return { rows };
  const correctedTo = await corrected(tx, actor, filter);
  if (correctedTo === undefined) return { rows };
  const meant = { ...filter, q: correctedTo };
  return { rows: await findInstruments(tx, actor, meant, after, limit), correctedTo };
}

/**
 * Counts of what the actor may open by property, each as if it were not filtered by itself.
 *
 * @throws FieldsRefused for a distance without a place (422)
 */
export async function searchFacets(
  tx: EntityManager,
  actor: Actor,
  query: InstrumentQuery,
): Promise<InstrumentFacets> {
  const filter = filterOf(query);
  const facets = await countFacets(tx, actor, filter);
  if (facets.total > 0) return facets;
  const correctedTo = await corrected(tx, actor, filter);
  if (correctedTo === undefined) return facets;
  return { ...(await countFacets(tx, actor, { ...filter, q: correctedTo })), correctedTo };
}

const corrected = (
  tx: EntityManager,
  actor: Actor,
  { q }: InstrumentFilter,
): Promise<string | undefined> => correctedTyping(tx, isInReach(actor), q);
