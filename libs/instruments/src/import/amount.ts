import { type Fen, fen } from '@app/common';
import { type Cell, cellText, type Reading } from './reading';

/** The unit a header gives its amounts in. */
export type AmountUnit = 'yuan' | 'ten-thousand-yuan';

/** Decimals that still make whole fen. */
const DECIMALS: Record<AmountUnit, number> = { yuan: 2, 'ten-thousand-yuan': 6 };
/** 90 billion yuan: no instrument costs more, and every sum of such amounts stays a safe integer. */
const MAXIMUM_FEN = 9_000_000_000_000n;

/**
 * Reads an amount to the exact fen, by moving the decimal point in its text: no floating-point product can lose a fen.
 * A unit written in the cell wins over the header's; without either it is yuan.
 */
export function readAmount(cell: Cell, headerUnit: AmountUnit = 'yuan'): Reading<Fen> {
  const text = cellText(cell)
    .normalize('NFKC')
    .replace(/[\s,，¥￥]|CNY|RMB|人民币/gi, '');
  const match = /^(\d{1,13})(?:\.(\d*))?(万元?|元)?$/.exec(text);
  if (!match) return unreadable(cell);
  const [, whole = '', fraction = '', written] = match;
  const unit = written === undefined ? headerUnit : written === '元' ? 'yuan' : 'ten-thousand-yuan';
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > DECIMALS[unit]) return finerThanFen(cell);
  const amount = BigInt(whole + significant.padEnd(DECIMALS[unit], '0'));
  return amount > MAXIMUM_FEN ? unreadable(cell) : { value: fen(amount) };
}

function unreadable(cell: Cell): Reading<Fen> {
  const value = cellText(cell);
  return {
    fault: {
      code: 'amount-unreadable',
      message: {
        zh: `原值“${value}”不是可识别的金额，请填写数字，例如 300000.00（元）或 30.00（万元列）`,
        en: `original value "${value}" is no amount; write a number such as 300000.00 (yuan)`,
      },
    },
  };
}

function finerThanFen(cell: Cell): Reading<Fen> {
  const value = cellText(cell);
  return {
    fault: {
      code: 'amount-finer-than-fen',
      message: {
        zh: `原值“${value}”的小数位超过“分”，请核对并四舍五入到分`,
        en: `original value "${value}" has more decimals than fen; check it and round it to the fen`,
      },
    },
  };
}
