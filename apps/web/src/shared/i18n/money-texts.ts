import type { Schemas } from '@/shared/api/client';
import { defineTexts } from './texts';

/** What a service is for; vouchers cover some purposes only. */
export type Purpose = Schemas['CreateReservationRequest']['purpose'];

/** The purposes in the order in which they are offered. */
export const PURPOSES: readonly Purpose[] = [
  'concept_validation',
  'pilot_test',
  'experimental_development',
  'testing',
  'maturation',
  'other',
];

/** Words for purposes. */
export const usePurposeTexts = defineTexts('purpose', {
  zh: {
    concept_validation: '概念验证',
    pilot_test: '中试',
    experimental_development: '试验开发',
    testing: '检验检测',
    maturation: '验证熟化',
    other: '其他',
  },
  en: {
    concept_validation: 'Proof of concept',
    pilot_test: 'Pilot production',
    experimental_development: 'Experimental development',
    testing: 'Testing',
    maturation: 'Validation and maturation',
    other: 'Other',
  },
});

const REASONS_ZH = {
  inside_jiaxing: '仪器在市域内',
  ceiling_exceeded: '超过年度上限',
  purpose_not_covered: '用途不符',
  related_party: '关联单位',
  budget_exhausted: '预算已用完',
  not_eligible: '资格未认定',
  service_excluded: '服务不在范围',
  voucher_expired: '券已过期',
} as const;

const useReasonTexts = defineTexts('voucher-reason', {
  zh: REASONS_ZH,
  en: {
    inside_jiaxing: 'the instrument is in Jiaxing',
    ceiling_exceeded: 'the yearly ceiling is reached',
    purpose_not_covered: 'the purpose is not covered',
    related_party: 'the two organisations are related',
    budget_exhausted: 'the budget is used up',
    not_eligible: 'your organisation is not recognised as eligible',
    service_excluded: 'the service is excluded',
    voucher_expired: 'the voucher has expired',
  },
});

/** Returns a function that says in words why a voucher does not apply. */
export function useVoucherReason(): (reason: string) => string {
  const texts = useReasonTexts();
  return (reason) => (reason in REASONS_ZH ? texts(reason as keyof typeof REASONS_ZH) : reason);
}
