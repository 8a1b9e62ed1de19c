import type { Text } from '@app/common';
import type { Role } from '../access/roles';

const NAMES: Record<Role, Text> = {
  enterprise_member: { zh: '企业用户', en: 'enterprise member' },
  enterprise_admin: { zh: '企业管理员', en: 'enterprise administrator' },
  instrument_operator: { zh: '技术员', en: 'instrument operator' },
  lab_manager: { zh: '实验室管理员', en: 'lab manager' },
  holder_admin: { zh: '单位资产管理部门', en: 'holder administrator' },
  department_reviewer: { zh: '主管部门审核', en: 'department reviewer' },
  county_reviewer: { zh: '县（市、区）审核', en: 'county reviewer' },
  bureau_reviewer: { zh: '市科技局审核', en: 'bureau reviewer' },
  measure_reporter: { zh: '举措填报', en: 'measure reporter' },
  measure_reviewer: { zh: '举措审核', en: 'measure reviewer' },
  finance_officer: { zh: '财务', en: 'finance officer' },
  bureau_admin: { zh: '系统管理员', en: 'system administrator' },
  security_admin: { zh: '安全管理员', en: 'security administrator' },
  auditor: { zh: '审计管理员', en: 'audit administrator' },
  platform_service: { zh: '平台服务账号', en: 'platform service' },
};

/** What the reader calls some roles, in one list, each once. */
export function namesOf(roles: readonly Role[]): Text {
  const names = [...new Set(roles)].map((role) => NAMES[role]);
  return { zh: names.map(({ zh }) => zh).join('、'), en: names.map(({ en }) => en).join(', ') };
}
