import type { EntityManager } from 'typeorm';
import { placesHaving, isAmong, isAny } from './search-condition';
import { commonTo, run, type Sql, sql } from './sql';
import { SEARCHED } from './find-instruments';
import { wantedBy, wantedTogether, wordsOf } from './needles';
import { intactParts, isCorrigible, neighboursOf } from './spelling.rules';
import { foldTerm } from './synonyms';

/** Names looked at for a neighbour; a word that shares half its characters with more is no slip of one of them. */
const MOST_NAMES = 2_000;

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
  const left = (part: string): Sql => placesHaving(sql`search_grams(${part}::text)`);
  const isNear = isAmong(intactParts(word).map((parts) => commonTo(parts.map(left))));
  const rows = await run<{ name: string; words: string[] }>(
    tx,
    sql`SELECT DISTINCT ON (i.name, i.words) split_part(i.name, E'\\n', 1) AS name, i.words
          FROM ${SEARCHED} WHERE ${isNear} AND ${reach} LIMIT ${MOST_NAMES}`,
  );
  const [nearest] = neighboursOf(word, {
    words: rows.flatMap(({ words }) => words),
    names: rows.map(({ name }) => name),
  });
  return nearest;
}
