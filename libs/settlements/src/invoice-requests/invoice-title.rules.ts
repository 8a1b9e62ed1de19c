import { creditCodeProblem, type FieldError, normaliseCreditCode, type Text } from '@app/common';
import type { InvoiceKind } from '../invoices/invoice.words';

/** Whom an invoice is made out to (开票信息), as it will be printed. */
export interface InvoiceTitle {
  /** 抬头. */
  title: string;
  /** 税号. */
  taxNumber: string;
  address: string | null;
  phone: string | null;
  bankName: string | null;
  bankAccount: string | null;
  /** Where the invoice is sent to. */
  email: string | null;
}

/** What a special invoice (专票) has to say besides, by the words of the forms. */
const OF_SPECIAL = {
  address: { zh: '地址', en: 'the address' },
  phone: { zh: '电话', en: 'the telephone number' },
  bankName: { zh: '开户银行', en: 'the bank' },
  bankAccount: { zh: '银行账号', en: 'the account number' },
} as const satisfies Partial<Record<keyof InvoiceTitle, Text>>;

const FIELDS_OF_SPECIAL = Object.keys(OF_SPECIAL) as (keyof typeof OF_SPECIAL)[];

/** What keeps an invoice of this kind from being made out so. */
export function titleProblems(kind: InvoiceKind, title: InvoiceTitle): FieldError[] {
  if (kind === 'ordinary') return [];
  return FIELDS_OF_SPECIAL.filter((field) => !title[field]).map((field) =>
    missing(field, OF_SPECIAL[field]),
  );
}

const missing = (field: keyof InvoiceTitle, name: Text): FieldError => ({
  pointer: `/${field}`,
  code: 'required',
  message: {
    zh: `${name.zh}未填写；专票须有地址、电话、开户银行和银行账号，请填写，或先在开票信息中保存`,
    en: `${name.en} is missing; a special invoice needs address, telephone, bank and account: give it here or save it in the invoice profile`,
  },
});

/** A 税号 is the credit code of the organisation that asks; says whether it is misspelt or somebody else's. */
export function taxNumberProblem(taxNumber: string, creditCode: string): FieldError | undefined {
  const typed = normaliseCreditCode(taxNumber);
  if (typed === normaliseCreditCode(creditCode)) return undefined;
  const isMisspelt = creditCodeProblem(typed) !== null;
  return {
    pointer: '/taxNumber',
    code: isMisspelt ? 'tax-number-invalid' : 'tax-number-of-another',
    message: isMisspelt
      ? {
          zh: `税号 ${taxNumber} 不是有效的统一社会信用代码（18 位，末位为校验码），请核对后重新填写；本单位为 ${creditCode}`,
          en: `${taxNumber} is no valid credit code (18 characters, the last checks the others); your organisation's is ${creditCode}`,
        }
      : {
          zh: `税号 ${taxNumber} 不是本单位的统一社会信用代码（${creditCode}），发票只能开给用户单位，请改正`,
          en: `${taxNumber} is not your organisation's credit code (${creditCode}); an invoice is made out to the user organisation only`,
        },
  };
}
