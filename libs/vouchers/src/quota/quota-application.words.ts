import type { ObjectOperation } from '@app/identity';

/** How far an application for a voucher (额度申请) is. Approval issues the voucher at once: `issued`. */
export const QUOTA_STATES = [
  'submitted',
  'returned',
  /** Pre-checked (初审) by one person; another decides. */
  'checked',
  'issued',
  'rejected',
  'withdrawn',
] as const;
export type QuotaState = (typeof QUOTA_STATES)[number];

/** What is done with an application. */
export const QUOTA_ACTIONS = [
  'resubmit',
  'withdraw',
  'check',
  'return',
  'approve',
  'reject',
] as const;
export type QuotaAction = (typeof QUOTA_ACTIONS)[number];

/** Where an action may begin, where it leads and which operation it is. */
export interface QuotaStep {
  from: readonly QuotaState[];
  to: QuotaState;
  by: ObjectOperation;
}

/** The whole life of an application after it was handed in. */
export const QUOTA_LIFE: Readonly<Record<QuotaAction, QuotaStep>> = {
  resubmit: { from: ['returned'], to: 'submitted', by: 'quotaApplications.resubmit' },
  withdraw: {
    from: ['submitted', 'returned', 'checked'],
    to: 'withdrawn',
    by: 'quotaApplications.withdraw',
  },
  check: { from: ['submitted'], to: 'checked', by: 'quotaApplications.check' },
  return: { from: ['submitted', 'checked'], to: 'returned', by: 'quotaApplications.sendBack' },
  approve: { from: ['checked'], to: 'issued', by: 'quotaApplications.approve' },
  reject: { from: ['checked'], to: 'rejected', by: 'quotaApplications.reject' },
};

/** Chinese names of the states, as screens have them. */
export const QUOTA_STATE_NAMES: Readonly<Record<QuotaState, string>> = {
  submitted: '待初审',
  returned: '退回补正',
  checked: '已初审、待复核',
  issued: '已核发',
  rejected: '不予通过',
  withdrawn: '已撤回',
};

/** Chinese names of the actions. */
export const QUOTA_ACTION_NAMES: Readonly<Record<QuotaAction, string>> = {
  resubmit: '重新提交',
  withdraw: '撤回',
  check: '初审通过',
  return: '退回补正',
  approve: '核准并发放',
  reject: '不予通过',
};
