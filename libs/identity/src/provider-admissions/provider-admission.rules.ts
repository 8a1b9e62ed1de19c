import { findRegion, type FieldError, isInJiaxing } from '@app/common';
import { fieldError } from '@app/http';
import type { PayeeAccountState } from '../payee-accounts/payee-account.entity';
import type { AdmissionState } from './provider-admission.entity';

/** What may be done with an admission: the organisation corrects, the bureau does the rest. */
export const ADMISSION_ACTIONS = ['correct', 'approve', 'return', 'reject', 'end'] as const;
export type AdmissionAction = (typeof ADMISSION_ACTIONS)[number];

/** From which states each action leads where. */
export const ADMISSION_STEPS: Record<
  AdmissionAction,
  { from: readonly AdmissionState[]; to: AdmissionState }
> = {
  correct: { from: ['returned'], to: 'submitted' },
  approve: { from: ['submitted'], to: 'approved' },
  return: { from: ['submitted'], to: 'returned' },
  reject: { from: ['submitted', 'returned'], to: 'rejected' },
  end: { from: ['approved'], to: 'ended' },
};

/** What an application names, as the database knows it. */
export interface AdmissionFacts {
  regionCode: string;
  /** State of the named account; undefined when it is not the organisation's. */
  accountState: PayeeAccountState | undefined;
}

/** Everything that keeps an organisation from applying. */
export function admissionProblems(
  { regionCode, accountState }: AdmissionFacts,
  payeeAccountId: string,
): FieldError[] {
  const problems: FieldError[] = [];
  if (isInJiaxing(regionCode)) {
    const region = findRegion(regionCode);
    problems.push(
      fieldError('/regionCode', 'inside-jiaxing', region?.nameZh ?? regionCode, {
        zh: '在嘉兴市内；入库只面向市域外服务机构，市内单位直接登记仪器即可',
        en: 'lies in Jiaxing; admission is for providers outside the city, one inside registers its instruments',
      }),
    );
  }
  if (accountState === undefined) {
    problems.push(
      fieldError('/payeeAccountId', 'payee-account-unknown', payeeAccountId, {
        zh: '不存在或不属于本单位，请先登记收款账户再选择',
        en: 'does not exist or is not of this organisation; propose a payee account first and choose it',
      }),
    );
  } else if (!['proposed', 'confirmed', 'active'].includes(accountState)) {
    problems.push(
      fieldError('/payeeAccountId', 'payee-account-closed', payeeAccountId, {
        zh: '未通过核验、已撤回或已被替换，请选择使用中或待核验的收款账户',
        en: 'was refused, withdrawn or replaced; choose the account that is active or being verified',
      }),
    );
  }
  return problems;
}
