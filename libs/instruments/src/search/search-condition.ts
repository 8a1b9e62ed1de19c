import { type Needle, wantedBy, type Wanted, wantedTogether, wordsOf } from './needles';
import { allOf, anyOf, type Sql, sql } from './sql';

/**
 * SQL that a row `i` of instrument_search is called as somebody typed: every word in some way, or all of them together
 * as one term. Null when nothing was typed.
 */
export function isCalled(typed: string | undefined): Sql | null {
  const words = wordsOf(typed);
  if (words === null) return null;
  const each = allOf(words.map((word) => isAny(wantedBy(word))));
  const together = wantedTogether(words);
  return together ? anyOf([each, isAny(together)]) : each;
}

/** SQL that a row `i` of instrument_search is called as one word in any of its meanings. */
export const isAny = (wanted: Wanted): Sql => anyOf(wanted.map(isNamed));

/** The index narrows it down by tokens; where they can stand apart, the text itself is asked. */
function isNamed({ in: where, value }: Needle): Sql {
  switch (where) {
    case 'text': {
      const text = sql`search_fold(${value}::text)`;
      return sql`(i.tokens @> search_grams(${text})
                  AND (position(${text} IN i.body) > 0 OR position(${text} IN i.holder) > 0))`;
    }
    case 'word':
      return sql`i.tokens @> ${[`=${value}`]}::text[]`;
    case 'sounds': {
      const tokens = value.split(' ').map((sound) => `~${sound}`);
      return sql`(i.tokens @> ${tokens}::text[] AND position(${` ${value} `}::text IN i.sounds) > 0)`;
    }
    case 'initials': {
      const tokens = Array.from(value.slice(1), (letter, at) => `^${value.charAt(at)}${letter}`);
      return sql`(i.tokens @> ${tokens}::text[] AND position(${value}::text IN i.initials) > 0)`;
    }
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
