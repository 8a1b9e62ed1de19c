import { DomainError, FieldsRefused, NotFound } from '@app/common';
import { fieldError } from '@app/http';
import type { OrderState } from '@app/orders';

/** Unknown, or of an order of others (404). */
export class SampleWorkNotFound extends NotFound {
  constructor() {
    super({ zh: '机时安排', en: 'machine time' });
  }
}

/** Nothing of it is left to give back: it is over, or was given back before (409). */
export class SampleWorkOver extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'sample-work-over',
      title: { zh: '该机时安排已结束', en: 'This machine time is over' },
      detail: {
        zh: '该时段已用完或已释放，请刷新查看最新的机时安排。',
        en: 'It was worked through or given back already; reload the machine time of the order.',
      },
    });
  }
}

/** Machine time is planned for samples while the laboratory owes the work (409). */
export class SampleWorkStateConflict extends DomainError {
  constructor(state: OrderState) {
    super({
      kind: 'conflict',
      code: 'sample-work-state',
      title: { zh: '订单状态不能安排机时', en: 'No machine time is planned for this order now' },
      detail: {
        zh: '只有已接受报价、尚未完成的送样委托可以安排机时，请刷新订单查看。',
        en: 'Machine time is planned for an order of samples between its accepted quote and its completion; reload the order.',
      },
      members: { state },
    });
  }
}

/** The laboratory has no such instrument (422). */
export const notOurInstrument = (id: string): FieldsRefused =>
  new FieldsRefused([
    fieldError('/instrumentId', 'instrument-unknown', id, {
      zh: '本单位没有这台在用仪器，请从本单位的仪器中选择',
      en: 'is no instrument of your organisation that is in use: choose one of yours',
    }),
  ]);

/** The period is none, too long, or over (422). */
export const periodRefused = (code: 'order' | 'too-long' | 'over', endsAt: string): FieldsRefused =>
  new FieldsRefused([
    fieldError(
      '/endsAt',
      code,
      endsAt,
      {
        order: { zh: '须晚于开始时间', en: 'must be after the start' },
        'too-long': {
          zh: '一次最长 30 天，请分次安排',
          en: 'is more than 30 days long; plan it in parts',
        },
        over: { zh: '该时段已过，请选择以后的时段', en: 'is over; choose a time to come' },
      }[code],
    ),
  ]);
