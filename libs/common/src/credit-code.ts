/** The 31 characters of a unified social credit code: digits and capitals without I, O, S, V, Z. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** 3^i mod 31 for the first 17 positions. */
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const LENGTH = 18;

/** Why a text is no credit code. */
export type CreditCodeProblem = 'length' | 'alphabet' | 'check-character';

/** Full-width characters to half-width, spaces away, capitals: what people paste becomes what the rule tests. */
export const normaliseCreditCode = (typed: string): string =>
  typed.normalize('NFKC').replace(/\s/g, '').toUpperCase();

/**
 * The first thing wrong with a (normalised) unified social credit code, or null when its check character holds.
 * Positions 3–8 say where the body was first registered and decide nothing here. Source: GB 32100-2015.
 */
export function creditCodeProblem(code: string): CreditCodeProblem | null {
  if (code.length !== LENGTH) return 'length';
  const values = [...code].map((character) => ALPHABET.indexOf(character));
  if (values.includes(-1)) return 'alphabet';
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * (values[index] ?? 0), 0);
  return (31 - (sum % 31)) % 31 === values[LENGTH - 1] ? null : 'check-character';
}
