import type { FieldError } from '@app/common';
import { fieldError } from '@app/http';
import type { PayeeAccountState } from './payee-account.entity';

/** So long after a change whoever pays is told that the account has changed. Source: domain.md, 10b. */
export const CHANGE_FLAG_DAYS = 7;

/** What may be done with an account that waits. */
export const PAYEE_ACCOUNT_ACTIONS = ['confirm', 'verify', 'refuse', 'withdraw'] as const;
export type PayeeAccountAction = (typeof PAYEE_ACCOUNT_ACTIONS)[number];

/** Whose turn it is: the second person of the organisation, finance, or nobody's. */
export const PAYEE_ACCOUNT_STEPS = ['confirmation', 'verification'] as const;
export type PayeeAccountStep = (typeof PAYEE_ACCOUNT_STEPS)[number];

/** What an account waits for; `isChange` when another one is active that it would replace. */
export function awaitedStep(state: PayeeAccountState, isChange: boolean): PayeeAccountStep | null {
  if (state === 'proposed') return isChange ? 'confirmation' : 'verification';
  return state === 'confirmed' ? 'verification' : null;
}

/** The state after an action; undefined when the account does not wait for it. */
export function stateAfter(
  action: PayeeAccountAction,
  state: PayeeAccountState,
  isChange: boolean,
): PayeeAccountState | undefined {
  const step = awaitedStep(state, isChange);
  if (action === 'withdraw') return step === null ? undefined : 'withdrawn';
  if (action === 'confirm') return step === 'confirmation' ? 'confirmed' : undefined;
  if (step !== 'verification') return undefined;
  return action === 'verify' ? 'active' : 'refused';
}

/** The number as banks write it: digits only, full-width ones made narrow, blanks cut. */
export const normaliseAccountNumber = (text: string): string =>
  text.normalize('NFKC').replace(/\s/g, '');

const normaliseName = (text: string): string => text.normalize('NFKC').replace(/\s/g, '');

/** Everything that is wrong with a proposed account; the number itself is never repeated. */
export function accountProblems(
  proposed: { accountName?: string | null; number: string },
  organisationNameZh: string,
): FieldError[] {
  const problems: FieldError[] = [];
  const { accountName } = proposed;
  if (accountName && normaliseName(accountName) !== normaliseName(organisationNameZh)) {
    problems.push(
      fieldError('/accountName', 'not-the-organisation', accountName, {
        zh: `与单位名称“${organisationNameZh}”不一致；收款账户户名须为本单位，请更正或不填`,
        en: `differs from the organisation's name "${organisationNameZh}"; the account must be the organisation's own, correct it or leave it out`,
      }),
    );
  }
  if (!/^\d{6,30}$/.test(normaliseAccountNumber(proposed.number))) {
    problems.push(
      fieldError('/number', 'account-number', undefined, {
        zh: '须为 6 至 30 位数字（空格会自动去除），请核对开户证明',
        en: 'must have 6 to 30 digits (blanks are cut); compare it with the proof of the account',
      }),
    );
  }
  return problems;
}
