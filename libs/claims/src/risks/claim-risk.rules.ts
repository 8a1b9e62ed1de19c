import { addFen, type Fen, formatYuan, type Text, ZERO_FEN } from '@app/common';

/** What auditors look for in claims; the order is the one they are shown in. */
export const RISK_CODES = [
  'order-splitting',
  'above-published-fee',
  'report-reused',
  'invoice-number-reused',
  'payee-account-shared',
  'service-before-filing',
  'december-rush',
  'claimed-twice',
] as const;
export type RiskCode = (typeof RISK_CODES)[number];

/** An order of the same two organisations that used a voucher. */
export interface NeighbouringOrder {
  number: string;
  /** Whole days from the placing of the claim's order; negative for earlier ones, 0 for itself. */
  days: number;
  feeFen: Fen;
}

/** What is known of a claim and of what stands beside it, at one moment. */
export interface RiskFacts {
  splitting: {
    /** Orders placed within so many days are looked at together. */
    withinDays: number;
    /** What one order may cost; null where the programme sets no cap. */
    capFen: Fen | null;
    /** The claim's own order is one of them. */
    orders: readonly NeighbouringOrder[];
  };
  /** What the lab charged, and what its fee schedule made of the service; null for a price that was agreed on request. */
  fee: { chargedFen: Fen; publishedFen: Fen | null };
  /** Numbers of other orders with the same report. */
  ordersOfReport: readonly string[];
  /** Invoice numbers that others used, or this organisation under another code. */
  reusedInvoices: readonly string[];
  /** Names of other organisations that are paid into an account of the same bank and ending. */
  accountSharers: readonly string[];
  /** Instants in ISO 8601; `beganAt` is null where nobody recorded the begin. */
  service: { filedAt: string; beganAt: string | null };
  /** Voucher money of the user organisation in the year of the service; `month` counts from 1, in Shanghai. */
  year: { month: number; decemberFen: Fen; totalFen: Fen };
  /** Numbers of other orders with a standing claim for the same service, day and fee. */
  sameServices: readonly string[];
}

/** One rule: passed, tripped, or null where what it needs is not known; the sentence says which and why. */
export interface ClaimRisk {
  code: RiskCode;
  passed: boolean | null;
  sentence: Text;
  /** What explains it. */
  values: Record<string, unknown>;
}

/** Share of a year's voucher money from which December counts as a rush, in percent. */
const RUSH_PERCENT = 50;

/** Every rule held against one claim, none left out; they warn a reviewer and decide nothing. */
export const assessClaim = (facts: RiskFacts): ClaimRisk[] => [
  judgeSplitting(facts),
  judgeFee(facts),
  judgeReport(facts),
  judgeInvoices(facts),
  judgeAccount(facts),
  judgeFiling(facts),
  judgeDecember(facts),
  judgeDoubles(facts),
];

/** How many rules a claim trips: the inbox is sorted by it. */
export const countTripped = (risks: readonly ClaimRisk[]): number =>
  risks.filter(({ passed }) => passed === false).length;

function judgeSplitting({ splitting: { withinDays, capFen, orders } }: RiskFacts): ClaimRisk {
  const code = 'order-splitting';
  if (capFen === null) {
    return unknown(
      code,
      { withinDays },
      '方案未设定单笔上限，无法判断是否拆单',
      'the programme sets no cap for one order, so splitting cannot be judged',
    );
  }
  const group = largestGroup(
    orders.filter(({ feeFen }) => feeFen <= capFen),
    withinDays,
  );
  const totalFen = group.reduce((sum, { feeFen }) => addFen(sum, feeFen), ZERO_FEN);
  const numbers = group.map(({ number }) => number);
  const values = { withinDays, capFen, totalFen, orders: numbers };
  if (group.length < 2 || totalFen <= capFen) {
    return passed(code, values, '未发现拆单', 'no orders that look split');
  }
  const [total, cap] = [formatYuan(totalFen), formatYuan(capFen)];
  return tripped(
    code,
    values,
    `双方 ${withinDays} 天内的 ${group.length} 笔订单（${numbers.join('、')}）合计 ${total}，超过单笔上限 ${cap}，每笔均未超过，疑似拆单`,
    `${group.length} orders of the two within ${withinDays} days (${numbers.join(', ')}) make ${total}, above the cap of ${cap} that none of them exceeds: they may be one order that was split`,
  );
}

/** Of the spans of so many days around the claim's own order, the orders of the one that costs most. */
function largestGroup(
  orders: readonly NeighbouringOrder[],
  withinDays: number,
): readonly NeighbouringOrder[] {
  // An order above the cap by itself is no part of a split one.
  if (!orders.some(({ days }) => days === 0)) return [];
  const costOf = (group: readonly NeighbouringOrder[]): number =>
    group.reduce((sum, { feeFen }) => sum + feeFen, 0);
  return orders
    .filter(({ days }) => days <= 0 && days > -withinDays)
    .map(({ days: first }) =>
      orders.filter(({ days }) => days >= first && days < first + withinDays),
    )
    .reduce((most, group) => (costOf(group) > costOf(most) ? group : most), []);
}

function judgeFee({ fee: { chargedFen, publishedFen } }: RiskFacts): ClaimRisk {
  const code = 'above-published-fee';
  if (publishedFen === null) {
    return unknown(
      code,
      { chargedFen },
      '该订单不按公布的收费标准计价，无法比对',
      'the order was not priced by a published fee schedule, so there is nothing to compare with',
    );
  }
  const values = { chargedFen, publishedFen };
  if (chargedFen <= publishedFen)
    return passed(code, values, '收费不高于公布标准', 'not above the published fee');
  const [charged, published] = [formatYuan(chargedFen), formatYuan(publishedFen)];
  return tripped(
    code,
    values,
    `实际收费 ${charged}，高于按公布标准计算的 ${published}，请核对变更单`,
    `${charged} was charged and the published fee makes ${published}; see its change orders`,
  );
}

const judgeReport = ({ ordersOfReport: orders }: RiskFacts): ClaimRisk =>
  judgeList(
    'report-reused',
    orders,
    { orders },
    { zh: '服务报告未在其他订单出现', en: 'the report belongs to no other order' },
    {
      zh: `同一份服务报告也用于订单 ${orders.join('、')}`,
      en: `the same report belongs to other orders: ${orders.join(', ')}`,
    },
  );

const judgeInvoices = ({ reusedInvoices: numbers }: RiskFacts): ClaimRisk =>
  judgeList(
    'invoice-number-reused',
    numbers,
    { numbers },
    { zh: '发票号码未被其他申请使用', en: 'its invoice numbers stand in no other claim' },
    {
      zh: `发票号码 ${numbers.join('、')} 也出现在其他单位的申请或以另一发票代码出现`,
      en: `invoice numbers that others claimed with too, or that stand under another code: ${numbers.join(', ')}`,
    },
  );

const judgeAccount = ({ accountSharers: organisations }: RiskFacts): ClaimRisk =>
  judgeList(
    'payee-account-shared',
    organisations,
    { organisations },
    { zh: '收款账户未与其他单位共用', en: 'the payee account is nobody else’s' },
    {
      zh: `${organisations.join('、')} 的收款账户与本单位开户行和尾号相同，请核对是否同一账户`,
      en: `accounts of other organisations have the same bank and ending, check whether they are one: ${organisations.join(', ')}`,
    },
  );

function judgeFiling({ service }: RiskFacts): ClaimRisk {
  const code = 'service-before-filing';
  const { beganAt, filedAt } = service;
  if (beganAt === null) {
    return unknown(
      code,
      { filedAt },
      '没有服务开始时间的记录，无法判断',
      'nobody recorded when the service began, so it cannot be judged',
    );
  }
  if (beganAt >= filedAt)
    return passed(code, service, '服务在下单或备案之后开始', 'the service began after its filing');
  return tripped(
    code,
    service,
    `服务于 ${beganAt} 开始，早于下单或备案时间 ${filedAt}`,
    `the service began at ${beganAt}, before it was ordered or filed at ${filedAt}`,
  );
}

function judgeDecember({ year }: RiskFacts): ClaimRisk {
  const code = 'december-rush';
  const { month, decemberFen, totalFen } = year;
  const isRush = month === 12 && decemberFen * 100 > totalFen * RUSH_PERCENT;
  if (!isRush) return passed(code, year, '未发现年底突击使用', 'no rush at the end of the year');
  const [december, total] = [formatYuan(decemberFen), formatYuan(totalFen)];
  return tripped(
    code,
    year,
    `该用户单位全年使用创新券 ${total}，其中 12 月 ${december}，疑似年底突击`,
    `of the ${total} of voucher money that the user organisation used in the year ${december} fall on December`,
  );
}

const judgeDoubles = ({ sameServices: orders }: RiskFacts): ClaimRisk =>
  judgeList(
    'claimed-twice',
    orders,
    { orders },
    { zh: '未发现重复申请', en: 'no other claim for the same service' },
    {
      zh: `订单 ${orders.join('、')} 也已申请兑付，双方、仪器、完成日期和费用均相同，疑似重复申请`,
      en: `orders of the same two, instrument, day and fee are claimed as well: ${orders.join(', ')}`,
    },
  );

function judgeList(
  code: RiskCode,
  found: readonly string[],
  values: Values,
  clear: Text,
  trip: Text,
): ClaimRisk {
  return found.length === 0
    ? passed(code, values, clear.zh, clear.en)
    : tripped(code, values, trip.zh, trip.en);
}

type Values = Record<string, unknown>;

const passed = (code: RiskCode, values: Values, zh: string, en: string): ClaimRisk => ({
  ...{ code, passed: true, sentence: { zh, en }, values },
});

const tripped = (code: RiskCode, values: Values, zh: string, en: string): ClaimRisk => ({
  ...{ code, passed: false, sentence: { zh, en }, values },
});

const unknown = (code: RiskCode, values: Values, zh: string, en: string): ClaimRisk => ({
  ...{ code, passed: null, sentence: { zh, en }, values },
});
