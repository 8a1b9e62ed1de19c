import { DomainError, FieldsRefused, NotFound } from '@app/common';
import { fieldError } from '@app/http';

/** Unknown, or of another laboratory's instrument. */
export class QualificationNotFound extends NotFound {
  constructor() {
    super({ zh: '上机资格', en: 'qualification' });
  }
}

/** It was revoked before (409). */
export class QualificationRevoked extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'qualification-revoked',
      title: { zh: '上机资格已撤销', en: 'The qualification is revoked' },
      detail: {
        zh: '该上机资格此前已撤销；如需恢复，请重新授予。',
        en: 'This qualification was revoked before; grant it again if the person may use the instrument.',
      },
    });
  }
}

/** Nobody who can sign in has that name (422). */
export const personUnknown = (login: string): FieldsRefused =>
  new FieldsRefused([
    fieldError('/login', 'unknown-person', login, {
      zh: '没有使用该登录名的人员，请核对或请其先注册账号',
      en: 'is nobody’s sign-in name; check it, or ask the person to register first',
    }),
  ]);

/** It would end before it begins (422). */
export const validityPast = (validUntil: string, today: string): FieldsRefused =>
  new FieldsRefused([
    fieldError('/validUntil', 'in-the-past', validUntil, {
      zh: `早于今天（${today}），请填写今天或之后的日期`,
      en: `lies before today (${today}); give today or a later date`,
    }),
  ]);
