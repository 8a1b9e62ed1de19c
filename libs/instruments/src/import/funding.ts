import type { FundingClass } from '../record/funding-class';
import { FUNDING_CLASSES } from '../record/funding-class';
import { type Reading, wordsIn } from './reading';

/** What ledgers call each source of money; the first pattern that fits decides. */
const NAMES: readonly (readonly [RegExp, FundingClass])[] = [
  [/^(中央|国家|部委|部属)/, 'fiscal_central'],
  [/^(国有|国资|国企)/, 'state_capital'],
  [/^(地方|省|市|区|县|本级|同级)/, 'fiscal_local'],
  // "Fiscal" without a level: either level carries the same duty, and a local ledger means local funds.
  [/^财政/, 'fiscal_local'],
  [/(自有|自筹|自购)/, 'own'],
  [/^(社会|民间|民营|捐赠|企业捐赠)/, 'social'],
  [/^其[他它]/, 'other'],
];

/** Reads one or several sources of money, separated as people do (、，；/+). */
export function readFundingClasses(cell: string): Reading<FundingClass[]> {
  const names = wordsIn(cell);
  const classes = names.map(classOf);
  if (names.length === 0 || classes.includes(undefined)) return unknown(cell);
  return { value: FUNDING_CLASSES.filter((known) => classes.includes(known)) };
}

const classOf = (name: string): FundingClass | undefined =>
  FUNDING_CLASSES.find((known) => known === name) ??
  NAMES.find(([pattern]) => pattern.test(name))?.[1];

function unknown(value: string): Reading<FundingClass[]> {
  return {
    fault: {
      code: 'funding-unknown',
      message: {
        zh: `经费来源“${value}”无法识别，请填写：中央财政、地方财政、国有资本、单位自有、社会资金或其他`,
        en: `funding "${value}" is not known; use 中央财政, 地方财政, 国有资本, 单位自有, 社会资金 or 其他`,
      },
    },
  };
}
