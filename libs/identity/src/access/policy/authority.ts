import { type AccessRow, any, ours, when } from '../access-row';
import { ADMINISTRATORS, BOOKERS, READERS } from './roles';

const account = { object: 'payee-account' } as const;
const admission = { object: 'provider-admission' } as const;
const review = { ...admission, who: [any('bureau_reviewer')] } satisfies AccessRow;

/** Who is paid where, who acts for whom, and how providers outside the city take part. */
export const AUTHORITY_POLICY = {
  'payeeAccounts.propose': {
    object: 'organisation',
    who: [ours(...ADMINISTRATORS)],
    recentProof: true,
  },
  'payeeAccounts.list': {
    object: 'organisation',
    who: [ours(...ADMINISTRATORS), any(...READERS)],
  },
  'payeeAccounts.get': { ...account, who: [ours(...ADMINISTRATORS), any(...READERS)] },
  'payeeAccounts.confirm': { ...account, who: [ours(...ADMINISTRATORS)], recentProof: true },
  'payeeAccounts.verify': { ...account, who: [any('finance_officer')], recentProof: true },
  'payeeAccounts.refuse': { ...account, who: [any('finance_officer')] },
  'payeeAccounts.withdraw': { ...account, who: [ours(...ADMINISTRATORS)] },

  'delegations.grant': {
    object: 'organisation',
    who: [ours(...ADMINISTRATORS)],
    recentProof: true,
  },
  'delegations.list': {
    object: 'organisation',
    who: [ours(...BOOKERS, 'holder_admin'), any(...READERS)],
  },
  'delegations.revoke': {
    object: 'delegation',
    who: [when(ADMINISTRATORS, 'organisation', 'counterparty')],
  },

  'providerAdmissions.apply': { who: [any(...ADMINISTRATORS)] },
  'providerAdmissions.list': { who: [any(...ADMINISTRATORS, ...READERS)] },
  'providerAdmissions.get': { ...admission, who: [ours(...ADMINISTRATORS), any(...READERS)] },
  'providerAdmissions.correct': { ...admission, who: [ours(...ADMINISTRATORS)] },
  'providerAdmissions.approve': review,
  'providerAdmissions.sendBack': review,
  'providerAdmissions.reject': review,
  'providerAdmissions.end': review,

  'orderConfirmations.ask': {
    object: 'order',
    who: [ours(...BOOKERS, 'holder_admin'), any('bureau_reviewer')],
  },
  'orderConfirmations.preview': { who: 'anyone' },
  'orderConfirmations.answer': { who: 'anyone' },
} satisfies Record<string, AccessRow>;
