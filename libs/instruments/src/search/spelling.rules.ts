/** Shorter latin words are one edit away from too many others. */
const SHORTEST_LATIN = 4;
/** Two characters with one of them wrong are any word. */
const SHORTEST_HAN = 3;

/** True for a folded word that a wrong letter or character can be guessed in. */
export const isCorrigible = (word: string): boolean =>
  isLatin(word) ? word.length >= SHORTEST_LATIN : isHan(word) && word.length >= SHORTEST_HAN;

/** True for a word that is looked for among latin words, and not in names. */
export const isLatin = (word: string): boolean => /^[a-z0-9]*[a-z][a-z0-9]*$/.test(word);
const isHan = (word: string): boolean => /^\p{Script=Han}+$/u.test(word);

/**
 * Parts of a word of which one error leaves those of one line intact: either half, or what stands around the middle
 * when the letters there are swapped.
 */
export function intactParts(word: string): string[][] {
  const middle = Math.ceil(word.length / 2);
  const around = [word.slice(0, middle - 1), word.slice(middle + 1)].filter(Boolean);
  return [[word.slice(0, middle)], [word.slice(middle)], around];
}

/** A text that instruments are called by, and by how many. */
export interface Called {
  text: string;
  count: number;
}

/**
 * Words that a folded word may have been meant for, among latin words or, for a Chinese one, among names: one letter
 * wrong, missing, too much or swapped with its neighbour, or one Chinese character wrong. Digits are never guessed:
 * Sigma 500 is no slip of Sigma 300. The commonest comes first.
 */
export function neighboursOf(word: string, called: readonly Called[]): string[] {
  const isNear = (other: string): boolean =>
    digitsOf(other) === digitsOf(word) && isOneEditAway(word, other);
  const count = new Map<string, number>();
  for (const one of called) {
    const near = isLatin(word) ? [one.text].filter(isNear) : windowsOneAway(word, one.text);
    for (const other of near) count.set(other, (count.get(other) ?? 0) + one.count);
  }
  return [...count.keys()].sort(
    (left, right) => (count.get(right) ?? 0) - (count.get(left) ?? 0) || (left < right ? -1 : 1),
  );
}

const digitsOf = (word: string): string => word.replace(/\D/g, '');

function windowsOneAway(word: string, name: string): string[] {
  const windows = Array.from({ length: Math.max(0, name.length - word.length + 1) }, (_, at) =>
    name.slice(at, at + word.length),
  );
  return windows.filter((window) => isHan(window) && differences(word, window).length === 1);
}

const differences = (left: string, right: string): number[] =>
  Array.from(left, (_, at) => at).filter((at) => left[at] !== right[at]);

/** One letter replaced, added, left out, or two neighbours swapped. */
export function isOneEditAway(left: string, right: string): boolean {
  if (left.length === right.length) {
    const [first, second, ...more] = differences(left, right);
    if (first === undefined || more.length > 0) return false;
    if (second === undefined) return true;
    return second === first + 1 && left[first] === right[second] && left[second] === right[first];
  }
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  if (long.length - short.length !== 1) return false;
  const at = Array.from(short).findIndex((letter, index) => letter !== long[index]);
  return at === -1 || short.slice(at) === long.slice(at + 1);
}
