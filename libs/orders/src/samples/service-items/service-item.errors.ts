import { type FieldError, NotFound } from '@app/common';
import { fieldError } from '@app/http';

/** Unknown, or offered no longer (404). */
export class ServiceItemNotFound extends NotFound {
  constructor() {
    super({ zh: '检测项目', en: 'service item' });
  }
}

/** The provider offers no test of that id, or not with the instrument of the order. */
export const itemNotOffered = (pointer: string, id: string): FieldError =>
  fieldError(pointer, 'item-not-offered', id, {
    zh: '该服务单位没有这个检测项目，或该仪器不做此项，请从其检测项目列表中选择',
    en: 'is not offered by this provider, or not with this instrument: choose from its service list',
  });
