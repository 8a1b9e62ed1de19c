/** An amount of money in fen (1/100 yuan), always a safe integer. Only this file multiplies or divides it. */
export type Fen = number & { readonly __unit: 'fen' };

/** Takes an integer amount of fen from code, JSON or a `bigint` column; refuses fractions and unsafe integers. */
export function fen(value: number | string | bigint): Fen {
  // Number('') is 0 and Number('0x10') is 16: a text must be digits.
  const amount = typeof value === 'string' && !/^-?\d+$/.test(value) ? NaN : Number(value);
  if (!Number.isSafeInteger(amount))
    throw new RangeError(`not a whole, safe amount of fen: ${value}`);
  return amount as Fen;
}

/** No money. */
export const ZERO_FEN = fen(0);

export const addFen = (left: Fen, right: Fen): Fen => fen(left + right);

export const subtractFen = (left: Fen, right: Fen): Fen => fen(left - right);

export const sumFen = (amounts: readonly Fen[]): Fen => amounts.reduce(addFen, ZERO_FEN);

/** The smallest of the amounts, never below zero: caps and remainders cannot make a negative subsidy. */
export const minFen = (first: Fen, ...others: Fen[]): Fen =>
  fen(Math.max(0, Math.min(first, ...others)));

/** `quantity × amount / per`, rounded half-up to the fen; exact for every safe input. */
export function prorateHalfUp(amount: Fen, quantity: number, per: number): Fen {
  if (!Number.isSafeInteger(quantity) || !Number.isSafeInteger(per) || per <= 0 || quantity < 0) {
    throw new RangeError(`cannot prorate by ${quantity}/${per}`);
  }
  const divisor = BigInt(per);
  const doubled = BigInt(amount) * BigInt(quantity) * 2n;
  return fen((doubled + divisor) / (2n * divisor));
}

/**
 * Splits an amount by whole weights, of which one at least is positive: each part is rounded down, and what is left goes
 * fen by fen to the largest remainders, of equal ones to the first. A negative amount is split as its opposite is.
 */
export function splitFen(amount: Fen, weights: readonly number[]): Fen[] {
  if (amount < 0)
    return splitFen(subtractFen(ZERO_FEN, amount), weights).map((part) => fen(0 - part));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0 || weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0))
    throw new RangeError(`cannot split by ${weights.join(':')}`);
  const exact = weights.map((weight) => BigInt(amount) * BigInt(weight));
  const parts = exact.map((part) => fen(part / BigInt(total)));
  const left = subtractFen(amount, sumFen(parts));
  const byRemainder = exact
    .map((part, at) => ({ at, remainder: part % BigInt(total) }))
    .sort((one, other) => Number(other.remainder - one.remainder) || one.at - other.at)
    .slice(0, left);
  for (const { at } of byRemainder) parts[at] = addFen(parts[at] ?? ZERO_FEN, fen(1));
  return parts;
}

/** The share `ratio` (0 to 1, at most four decimals) of an amount, rounded half-up to the fen. */
export function shareHalfUp(amount: Fen, ratio: number): Fen {
  const tenThousandths = Math.round(ratio * 10_000);
  if (tenThousandths < 0 || tenThousandths > 10_000) throw new RangeError(`not a ratio: ${ratio}`);
  return prorateHalfUp(amount, tenThousandths, 10_000);
}

/** Money for spreadsheets: yuan with two decimals, `1280.00`, as exact text. */
export function yuanDecimal(amount: Fen): string {
  const digits = String(Math.abs(amount)).padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Money for people: `¥1,280.00`. */
export function formatYuan(amount: Fen): string {
  const sign = amount < 0 ? '-' : '';
  const [yuan, rest] = [Math.floor(Math.abs(amount) / 100), Math.abs(amount) % 100];
  return `${sign}¥${yuan.toLocaleString('en-US')}.${String(rest).padStart(2, '0')}`;
}
