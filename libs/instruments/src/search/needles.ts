import { syllablesOf } from './pinyin.rules';
import { foldTerm, rephrased, synonymsOf } from './synonyms';

/**
 * One thing to look for: `text` anywhere in what an instrument is called, `word` as a latin word of its own, `sounds`
 * as syllables of its Chinese name, `initials` as their first letters.
 */
export interface Needle {
  in: 'text' | 'word' | 'sounds' | 'initials';
  value: string;
}

/** What one typed word may stand for; an instrument needs any of these. */
export type Wanted = readonly Needle[];

/** Abbreviations up to this length are looked up as words: SEM is not in "assembly". */
const LONGEST_ABBREVIATION = 6;
/** Two initials stand for half of all names. */
const SHORTEST_INITIALS = 3;
/** Shorter words read as one syllable are letters of a model far more often. */
const SHORTEST_SYLLABLE = 4;

/** The words of what somebody typed, split at blanks; null when there are none. */
export const wordsOf = (typed: string | undefined): string[] | null => {
  const words = typed?.split(/\s+/).filter(Boolean) ?? [];
  return words.length > 0 ? words : null;
};

/** Everything a typed word may stand for: itself, its synonyms, and what it says in pinyin. */
export function wantedBy(word: string): Wanted {
  const folded = foldTerm(word);
  const synonyms = synonymsOf(folded).filter((term) => foldTerm(term) !== folded);
  return [
    { in: 'text', value: word },
    ...synonyms.map(termNeedle),
    ...rephrased(folded).map((text) => ({ in: 'text', value: text }) as const),
    ...soundNeedles(folded),
  ];
}

function termNeedle(term: string): Needle {
  const folded = foldTerm(term);
  const isAbbreviation = /^[a-z0-9]+$/.test(folded) && folded.length <= LONGEST_ABBREVIATION;
  return isAbbreviation ? { in: 'word', value: folded } : { in: 'text', value: term };
}

function soundNeedles(folded: string): Needle[] {
  const readings = syllablesOf(folded).filter(
    (reading) => reading.length > 1 || folded.length >= SHORTEST_SYLLABLE,
  );
  const spoken = readings.map((reading) => ({ in: 'sounds', value: reading.join(' ') }) as const);
  const isInitials = /^[a-z]+$/.test(folded) && folded.length >= SHORTEST_INITIALS;
  return isInitials ? [...spoken, { in: 'initials', value: folded }] : spoken;
}

/**
 * What several words may mean together besides each by itself: LC MS is LC-MS. Null when the whole is no term of the
 * trade.
 */
export function wantedTogether(words: readonly string[]): Wanted | null {
  if (words.length < 2) return null;
  const synonyms = synonymsOf(foldTerm(words.join('')));
  return synonyms.length > 0 ? synonyms.map(termNeedle) : null;
}
