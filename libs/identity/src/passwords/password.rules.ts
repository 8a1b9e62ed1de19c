import type { PasswordPolicy, Text } from '@app/common';
import { isCommon } from './common-passwords';

/** What one password policy asks for; see `PASSWORD_POLICIES`. */
interface PolicyRules {
  /** Of capital letters, small letters, digits and all else, how many must occur. */
  minKinds: number;
  /** The new password is none of so many last ones, the present one included. */
  remembered: number;
  /** Days after which a password must be changed; null: never. */
  maxAgeDays: number | null;
}

export const PASSWORD_RULES: Readonly<Record<PasswordPolicy, PolicyRules>> = {
  // Source: GB/T 22239-2019, 8.1.4.1 a.
  'level-3': { minKinds: 3, remembered: 5, maxAgeDays: 90 },
  // Source: ASVS 5.0, 6.2.5 and 6.2.10.
  asvs: { minKinds: 1, remembered: 1, maxAgeDays: null },
};

/** Shortest password, in characters. Source: ASVS 5.0, 6.2.1 asks for 8 and recommends 15. */
export const MIN_PASSWORD_LENGTH = 12;
/** A password with fewer different runs of characters is a row of keys. */
const MIN_RUNS = 6;
/** The words of this system that everybody knows. Source: ASVS 5.0, 6.2.11. */
const SYSTEM_WORDS = ['jiayi', '嘉仪', 'jiaxing', '嘉兴'];

/** What is known of whose password it is; its words are the first to be guessed. */
export interface PasswordOwner {
  login: string;
  /** Names of the person and of the organisations. */
  names: readonly string[];
}

/** One reason why a password is refused. */
export interface PasswordProblem {
  code: 'too-short' | 'too-few-kinds' | 'too-simple' | 'context-word' | 'common';
  message: Text;
}

/** Everything that the policy has against a password; the list of former ones is the service's matter. */
export function passwordProblems(
  password: string,
  policy: PasswordPolicy,
  owner: PasswordOwner,
): PasswordProblem[] {
  const { minKinds } = PASSWORD_RULES[policy];
  const length = [...password].length;
  const problems: PasswordProblem[] = [];
  if (length < MIN_PASSWORD_LENGTH) problems.push(tooShort(length));
  if (kindsOf(password) < minKinds) problems.push(tooFewKinds(minKinds));
  if (runsOf(password) < MIN_RUNS) problems.push(TOO_SIMPLE);
  const word = contextWordsOf(owner).find((one) => password.toLowerCase().includes(one));
  if (word !== undefined) problems.push(holdsWord(word));
  if (isCommon(password)) problems.push(COMMON);
  return problems;
}

const tooShort = (length: number): PasswordProblem => ({
  code: 'too-short',
  message: {
    zh: `密码为 ${length} 个字符，至少须 ${MIN_PASSWORD_LENGTH} 个；可用几个不相关的词连成一句`,
    en: `the password has ${length} characters and needs at least ${MIN_PASSWORD_LENGTH}; several unrelated words make a good one`,
  },
});

const tooFewKinds = (minKinds: number): PasswordProblem => ({
  code: 'too-few-kinds',
  message: {
    zh: `密码须含大写字母、小写字母、数字、其他字符中的至少 ${minKinds} 种`,
    en: `the password needs ${minKinds} of: capital letters, small letters, digits, other characters`,
  },
});

const TOO_SIMPLE: PasswordProblem = {
  code: 'too-simple',
  message: {
    zh: '密码多为连续或重复的字符，请打乱或换一个',
    en: 'the password is mostly one row or repetition of characters; choose a less regular one',
  },
};

const holdsWord = (word: string): PasswordProblem => ({
  code: 'context-word',
  message: {
    zh: `密码不能含“${word}”：登录名、姓名、单位和系统名称最容易被猜到`,
    en: `the password must not contain "${word}": login, names and the name of this system are guessed first`,
  },
});

const COMMON: PasswordProblem = {
  code: 'common',
  message: {
    zh: '密码过于常见，攻击者会最先尝试，请换一个',
    en: 'the password is one that many people use and attackers try first; choose another one',
  },
};

/** How many of the four kinds of characters occur. */
const kindsOf = (password: string): number =>
  [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{Lu}\p{Ll}\p{Nd}]/u].filter((kind) => kind.test(password))
    .length;

const CJK = /\p{Script=Han}/u;

/** The words in lower case that the password must not contain; shorter ones occur by chance. */
const contextWordsOf = ({ login, names }: PasswordOwner): string[] =>
  [login, ...names, ...SYSTEM_WORDS]
    .flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u)])
    .map((word) => word.trim().toLowerCase())
    .filter((word) => [...word].length >= (CJK.test(word) ? 2 : 4));

/** Rows of characters as they follow one another in the alphabet and on the keyboard. */
const ROWS = [
  ...['abcdefghijklmnopqrstuvwxyz', '01234567890', '!@#$%^&*()_+'],
  ...['qwertyuiop[]', 'asdfghjkl;', 'zxcvbnm,./'],
  ...['1qaz', '2wsx', '3edc', '4rfv', '5tgb', '6yhn', '7ujm'],
];
const NEIGHBOURS: ReadonlySet<string> = new Set(
  ROWS.flatMap((row) =>
    [...row].slice(1).flatMap((next, at) => [`${row[at]}${next}`, `${next}${row[at]}`]),
  ),
);

/** Different runs of characters that repeat or follow one another: `aaaa1234` has two. */
function runsOf(password: string): number {
  const runs = new Set<string>();
  let run = '';
  for (const character of password.toLowerCase()) {
    const last = run.at(-1);
    if (last !== undefined && last !== character && !NEIGHBOURS.has(last + character)) {
      runs.add(run);
      run = '';
    }
    run += character;
  }
  return runs.add(run).size;
}
