import type { Language, Text } from '@app/common';
import { type SheetContent, type SheetValue } from '@app/files';
import { DENOMINATOR_NAMES } from './denominator.rules';
import type { Grouping } from './usage.words';
import type { UtilisationItem, UtilisationResponse } from './utilisation.dto';

const KEYS: Readonly<Record<Grouping, Text>> = {
  instrument: { zh: '仪器', en: 'Instrument' },
  holder: { zh: '持有单位', en: 'Holder' },
  month: { zh: '月份', en: 'Month' },
  hour_of_week: { zh: '星期-时', en: 'Weekday-hour' },
};

/** Figures as a sheet; the header names the denominator, and the last row is the total. */
export function utilisationSheet(
  { by, items, total, denominator }: UtilisationResponse,
  language: Language,
): SheetContent {
  const label = DENOMINATOR_NAMES[denominator.name];
  const header: Text[] = [
    KEYS[by],
    { zh: '编号', en: 'Id' },
    { zh: '有效机时', en: 'Effective hours' },
    { zh: '共享机时', en: 'Shared hours' },
    { zh: '对外服务机时', en: 'External hours' },
    { zh: `分母机时（${label.zh}）`, en: `Denominator hours (${label.en})` },
    { zh: '利用率（%）', en: 'Utilisation (%)' },
    { zh: '单位内外共享占比（%）', en: 'Shared share (%)' },
    { zh: '共享率（%）', en: 'Share rate (%)' },
  ];
  const sum: UtilisationItem = { ...total, key: '', nameZh: language === 'zh' ? '合计' : 'Total' };
  return {
    header: header.map((text) => text[language]),
    rows: [...items, sum].map(rowOf),
  };
}

const rowOf = (item: UtilisationItem): SheetValue[] => [
  item.nameZh ?? item.key,
  item.nameZh === null ? '' : item.key,
  ...[item.effectiveHours, item.sharedHours, item.externalHours].map(decimal),
  item.denominatorHours === null ? null : decimal(item.denominatorHours),
  item.utilisation === null ? null : percent(item.utilisation),
  ...[item.sharedRate, item.externalRate].map(percent),
];

const decimal = (value: number): SheetValue => ({ decimal: value.toFixed(2) });
const percent = (rate: number): SheetValue => decimal(rate * 100);
