import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinyin } from 'pinyin-pro';

/** Terms of the trade that mean one kind of instrument, as people write them. */
type Group = readonly string[];

/** Fewer letters are initials of too many terms to mean one. */
const SHORTEST_INITIALS = 3;

/** Groups of synonyms by everything they can be called: each term folded, its pinyin and the initials of that. */
const GROUPS: ReadonlyMap<string, readonly Group[]> = index(
  readFileSync(join(__dirname, 'synonyms.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('|')),
);

/** A text as terms are compared: without case, width, blanks and dashes. */
export function foldTerm(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\-‐–—−/·•]/g, '');
}

function index(groups: readonly Group[]): Map<string, Group[]> {
  const byName = new Map<string, Group[]>();
  for (const group of groups) {
    for (const name of new Set(group.flatMap(namesOf))) {
      byName.set(name, [...(byName.get(name) ?? []), group]);
    }
  }
  return byName;
}

function namesOf(term: string): string[] {
  const folded = foldTerm(term);
  const sounds = pinyin(folded, { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive' });
  const initials = sounds.map((sound) => sound.charAt(0)).join('');
  const isHan = /^\p{Script=Han}+$/u.test(folded);
  return isHan
    ? [folded, sounds.join(''), ...(initials.length >= SHORTEST_INITIALS ? [initials] : [])]
    : [folded];
}

/** Everything that means the same as a folded term, its pinyin or its initials, itself included; empty when unknown. */
export const synonymsOf = (folded: string): string[] => [
  ...new Set((GROUPS.get(folded) ?? []).flat()),
];

const isHanTerm = (term: string): boolean => /^\p{Script=Han}{2,}$/u.test(term);

/**
 * A longer word with the term inside it put in other words: 高分辨扫描电镜 is also 高分辨扫描电子显微镜. The longest
 * term counts; empty when there is none, or none that Chinese characters can replace.
 */
export function rephrased(folded: string): string[] {
  const inside = [...GROUPS.keys()]
    .filter((term) => term !== folded && isHanTerm(term) && folded.includes(term))
    .sort((left, right) => right.length - left.length)[0];
  if (inside === undefined) return [];
  return synonymsOf(inside)
    .map(foldTerm)
    .filter((other) => other !== inside && isHanTerm(other))
    .map((other) => folded.replace(inside, other));
}
