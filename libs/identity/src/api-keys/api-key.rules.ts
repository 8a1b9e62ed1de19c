import { DateTime } from 'luxon';
import type { FieldError } from '@app/common';
import { fieldError } from '@app/http';
import { type ActingRole, type Role, SECOND_FACTOR_ROLES } from '../access/roles';

/** A key ends after so many days at the latest, counted from today; whoever still needs it makes a new one. */
export const MAX_KEY_DAYS = 400;

/** What a machine is unless its maker gives it a role of their own: it reads what its organisation reads. */
export const DEFAULT_KEY_ROLE: Role = 'platform_service';

/** Roles that the maker of a key may not give it: those they lack, and those that a machine without a second factor must not have. */
export function keyRoleProblems(
  maker: readonly ActingRole[],
  roles: readonly Role[],
): FieldError[] {
  return roles.flatMap((role, at) => {
    const pointer = `/roles/${at}`;
    if (SECOND_FACTOR_ROLES.includes(role)) {
      return fieldError(pointer, 'needs-second-factor', role, {
        zh: '须双因素认证，不能授予接口密钥，请去掉该角色',
        en: 'needs a second factor, which a key cannot give; leave it out',
      });
    }
    if (role === DEFAULT_KEY_ROLE || maker.includes(role)) return [];
    return fieldError(pointer, 'not-yours', role, {
      zh: '不是您自己的角色，请去掉该角色，或由具有该角色的管理员创建',
      en: 'is no role of yours; leave it out, or let an administrator who has it make the key',
    });
  });
}

/** What is wrong with the last civil day of a key; `today` is the day in Shanghai. */
export function keyLifetimeProblems(expiresOn: string, today: string): FieldError[] {
  const latest = DateTime.fromISO(today).plus({ days: MAX_KEY_DAYS }).toISODate() ?? today;
  if (expiresOn >= today && expiresOn <= latest) return [];
  return [
    fieldError('/expiresOn', 'key-lifetime', expiresOn, {
      zh: `须在 ${today} 至 ${latest} 之间（最长 ${MAX_KEY_DAYS} 天）`,
      en: `must be between ${today} and ${latest} (${MAX_KEY_DAYS} days at most)`,
    }),
  ];
}
