import { pinyin } from 'pinyin-pro';

const FIRST_HAN = 0x4e00;
const LAST_HAN = 0x9fff;
/** Longest syllable: zhuang. */
const LONGEST = 6;
/** Ways to read one word (xian is 先 and 西安); more are noise. */
const MOST_READINGS = 4;

/** Every syllable there is, without tone; a lone letter is none that anybody searches by. */
const SYLLABLES: ReadonlySet<string> = new Set(
  Array.from({ length: LAST_HAN - FIRST_HAN + 1 }, (_, offset) =>
    pinyin(String.fromCharCode(FIRST_HAN + offset), { toneType: 'none', v: true }),
  ).filter((sound) => /^[a-z]{2,}$/.test(sound)),
);

/** The ways to read a lower-case latin word as whole syllables of pinyin, at most four; none when it is no pinyin. */
export function syllablesOf(word: string): string[][] {
  if (!/^[a-z]+$/.test(word)) return [];
  return split(word).slice(0, MOST_READINGS);
}

/** Longest syllables first, as people mostly mean them. */
function split(rest: string): string[][] {
  if (rest === '') return [[]];
  const readings: string[][] = [];
  for (let length = Math.min(LONGEST, rest.length); length > 0; length -= 1) {
    const syllable = rest.slice(0, length);
    if (!SYLLABLES.has(syllable)) continue;
    readings.push(...split(rest.slice(length)).map((tail) => [syllable, ...tail]));
    if (readings.length >= MOST_READINGS) break;
  }
  return readings;
}
