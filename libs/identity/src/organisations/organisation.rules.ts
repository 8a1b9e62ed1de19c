import {
  creditCodeProblem,
  type CreditCodeProblem,
  type FieldError,
  findRegion,
} from '@app/common';
import { fieldError } from '@app/http';

const SAID: Record<CreditCodeProblem, { zh: string; en: string }> = {
  length: { zh: '须为 18 位', en: 'must have 18 characters' },
  alphabet: {
    zh: '只能含数字和大写字母（不含 I、O、S、V、Z）',
    en: 'may hold digits and capitals other than I, O, S, V, Z only',
  },
  'check-character': {
    zh: '校验码不符，请核对营业执照或法人证书',
    en: 'has a wrong check character; compare it with the certificate',
  },
};

/** Everything a rule has against the codes of a new organisation. */
export function organisationProblems({
  creditCode,
  regionCode,
}: {
  creditCode: string;
  regionCode: string;
}): FieldError[] {
  const problem = creditCodeProblem(creditCode);
  const errors =
    problem === null ? [] : [fieldError('/creditCode', problem, creditCode, SAID[problem])];
  if (findRegion(regionCode)) return errors;
  const unknown = fieldError('/regionCode', 'unknown', regionCode, {
    zh: '不是已知的行政区划代码，请从列表中选择',
    en: 'is no known region code; choose one of the list',
  });
  return [...errors, unknown];
}
