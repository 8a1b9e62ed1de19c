import { allOf, anyOf, everyOf, type Sql, someOf, sql } from '@app/database';
import { type Needle, wantedBy, type Wanted, wantedTogether, wordsOf } from './needles';
import { foldTerm } from './synonyms';

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
  const question = someOf(ways.map((each) => everyOf(each.map(questionOf))));
  return sql`(${hasTerms(question)} AND ${anyOf(ways.map((each) => allOf(each.map(reads))))})`;
}

/** SQL that a row `i` is called as one word in any of its meanings. */
export const isAny = (wanted: Wanted): Sql =>
  sql`(${hasTerms(questionOf(wanted))} AND ${reads(wanted)})`;

/** SQL that the terms of a row `i` answer a question, a tsquery; the index alone is asked. */
export const hasTerms = (question: Sql): Sql =>
  sql`search_terms(i.body, i.holder, i.sounds, i.initials, i.words) @@ ${question}`;

/** The question for rows with all terms of any of the needles. */
const questionOf = (wanted: Wanted): Sql =>
  someOf(wanted.map((needle) => sql`search_needing(${termsOf(needle)})`));

function termsOf({ in: where, value }: Needle): Sql {
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

/**
 * SQL that a row `i` reads as one of the needles: terms can stand apart, so where a needle has several of them the text
 * itself is asked.
 */
const reads = (wanted: Wanted): Sql =>
  wanted.every(isOneTerm) ? anyText : anyOf(wanted.map(readsAs));

const anyText = sql`true`;

function isOneTerm({ in: where, value }: Needle): boolean {
  switch (where) {
    case 'text':
      return foldTerm(value).length <= 2;
    case 'word':
      return true;
    case 'sounds':
      return !value.includes(' ');
    case 'initials':
      return false;
  }
}

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
