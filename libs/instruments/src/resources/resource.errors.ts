import { DomainError, type FieldError } from '@app/common';

/** The holder has a resource of that kind and name (409). */
export class ResourceNameTaken extends DomainError {
  constructor(nameZh: string) {
    super({
      kind: 'conflict',
      code: 'resource-name-taken',
      title: { zh: '名称已被使用', en: 'Name taken' },
      detail: {
        zh: `本单位已有同类资源“${nameZh}”，请直接选用或换一个名称。`,
        en: `Your organisation has a resource "${nameZh}" of that kind; use it, or choose another name.`,
      },
    });
  }
}

/** What an instrument takes beside its own units cannot change under the bookings it has (409). */
export class BookedAhead extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'booked-ahead',
      title: { zh: '仪器已有预约', en: 'Booked ahead' },
      detail: {
        zh: '该仪器（或其所属整机）还有未结束的预约或占位，暂不能更改整机、部件、互斥或共用资源。请在预约结束、改期到其他仪器或取消后再改。',
        en: 'The instrument, or the whole it is a part of, has bookings ahead: parts, exclusions and shared resources can change only when they are over, moved or cancelled.',
      },
    });
  }
}

/** None of the holder's resources has the id. */
export const resourceUnknown = (id: string): FieldError => ({
  pointer: '/resourceIds',
  code: 'resource-unknown',
  message: {
    zh: `本单位没有编号为“${id}”的共用资源，请先添加`,
    en: `your organisation has no resource ${id}; add it first`,
  },
});
