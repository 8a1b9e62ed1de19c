import { type Fen, fen } from '@app/common';
import type { Reading } from './reading';

/** The units a header may give its amounts in; amounts of a foreign currency are taken nowhere. */
export const AMOUNT_UNITS = ['yuan', 'ten-thousand-yuan', 'foreign-currency'] as const;
export type AmountUnit = (typeof AMOUNT_UNITS)[number];

/** Decimals that still make whole fen. */
const DECIMALS = { yuan: 2, 'ten-thousand-yuan': 6 } as const;
/** 90 billion yuan: no instrument costs more, and every sum of such amounts stays a safe integer. */
const MAXIMUM_FEN = 9_000_000_000_000n;

const FOREIGN =
  /USD|US\$|\$|EUR|€|GBP|£|JPY|HKD|CHF|SGD|KRW|AUD|CAD|美元|美金|欧元|英镑|日元|日圆|港币|港元|瑞士法郎|韩元|新加坡元|澳元|加元|外币/i;

/** True for a text that names a currency other than yuan. */
export const namesForeignCurrency = (text: string): boolean => FOREIGN.test(text.normalize('NFKC'));

/**
 * Reads an amount to the exact fen, by moving the decimal point in its text: no floating-point product can lose a fen.
 * A unit written in the cell wins over the header's; without either it is yuan.
 */
export function readAmount(text: string, headerUnit: AmountUnit = 'yuan'): Reading<Fen> {
  const bare = text
    .normalize('NFKC')
    .replace(/[\s,，'¥￥]|CNY|RMB|人民币/gi, '')
    .replace(/元整$/, '元');
  if (namesForeignCurrency(bare)) return foreign(text);
  const match = /^(\d{1,13})(?:\.(\d*))?(万元?|元)?$/.exec(bare);
  if (!match) return unreadable(text);
  const [, whole = '', fraction = '', written] = match;
  const unit = written === undefined ? headerUnit : written === '元' ? 'yuan' : 'ten-thousand-yuan';
  if (unit === 'foreign-currency') return foreign(text);
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > DECIMALS[unit]) return finerThanFen(text);
  const amount = BigInt(whole + significant.padEnd(DECIMALS[unit], '0'));
  return amount > MAXIMUM_FEN ? unreadable(text) : { value: fen(amount) };
}

const foreign = (value: string): Reading<Fen> => ({
  fault: {
    code: 'amount-foreign-currency',
    message: {
      zh: `原值“${value}”为外币；是否应共享按人民币原值判断，请按入账凭证改填人民币金额（元）`,
      en: `original value "${value}" is in a foreign currency; give the amount in yuan as it stands in the books`,
    },
  },
});

const unreadable = (value: string): Reading<Fen> => ({
  fault: {
    code: 'amount-unreadable',
    message: {
      zh: `原值“${value}”不是可识别的金额，请填写数字，例如 300000.00（元）或 30.00（万元列）`,
      en: `original value "${value}" is no amount; write a number such as 300000.00 (yuan)`,
    },
  },
});

const finerThanFen = (value: string): Reading<Fen> => ({
  fault: {
    code: 'amount-finer-than-fen',
    message: {
      zh: `原值“${value}”的小数位超过“分”，请核对并四舍五入到分`,
      en: `original value "${value}" has more decimals than fen; check it and round it to the fen`,
    },
  },
});
