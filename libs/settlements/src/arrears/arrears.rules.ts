import { type Fen, formatYuan, type Text } from '@app/common';
import type { ArrearsLimits } from '../terms/settlement-terms.queries';
import type { Overdue } from './arrears.queries';

/** Why nothing more is booked or ordered: the shape of every broken rule of booking. */
export interface ArrearsReason {
  code: 'arrears-limit';
  message: Text;
  values: {
    overdueFen: Fen;
    days: number;
    oldestDueOn: string | null;
    limitFen: Fen | null;
    limitDays: number | null;
  };
}

/** What the limits of a holder say to what is overdue; null while both are kept. */
export function arrearsReason(
  { overdueFen, days, orders, oldestDueOn }: Overdue,
  { limitFen, limitDays }: ArrearsLimits,
): ArrearsReason | null {
  const aboveAmount = limitFen !== null && overdueFen > limitFen;
  const aboveDays = limitDays !== null && days > limitDays;
  if (!aboveAmount && !aboveDays) return null;
  const limits = [
    ...(aboveAmount ? [{ zh: `金额上限 ${formatYuan(limitFen)}`, en: formatYuan(limitFen) }] : []),
    ...(aboveDays ? [{ zh: `逾期上限 ${limitDays} 天`, en: `${limitDays} days` }] : []),
  ];
  const owed = formatYuan(overdueFen);
  const [zh, en] = [
    limits.map((limit) => limit.zh).join('、'),
    limits.map((limit) => limit.en).join(' and '),
  ];
  return {
    code: 'arrears-limit',
    message: {
      zh: `本单位有 ${orders} 个订单共 ${owed} 逾期未付，最长 ${days} 天，超过持有单位的${zh}；请先付清逾期款项，或联系持有单位调整结算约定`,
      en: `your organisation owes ${owed} for ${orders} orders past their due day, the oldest for ${days} days; the holder allows ${en}. Pay what is overdue, or ask the holder to change the settlement terms`,
    },
    values: { overdueFen, days, oldestDueOn, limitFen, limitDays },
  };
}
