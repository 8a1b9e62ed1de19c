import { type AccessRow, any, type Grant, ours } from '../access-row';
import { BOOKERS, BUREAU, ENTERPRISE, READERS } from './roles';

const PAYEES: readonly Grant[] = [ours(...ENTERPRISE, 'lab_manager')];
/** An agent prepares what the payee submits. */
const DRAFTERS: readonly Grant[] = [...PAYEES, ours('delegate')];
const READ: readonly Grant[] = [ours(...BOOKERS, 'holder_admin', 'delegate'), any(...READERS)];
const REVIEW: readonly Grant[] = [any('bureau_reviewer')];

/** Enterprises and public institutions alike, by whoever speaks for them. */
const APPLICANTS: readonly Grant[] = [ours(...ENTERPRISE, 'holder_admin', 'lab_manager')];

/** Voucher programmes, vouchers, claims and their payment. */
export const MONEY_POLICY = {
  'voucherProgrammes.create': { who: [any(...BUREAU)] },
  'voucherProgrammes.list': { who: 'signed-in' },
  'voucherProgrammes.get': { object: 'voucher-programme', who: 'signed-in' },
  'voucherProgrammes.appropriate': {
    object: 'voucher-programme',
    who: [any(...BUREAU, 'finance_officer')],
  },
  'voucherRules.list': { object: 'voucher-programme', who: 'signed-in' },
  'voucherRules.change': { object: 'voucher-programme', who: [any(...BUREAU)] },
  'quotaEligibility.get': { object: 'voucher-programme', who: 'signed-in' },
  'quotaApplications.submit': { who: APPLICANTS },
  'quotaApplications.list': { who: 'signed-in' },
  'quotaApplications.get': { object: 'quota-application', who: READ },
  'quotaApplications.relatedParties': { object: 'quota-application', who: [any(...READERS)] },
  'quotaApplications.resubmit': { object: 'quota-application', who: APPLICANTS },
  'quotaApplications.withdraw': { object: 'quota-application', who: APPLICANTS },
  'quotaApplications.check': { object: 'quota-application', who: REVIEW },
  'quotaApplications.sendBack': { object: 'quota-application', who: REVIEW },
  'quotaApplications.approve': { object: 'quota-application', who: REVIEW },
  'quotaApplications.reject': { object: 'quota-application', who: REVIEW },
  'vouchers.issue': { who: [any(...BUREAU)] },
  'vouchers.list': { who: 'signed-in' },
  'vouchers.get': { object: 'voucher', who: READ },
  'voucherWithdrawals.propose': { object: 'voucher', who: [any(...BUREAU)] },
  'voucherWithdrawals.list': { object: 'voucher', who: READ },
  'voucherWithdrawals.approve': { object: 'voucher', who: [any(...BUREAU)] },
  'voucherWithdrawals.decline': { object: 'voucher', who: [any(...BUREAU)] },
  'vouchers.entries': { object: 'voucher', who: READ },
  'ledger.invariants': { who: [any(...READERS)] },
  'ledger.compare': { who: [any(...READERS)] },
  'ledger.programmeBalances': { object: 'voucher-programme', who: [any(...READERS)] },
  'ledger.voucherBalance': { object: 'voucher', who: READ },
  'voucherBooks.burnDown': { object: 'voucher-programme', who: [any(...READERS)] },
  'voucherBooks.exportBurnDown': { object: 'voucher-programme', who: [any(...READERS)] },
  'voucherBooks.statement': { object: 'organisation', who: READ },
  'voucherBooks.exportStatement': { object: 'organisation', who: READ },
  'claims.submit': { who: DRAFTERS },
  'claims.list': { who: 'signed-in' },
  'claims.get': { object: 'claim', who: READ },
  'claimRisks.get': { object: 'claim', who: [any(...READERS)] },
  'claimRisks.inbox': { who: [any(...READERS)] },
  'noticeObjections.record': { object: 'claim', who: [any(...BUREAU)] },
  'noticeObjections.decide': { object: 'claim', who: [any(...BUREAU)] },
  'paymentNotices.publish': { who: [any(...BUREAU)] },
  'paymentNotices.list': { who: [any(...READERS)] },
  'claimPolicies.get': { object: 'voucher-programme', who: [any(...READERS)] },
  'claimPolicies.put': { object: 'voucher-programme', who: [any(...BUREAU)] },
  'claims.resubmit': { object: 'claim', who: DRAFTERS },
  'claimDrafts.submit': { object: 'claim', who: PAYEES },
  'claimDrafts.discard': { object: 'claim', who: DRAFTERS },
  'claims.approve': { object: 'claim', who: REVIEW },
  'claims.sendBack': { object: 'claim', who: REVIEW },
  'claims.reject': { object: 'claim', who: REVIEW },
  'paymentBatches.create': { who: [any('finance_officer')] },
  'paymentBatches.confirm': {
    object: 'payment-batch',
    who: [any('finance_officer', 'bureau_admin')],
  },
  'paymentBatches.list': { who: [any(...READERS)] },
  'paymentBatches.get': { object: 'payment-batch', who: [any(...READERS)] },
} satisfies Record<string, AccessRow>;
