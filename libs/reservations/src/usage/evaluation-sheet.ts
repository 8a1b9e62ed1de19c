import type { Language, Text } from '@app/common';
import type { SheetValue } from '@app/files';
import { type Denominator, DENOMINATOR_NAMES } from './denominator.rules';
import type { EvaluatedInstrument } from './evaluation.queries';
import type { UtilisationFigures } from './utilisation.dto';

interface Column {
  header: Text;
  value: (one: EvaluatedInstrument, figures: UtilisationFigures, language: Language) => SheetValue;
}

const column = (zh: string, en: string, value: Column['value']): Column => ({
  header: { zh, en },
  value,
});

const TYPES: Readonly<Record<'general' | 'special', Text>> = {
  general: { zh: '通用', en: 'general' },
  special: { zh: '专用', en: 'special' },
};

/** The figures that the provincial evaluations of open sharing look at, by legal unit and instrument. */
const COLUMNS: readonly Column[] = [
  column('单位名称', 'Holder', (one) => one.holderNameZh),
  column('统一社会信用代码', 'Credit code', (one) => one.holderCreditCode),
  column('资产编号', 'Asset number', (one) => one.assetNumber),
  column('仪器名称', 'Instrument', (one) => one.nameZh),
  column('规格型号', 'Model', (one) => one.model),
  column('仪器分类编码', 'Category code', (one) => one.categoryCode),
  column('仪器类别', 'Type', ({ type }, _, language) => TYPES[type ?? 'general'][language]),
  column('原值（元）', 'Original value (yuan)', (one) => yuan(one.originalValueFen)),
  column('验收日期', 'Accepted on', (one) => ({ date: one.acceptedOn })),
  column('平台编号', 'Number on the platform', (one) => one.platformNumber ?? ''),
  column('是否入网', 'On the platform', (one, _, language) =>
    yes(one.platformNumber !== null, language),
  ),
  column('是否安装传感器', 'Has a sensor', (one, _, language) => yes(one.hasSensor, language)),
  column('年总运行机时', 'Running hours', (_, figures) => decimal(figures.effectiveHours)),
  column('联网记录机时', 'Networked hours', (one) => decimal(one.networkedMinutes / 60)),
  column('年共享机时', 'Shared hours', (_, figures) => decimal(figures.sharedHours)),
  column('年对外服务机时', 'Service hours', (_, figures) => decimal(figures.externalHours)),
  column('利用率（%）', 'Utilisation (%)', (_, figures) =>
    decimal((figures.utilisation ?? 0) * 100),
  ),
  column('共享率（%）', 'Share rate (%)', (_, figures) => decimal(figures.externalRate * 100)),
  column('测试样品数', 'Samples', (one) => one.samples),
  column('对外服务次数', 'Services', (one) => one.services),
  column('服务单位数', 'Organisations served', (one) => one.organisationsServed),
  column('服务企业数', 'Enterprises served', (one) => one.enterprisesServed),
  column('合同金额（元）', 'Contract value (yuan)', (one) => yuan(one.contractFen)),
  column('服务收入（元）', 'Income (yuan)', (one) => yuan(one.incomeFen)),
  column('评价次数', 'Ratings', (one) => one.ratings),
  column('平均评分', 'Mean rating', (one) => mean(one.stars, one.ratings)),
  column('单位评价次数', 'Ratings of the holder', (one) => one.holderRatings),
  column('单位平均评分', 'Mean rating of the holder', (one) =>
    mean(one.holderStars, one.holderRatings),
  ),
  column('服务典型成果', 'Research output', (one) => one.achievements ?? ''),
];

/** The header of the sheet; the rate's column names what it was divided by. */
export const evaluationHeader = (language: Language, denominator: Denominator): string[] =>
  COLUMNS.map(({ header }) =>
    header.en === 'Utilisation (%)'
      ? `${header[language]}（${DENOMINATOR_NAMES[denominator][language]}）`
      : header[language],
  );

/** An instrument as a row under {@link evaluationHeader}. */
export const evaluationRow = (
  one: EvaluatedInstrument,
  figures: UtilisationFigures,
  language: Language,
): SheetValue[] => COLUMNS.map(({ value }) => value(one, figures, language));

const decimal = (value: number): SheetValue => ({ decimal: value.toFixed(2) });

/** Empty where nobody rated: no rating is not a bad one. */
const mean = (sum: number, count: number): SheetValue => (count === 0 ? '' : decimal(sum / count));

/** Yuan and fen apart in the text, so that nothing is divided. */
const yuan = (fen: string): SheetValue => {
  const digits = fen.padStart(3, '0');
  return { decimal: `${digits.slice(0, -2)}.${digits.slice(-2)}` };
};

const yes = (value: boolean, language: Language): string =>
  language === 'zh' ? (value ? '是' : '否') : value ? 'yes' : 'no';
