import type { Text } from '@app/common';

/** The offices that a record passes, in this order; which of them, its holder's affiliation decides. */
export const OFFICES = ['unit', 'department', 'county', 'bureau'] as const;

/** The short form: the bureau, or the county for its own holders, decides at once. */
export const SHORT_STEP = 'office';

export const REVIEW_STEPS = [...OFFICES, SHORT_STEP] as const;
export type ReviewStep = (typeof REVIEW_STEPS)[number];

/** One step of a review and the working days that it may take. */
export interface RouteStep {
  step: ReviewStep;
  workdays: number;
}

/** What a step is called. */
export const STEP_NAMES: Readonly<Record<ReviewStep, Text>> = {
  unit: { zh: '单位资产管理部门审核', en: 'review by the asset department' },
  department: { zh: '主管部门审核', en: 'review by the department in charge' },
  county: { zh: '县（市、区）审核', en: 'review by the county' },
  bureau: { zh: '市科技局审核', en: 'review by the bureau' },
  office: { zh: '科技局审核', en: 'review by the bureau or the county' },
};

/** Who takes a step, as a refusal tells somebody else. */
export const STEP_REVIEWERS: Readonly<Record<ReviewStep, Text>> = {
  unit: { zh: '持有单位的资产管理部门', en: 'the asset department of the holder' },
  department: { zh: '持有单位的主管部门', en: 'the department in charge of the holder' },
  county: { zh: '持有单位所属县（市、区）科技局', en: 'the county of the holder' },
  bureau: { zh: '市科技局审核人员', en: 'a reviewer of the bureau' },
  office: {
    zh: '市科技局或持有单位所属县（市、区）科技局审核人员',
    en: 'a reviewer of the bureau, or of the holder’s county',
  },
};
