import { createHash, randomInt } from 'node:crypto';

export const RECOVERY_CODES = 10;
/** Digits and letters that nobody takes for one another; after Crockford's base 32. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 16;

/** New recovery codes of 80 random bits, written as `7K2M-9QXC-4WTB-0RJD`. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () =>
    Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)])
      .join('')
      .replace(/(.{4})(?!$)/g, '$1-'),
  );

/** What is kept of a recovery code, however it was typed; 80 bits need no slow hash. */
export function recoveryCodeHash(code: string): Buffer {
  const plain = code.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return createHash('sha256').update(plain).digest();
}
