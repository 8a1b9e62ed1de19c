import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Letters that people replace by signs that look like them. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  '5': 's',
  $: 's',
  '7': 't',
};
/** With fewer further characters around it, a common password is still the first thing to be tried. */
const FURTHER_CHARACTERS = 8;

let known: ReadonlySet<string> | undefined;

function commonPasswords(): ReadonlySet<string> {
  known ??= new Set(
    readFileSync(join(__dirname, 'common-passwords.txt'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#')),
  );
  return known;
}

/**
 * True for a password that many people use: one of the list, also with signs for letters (P@ssw0rd), said twice, or
 * with a few digits and signs around it. Source: ASVS 5.0, 6.2.4.
 */
export function isCommon(password: string): boolean {
  const plain = repeatedPart(password.toLowerCase());
  if (isListed(plain)) return true;
  const core = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return plain.length - core.length < FURTHER_CHARACTERS && isListed(core);
}

const isListed = (word: string): boolean =>
  commonPasswords().has(word) || commonPasswords().has(withLetters(word));

const withLetters = (word: string): string =>
  [...word].map((character) => LOOKALIKES[character] ?? character).join('');

/** The part that the whole text repeats, or the text itself. */
function repeatedPart(text: string): string {
  const period = (text + text).indexOf(text, 1);
  return text.slice(0, period);
}
