import { type Fen, fen } from '@app/common';

/** 10 billion yuan: no bank statement of a holder has more in one row. */
const MAXIMUM_FEN = 1_000_000_000_000n;

/**
 * An amount in yuan as banks write it (`1,234.50`, `+1234.5`, `¥-20.00`), to the exact fen by moving the point in its text.
 *
 * @returns null for what is no amount of whole fen
 */
export function readYuan(text: string): Fen | null {
  const bare = text.normalize('NFKC').replace(/[\s,'¥￥]|CNY|RMB|元$/gi, '');
  const match = /^([+-]?)(\d{1,13})(?:\.(\d*))?$/.exec(bare);
  if (!match) return null;
  const [, sign, whole = '', fraction = ''] = match;
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > 2) return null;
  const amount = BigInt(whole + significant.padEnd(2, '0'));
  if (amount > MAXIMUM_FEN) return null;
  return fen(sign === '-' ? -amount : amount);
}
