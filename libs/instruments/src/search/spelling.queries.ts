import type { EntityManager } from 'typeorm';
import { everyOf, run, someOf, type Sql, sql } from '@app/database';
import { hasTerms, isAny } from './search-condition';
import { SEARCHED } from './find-instruments';
import { wantedBy, wantedTogether, wordsOf } from './needles';
import { type Called, intactParts, isCorrigible, isLatin, neighboursOf } from './spelling.rules';
import { foldTerm } from './synonyms';

/** Names or words looked at for a neighbour, the commonest; who shares half its characters with more meant none of the rest. */
const MOST_CALLED = 2_000;

/**
 * What was typed with every word that nothing is called replaced by its nearest neighbour among what is, within
 * `reach`: what somebody may not see suggests no word. Undefined when all words are known, or one has no neighbour.
 */
export async function correctedTyping(
  tx: EntityManager,
  reach: Sql,
  typed: string | undefined,
): Promise<string | undefined> {
  const words = wordsOf(typed) ?? [];
  if (wantedTogether(words)) return undefined;
  const corrected: string[] = [];
  for (const word of words) {
    const known = await isKnown(tx, reach, word);
    const meant = known ? word : await nearestTo(tx, reach, foldTerm(word));
    if (meant === undefined) return undefined;
    corrected.push(meant);
  }
  return words.every((word, at) => word === corrected[at]) ? undefined : corrected.join(' ');
}

async function isKnown(tx: EntityManager, reach: Sql, word: string): Promise<boolean> {
  const rows = await run(
    tx,
    sql`SELECT FROM ${SEARCHED} WHERE ${isAny(wantedBy(word))} AND ${reach} LIMIT 1`,
  );
  return rows.length > 0;
}

async function nearestTo(tx: EntityManager, reach: Sql, word: string): Promise<string | undefined> {
  if (!isCorrigible(word)) return undefined;
  const left = (part: string): Sql => sql`search_needing(search_grams(${part}::text))`;
  const isNear = hasTerms(someOf(intactParts(word).map((parts) => everyOf(parts.map(left)))));
  const names = { text: sql`split_part(i.name, E'\\n', 1)`, of: SEARCHED };
  const words = { text: sql`word`, of: sql`${SEARCHED}, unnest(i.words) AS word` };
  const { text, of } = isLatin(word) ? words : names;
  const called = await run<Called>(
    tx,
    sql`SELECT ${text} AS text, count(*)::int AS count FROM ${of}
         WHERE ${isNear} AND ${reach} GROUP BY 1 ORDER BY 2 DESC LIMIT ${MOST_CALLED}`,
  );
  const [nearest] = neighboursOf(word, called);
  return nearest;
}
