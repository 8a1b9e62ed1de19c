import { DomainError, FieldsRefused } from '@app/common';

/** The month is closed: what changes now falls into the next open one. */
export class IncomeMonthClosed extends DomainError {
  constructor(month: string) {
    super({
      kind: 'conflict',
      code: 'income-month-closed',
      title: { zh: '该月已结账', en: 'The month is closed' },
      detail: {
        zh: `${month.slice(0, 7)} 已结账，不能再次结账；更正会计入下一个月。`,
        en: `${month.slice(0, 7)} is closed already; corrections fall into the next open month.`,
      },
      members: { month },
    });
  }
}

/** A month is closed when it is over. */
export const monthNotOver = (month: string): FieldsRefused =>
  new FieldsRefused([
    {
      pointer: '/month',
      code: 'month-not-over',
      message: {
        zh: `${month.slice(0, 7)} 尚未结束，请在该月结束后结账`,
        en: `${month.slice(0, 7)} is not over; close it when it is`,
      },
    },
  ]);

/** None of the holder's laboratories has the id. */
export const shareLabUnknown = (): FieldsRefused =>
  new FieldsRefused([
    {
      pointer: '/labId',
      code: 'lab-unknown',
      message: {
        zh: '本单位没有这个机组，请从本单位的机组中选择',
        en: 'your organisation has no such lab; choose one of its labs',
      },
    },
  ]);
