import { type Needle, wantedBy, type Wanted, wantedTogether, wordsOf } from './needles';
import { allOf, anyOf, commonTo, type Sql, sql, unionOf } from './sql';

/**
 * SQL that a row `i` of instrument_search is called as somebody typed: every word in some way, or all of them together
 * as one term. Null when nothing was typed.
 */
export function isCalled(typed: string | undefined): Sql | null {
  const words = wordsOf(typed);
  if (words === null) return null;
  const wanted = words.map(wantedBy);
  const together = wantedTogether(words);
  const ways = [wanted, ...(together ? [[together]] : [])];
  return sql`(${isAmong(ways.map((each) => commonTo(each.map(placesOf))))}
              AND ${anyOf(ways.map((each) => allOf(each.map(reads))))})`;
}

/** SQL that a row `i` of instrument_search is called as one word in any of its meanings. */
export const isAny = (wanted: Wanted): Sql =>
  sql`(${isAmong([placesOf(wanted)])} AND ${reads(wanted)})`;

/** SQL that a row `i` lies in one of some sets of places, which are found before any row is read. */
export const isAmong = (places: readonly Sql[]): Sql =>
  sql`i.ctid = ANY (ARRAY (${unionOf(places)}))`;

/** Places of the rows that have all tokens of any of the needles. */
const placesOf = (wanted: Wanted): Sql =>
  unionOf(wanted.map((needle) => placesHaving(tokensOf(needle))));

/** Places of the rows that have all of some tokens. */
export const placesHaving = (tokens: Sql): Sql => sql`SELECT * FROM search_having(${tokens})`;

function tokensOf({ in: where, value }: Needle): Sql {
  switch (where) {
    case 'text':
      return sql`search_grams(search_fold(${value}::text))`;
    case 'word':
      return sql`${[`=${value}`]}::text[]`;
    case 'sounds':
      return sql`${value.split(' ').map((sound) => `~${sound}`)}::text[]`;
    case 'initials': {
      const pairs = Array.from(value.slice(1), (letter, at) => `^${value.charAt(at)}${letter}`);
      return sql`${pairs}::text[]`;
    }
  }
}

/** SQL that a row `i` reads as one of the needles: its tokens can stand apart, so the text itself is asked. */
const reads = (wanted: Wanted): Sql => anyOf(wanted.map(readsAs));

function readsAs({ in: where, value }: Needle): Sql {
  switch (where) {
    case 'text': {
      const text = sql`search_fold(${value}::text)`;
      return sql`(position(${text} IN i.body) > 0 OR position(${text} IN i.holder) > 0)`;
    }
    case 'word':
      return sql`${value}::text = ANY (i.words)`;
    case 'sounds':
      return sql`position(${` ${value} `}::text IN i.sounds) > 0`;
    case 'initials':
      return sql`position(${value}::text IN i.initials) > 0`;
  }
}

/**
 * SQL for how well a row `i` fits what was typed, best first: 0 its model or asset number is just that, 1 every word or
 * a synonym is in its name, 2 it is found by something else. Null when nothing was typed.
 */
export function rankOf(typed: string | undefined): Sql | null {
  const words = wordsOf(typed);
  if (words === null) return null;
  const isNumber = sql`search_fold(${words.join('')}::text) = ANY(i.numbers)`;
  const isInName = allOf(words.map((word) => anyOf(wantedBy(word).flatMap(inName))));
  return sql`CASE WHEN ${isNumber} THEN 0 WHEN ${isInName} THEN 1 ELSE 2 END`;
}

const inName = ({ in: where, value }: Needle): Sql[] =>
  where === 'text' ? [sql`position(search_fold(${value}::text) IN i.name) > 0`] : [];
