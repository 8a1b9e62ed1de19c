import { type Fen, formatYuan, type Text } from '@app/common';
import type { FeeKind, FeeTier, WeeklyWindow } from '@app/instruments';

/** A line of a price before it is said in words. */
interface PricedLine {
  kind: FeeKind;
  unitFen: Fen;
  quantity: number;
  tier?: FeeTier;
  windows?: readonly WeeklyWindow[];
}

const WHAT: Readonly<Record<Exclude<FeeKind, 'minimum'>, Text>> = {
  per_hour: { zh: '机时费', en: 'Instrument time' },
  operator_per_hour: { zh: '操作费', en: 'Operator' },
  per_sample: { zh: '样品费', en: 'Samples' },
  per_use: { zh: '开机费', en: 'Use' },
};
const UNIT: Readonly<Record<Exclude<FeeKind, 'minimum'>, Text>> = {
  per_hour: { zh: '小时', en: 'hour' },
  operator_per_hour: { zh: '小时', en: 'hour' },
  per_sample: { zh: '个', en: 'sample' },
  per_use: { zh: '次', en: 'use' },
};
const TIER: Readonly<Record<FeeTier, Text>> = {
  internal: { zh: '单位内部价', en: 'internal rate' },
  jiaxing: { zh: '嘉兴用户价', en: 'rate for users in Jiaxing' },
  outside: { zh: '市外用户价', en: 'rate for users outside Jiaxing' },
};
const OFF_PEAK: Text = { zh: '低谷时段', en: 'off-peak' };
const WEEKDAYS: readonly Text[] = [
  { zh: '周一', en: 'Mon' },
  { zh: '周二', en: 'Tue' },
  { zh: '周三', en: 'Wed' },
  { zh: '周四', en: 'Thu' },
  { zh: '周五', en: 'Fri' },
  { zh: '周六', en: 'Sat' },
  { zh: '周日', en: 'Sun' },
];

/** A line in words: `机时费 1 小时 30 分钟 × ¥600.00/小时（嘉兴用户价）`. */
export const priceText = (line: PricedLine): Text => ({
  zh: lineIn('zh', line),
  en: lineIn('en', line),
});

function lineIn(language: keyof Text, line: PricedLine): string {
  const { kind, unitFen, tier, windows } = line;
  if (kind === 'minimum') return minimumText(unitFen, unitFen)[language];
  const notes = [
    ...(tier ? [TIER[tier][language]] : []),
    ...(windows ? [`${OFF_PEAK[language]} ${windowsIn(language, windows)}`] : []),
  ];
  const [open, between, close] = language === 'zh' ? ['（', '，', '）'] : [' (', ', ', ')'];
  const note = notes.length > 0 ? `${open}${notes.join(between)}${close}` : '';
  const price = `${formatYuan(unitFen)}/${UNIT[kind][language]}`;
  return `${WHAT[kind][language]} ${quantityIn(language, line)} × ${price}${note}`;
}

function quantityIn(language: keyof Text, { kind, quantity }: PricedLine): string {
  if (kind !== 'per_hour' && kind !== 'operator_per_hour') {
    return language === 'zh' && kind !== 'minimum' ? `${quantity} ${UNIT[kind].zh}` : `${quantity}`;
  }
  const [hours, minutes] = [Math.floor(quantity / 60), quantity % 60];
  const [hourWord, minuteWord] = language === 'zh' ? ['小时', '分钟'] : ['h', 'min'];
  return [
    ...(hours > 0 ? [`${hours} ${hourWord}`] : []),
    ...(minutes > 0 || hours === 0 ? [`${minutes} ${minuteWord}`] : []),
  ].join(' ');
}

const windowsIn = (language: keyof Text, windows: readonly WeeklyWindow[]): string =>
  windows
    .map(({ weekday, from, to }) => `${WEEKDAYS[weekday - 1]?.[language] ?? ''} ${from}–${to}`)
    .join(language === 'zh' ? '、' : ', ');

/** What is added so that an order costs the least there is. */
export const minimumText = (minimumFen: Fen, addedFen: Fen): Text => ({
  zh: `最低收费 ${formatYuan(minimumFen)}，补足 ${formatYuan(addedFen)}`,
  en: `Minimum charge ${formatYuan(minimumFen)}, ${formatYuan(addedFen)} added`,
});
