import { DomainError, type FieldError, FieldsRefused, NotFound } from '@app/common';
import { fieldError } from '@app/http';

/** Unknown, or of another holder. */
export class UserGroupNotFound extends NotFound {
  constructor() {
    super({ zh: '用户组', en: 'user group' });
  }
}

/** Nobody of that id is in the group. */
export class GroupMemberNotFound extends NotFound {
  constructor() {
    super({ zh: '用户组成员', en: 'member of the user group' });
  }
}

/** The holder has a group of that name (409). */
export class UserGroupNameTaken extends DomainError {
  constructor(nameZh: string) {
    super({
      kind: 'conflict',
      code: 'user-group-name-taken',
      title: { zh: '名称已被使用', en: 'Name taken' },
      detail: {
        zh: `本单位已有名为“${nameZh}”的用户组，请直接使用或换一个名称。`,
        en: `Your organisation has a user group "${nameZh}"; use it, or choose another name.`,
      },
    });
  }
}

/** Opening hours still name the group (409). */
export class UserGroupInUse extends DomainError {
  constructor(instruments: readonly string[]) {
    super({
      kind: 'conflict',
      code: 'user-group-in-use',
      title: { zh: '用户组仍在使用', en: 'The group is in use' },
      detail: {
        zh: `以下仪器的开放时间仍有该组的专用时段：${instruments.join('、')}。请先修改开放时间，再删除该组。`,
        en: `The opening hours of these instruments have windows for the group: ${instruments.join(', ')}. Change them first, then delete it.`,
      },
      members: { instruments },
    });
  }
}

/** A member is one organisation or one person (422). */
export const memberAmbiguous = (): FieldsRefused =>
  new FieldsRefused([
    fieldError('/organisationId', 'organisation-or-person', undefined, {
      zh: '须二选一：organisationId（单位）或 login（个人登录名）',
      en: 'or login must be given, and not both',
    }),
  ]);

/** Nobody who can sign in has that name (422). */
export const loginUnknown = (login: string): FieldsRefused =>
  new FieldsRefused([
    fieldError('/login', 'unknown-person', login, {
      zh: '没有使用该登录名的人员，请核对或请其先注册账号',
      en: 'is nobody’s sign-in name; check it, or ask the person to register first',
    }),
  ]);

/** No organisation has that id (422). */
export const organisationUnknown = (id: string): FieldsRefused =>
  new FieldsRefused([
    fieldError('/organisationId', 'unknown-organisation', id, {
      zh: '不存在该单位，请从单位名录中选择',
      en: 'is no organisation; choose one of the register',
    }),
  ]);

/** None of the holder's groups has the id. */
export const groupUnknown = (pointer: string, id: string): FieldError =>
  fieldError(pointer, 'user-group-unknown', id, {
    zh: '不是本单位的用户组，请先添加',
    en: 'is no user group of your organisation; add it first',
  });
