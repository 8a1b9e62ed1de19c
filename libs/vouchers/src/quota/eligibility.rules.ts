import { type Fen, formatYuan, sumFen, type Text } from '@app/common';
import type { CapBasis } from '../voucher.rules';

/** What is looked at before an organisation is given a voucher, in the order it is told. */
export const ELIGIBILITY_CODES = [
  'programme_open',
  'legal_form',
  'region',
  'verified',
  'purpose',
  'ceiling_known',
  'ceiling_left',
  'budget_left',
] as const;
export type EligibilityCode = (typeof ELIGIBILITY_CODES)[number];

/** One rule held against an application, and what it found in a sentence. */
export interface EligibilityCheck {
  code: EligibilityCode;
  passed: boolean;
  sentence: Text;
}

/** All that decides whether an organisation may be given the amount. */
export interface EligibilityFacts {
  programme: {
    /** Last civil day in Shanghai, included, on which a covered service may end. */
    validTo: string;
    /** Whether that day is over by the database's clock. */
    over: boolean;
    eligibleForms: readonly string[];
    purposes: readonly string[];
    /** Most of one organisation of this legal form; null is 未定. */
    ceilingFen: Fen | null;
    /** What counts towards it: of a ceiling on what is used or paid, issuing takes nothing. */
    ceilingBasis: CapBasis;
    /** Appropriated and not issued. */
    budgetAvailableFen: Fen;
    /** Where the office is that issues it: a city's covers its counties. */
    issuerRegionCode: string;
  };
  organisation: {
    legalForm: string;
    regionCode: string;
    verification: string;
    /** Issued to it in the programme before. */
    issuedFen: Fen;
  };
  asked: { amountFen: Fen; purpose: string };
}

/** True when an office of one region looks after organisations registered in the other. */
const covers = (issuer: string, region: string): boolean =>
  issuer.endsWith('00') ? region.startsWith(issuer.slice(0, 4)) : issuer === region;

const say = (passed: boolean, yes: Text, no: Text): { passed: boolean; sentence: Text } => ({
  passed,
  sentence: passed ? yes : no,
});

const NOT_BY_ISSUE: Text = {
  zh: '发放不占用每单位上限',
  en: 'Issuing takes nothing of the ceiling of an organisation',
};

const RULES: Readonly<
  Record<EligibilityCode, (facts: EligibilityFacts) => Omit<EligibilityCheck, 'code'>>
> = {
  programme_open: ({ programme: { over, validTo } }) =>
    say(
      !over,
      { zh: `方案有效期至 ${validTo}`, en: `The programme runs through ${validTo}` },
      {
        zh: `方案已于 ${validTo} 到期，请选择其他年度的方案`,
        en: `The programme ended on ${validTo}; choose that of another year`,
      },
    ),
  legal_form: ({ programme, organisation }) =>
    say(
      programme.eligibleForms.includes(organisation.legalForm),
      { zh: '法人类型在支持范围内', en: 'The legal form is covered' },
      {
        zh: '单位的法人类型不在本方案支持范围内，请核对单位信息或选择其他方案',
        en: `The legal form ${organisation.legalForm} is not covered; check it or choose another programme`,
      },
    ),
  region: ({ programme, organisation }) =>
    say(
      covers(programme.issuerRegionCode, organisation.regionCode),
      {
        zh: '注册地属于发放地区',
        en: 'The organisation is registered in the region of the issuer',
      },
      {
        zh: `单位注册地（${organisation.regionCode}）不属于发放地区（${programme.issuerRegionCode}），请选择注册地的方案`,
        en: `It is registered in ${organisation.regionCode}, outside the issuer's region ${programme.issuerRegionCode}; choose a programme of its own region`,
      },
    ),
  verified: ({ organisation: { verification } }) =>
    say(
      verification === 'verified',
      { zh: '单位已通过审核', en: 'The organisation is verified' },
      {
        zh: '单位尚未通过审核，审核通过后方可核准',
        en: `The organisation is ${verification}; it must be verified first`,
      },
    ),
  purpose: ({ programme, asked }) =>
    say(
      programme.purposes.includes(asked.purpose),
      { zh: '用途在支持范围内', en: 'The purpose is covered' },
      {
        zh: '申请用途不在本方案支持范围内，请选择其他用途',
        en: `The purpose ${asked.purpose} is not covered; choose another`,
      },
    ),
  ceiling_known: ({ programme: { ceilingFen } }) =>
    say(
      ceilingFen !== null,
      { zh: '本法人类型的上限已确定', en: 'The ceiling of the legal form is set' },
      {
        zh: '本法人类型的每单位上限未定，方案确定上限后方可核准',
        en: 'The ceiling of this legal form is not set yet; approval waits for it',
      },
    ),
  ceiling_left: ({
    programme: { ceilingFen, ceilingBasis },
    organisation: { issuedFen },
    asked,
  }) => {
    if (ceilingFen === null || ceilingBasis !== 'issued')
      return { passed: true, sentence: NOT_BY_ISSUE };
    return say(
      sumFen([issuedFen, asked.amountFen]) <= ceilingFen,
      {
        zh: `每单位上限 ${formatYuan(ceilingFen)}，已发放 ${formatYuan(issuedFen)}`,
        en: `Of the ceiling of ${formatYuan(ceilingFen)}, ${formatYuan(issuedFen)} was issued`,
      },
      {
        zh: `每单位上限 ${formatYuan(ceilingFen)}，已发放 ${formatYuan(issuedFen)}，本次申请 ${formatYuan(asked.amountFen)} 超过余额，请减少金额`,
        en: `Of the ceiling of ${formatYuan(ceilingFen)}, ${formatYuan(issuedFen)} was issued; ${formatYuan(asked.amountFen)} is more than is left, ask for less`,
      },
    );
  },
  budget_left: ({ programme: { budgetAvailableFen }, asked }) =>
    say(
      asked.amountFen <= budgetAvailableFen,
      { zh: '方案预算充足', en: 'The budget suffices' },
      {
        zh: '方案可用预算不足，可提交申请等待追加预算，或减少金额',
        en: 'The budget left does not suffice; the application may wait for more, or ask for less',
      },
    ),
};

/** Every rule with what it found, passed or not. */
export const checkEligibility = (facts: EligibilityFacts): EligibilityCheck[] =>
  ELIGIBILITY_CODES.map((code) => ({ code, ...RULES[code](facts) }));

/** Rules that time may mend, so that an application may wait for them; approval asks for all. */
const MAY_WAIT: readonly EligibilityCode[] = ['verified', 'ceiling_known', 'budget_left'];

/** What keeps an application from being handed in. */
export const obstaclesToSubmit = (checks: readonly EligibilityCheck[]): EligibilityCheck[] =>
  checks.filter(({ code, passed }) => !passed && !MAY_WAIT.includes(code));

/** What keeps an application from being approved. */
export const obstaclesToApprove = (checks: readonly EligibilityCheck[]): EligibilityCheck[] =>
  checks.filter(({ passed }) => !passed);
