/** Shorter latin words are one edit away from too many others. */
const SHORTEST_LATIN = 4;
/** Two characters with one of them wrong are any word. */
const SHORTEST_HAN = 3;

/** True for a folded word that a wrong letter or character can be guessed in. */
export const isCorrigible = (word: string): boolean =>
  isLatin(word) ? word.length >= SHORTEST_LATIN : isHan(word) && word.length >= SHORTEST_HAN;

const isLatin = (word: string): boolean => /^[a-z0-9]*[a-z][a-z0-9]*$/.test(word);
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

/**
 * Words among latin words and Chinese names that a folded word may have been meant for: one letter wrong, missing, too
 * much or swapped with its neighbour, or one Chinese character wrong. Digits are never guessed: Sigma 500 is no slip
 * of Sigma 300. The commonest comes first.
 */
export function neighboursOf(
  word: string,
  { words, names }: { words: readonly string[]; names: readonly string[] },
): string[] {
  const found = isLatin(word)
    ? words.filter((other) => digitsOf(other) === digitsOf(word) && isOneEditAway(word, other))
    : names.flatMap((name) => windowsOneAway(word, name));
  const count = new Map<string, number>();
  for (const one of found) count.set(one, (count.get(one) ?? 0) + 1);
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
