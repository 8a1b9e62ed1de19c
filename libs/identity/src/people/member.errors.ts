import { DomainError } from '@app/common';
import type { Role } from '../access/roles';
import { namesOf } from './role-names';
import type { RoleConflict } from './role.rules';

/** Roles that one person must not have together, at one organisation or at several (422). */
export class RolesKeptApart extends DomainError {
  constructor({ roles, why }: RoleConflict) {
    const { zh, en } = namesOf(roles);
    const message = {
      zh: `${zh}不能由同一人担任：${why.zh}；请改由其他人员担任，或先收回此人在其他单位的角色`,
      en: `one person cannot be ${en}: ${why.en}; let somebody else take it, or take the person's other role away first`,
    };
    super({
      kind: 'rule',
      code: 'roles-kept-apart',
      title: { zh: '角色不能由同一人兼任', en: 'The roles must be different people' },
      detail: message,
      members: { errors: [{ pointer: '/roles', code: 'roles-kept-apart', message }] },
    });
  }
}

/** Nobody gives themself a role or takes one from themself; leaving is open (403). */
export class OwnRoles extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'own-roles',
      title: { zh: '不能更改自己的角色', en: 'Your own roles are not yours to change' },
      detail: {
        zh: '任何人都不能授予或收回自己的角色，请由其他管理员办理；如不再任职，可选择退出本单位。',
        en: 'Nobody gives or takes roles of their own: ask another administrator, or leave the organisation.',
      },
    });
  }
}

/** The member has roles that the caller neither gives nor takes (403). */
export class NotYourMember extends DomainError {
  constructor(roles: readonly Role[]) {
    const { zh, en } = namesOf(roles);
    super({
      kind: 'forbidden',
      code: 'not-your-member',
      title: { zh: '该成员不由您管理', en: 'This member is not yours to remove' },
      detail: {
        zh: `该成员担任${zh}，不由您收回，请联系有权的管理员。`,
        en: `The member is ${en}, which you do not take away; ask the administrator who does.`,
      },
    });
  }
}

/** The organisation, or the system, would have nobody left to administer it (409). */
export class LastAdministrator extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'last-administrator',
      title: { zh: '须保留一名管理员', en: 'Somebody has to administer it' },
      detail: {
        zh: '这是最后一名管理员，请先让其他人员担任管理员，再更改或退出。',
        en: 'This is the last administrator: let somebody else become one first.',
      },
    });
  }
}

/** People and roles are the security administrator's as soon as there is one (403). */
export class SecurityAdministratorInOffice extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'security-administrator-in-office',
      title: { zh: '人员由安全管理员管理', en: 'The security administrator manages people' },
      detail: {
        zh: '系统已有安全管理员，成员和角色由安全管理员办理；系统管理员仅在设立首位安全管理员之前可以办理。',
        en: 'There is a security administrator, who manages members and roles; the system administrator did so only before.',
      },
    });
  }
}
