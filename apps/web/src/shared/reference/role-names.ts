import { defineTexts } from '@/shared/i18n/texts';
import type { Role } from '@/shared/roles';

const useRoleTexts = defineTexts('role', {
  zh: {
    enterprise_member: '企业用户',
    enterprise_admin: '企业管理员',
    instrument_operator: '技术员',
    lab_manager: '实验室管理员',
    holder_admin: '单位资产管理部门',
    department_reviewer: '主管部门审核',
    county_reviewer: '县（市、区）审核',
    bureau_reviewer: '市科技局审核',
    measure_reporter: '举措填报',
    measure_reviewer: '举措审核',
    finance_officer: '财务',
    bureau_admin: '系统管理员',
    security_admin: '安全管理员',
    auditor: '审计管理员',
    platform_service: '平台服务账号',
    delegate: '代办人',
  },
  en: {
    enterprise_member: 'member',
    enterprise_admin: 'administrator',
    instrument_operator: 'instrument operator',
    lab_manager: 'lab manager',
    holder_admin: 'asset office',
    department_reviewer: 'department reviewer',
    county_reviewer: 'county reviewer',
    bureau_reviewer: 'bureau reviewer',
    measure_reporter: 'measure reporter',
    measure_reviewer: 'measure reviewer',
    finance_officer: 'finance officer',
    bureau_admin: 'system administrator',
    security_admin: 'security administrator',
    auditor: 'audit administrator',
    platform_service: 'service account',
    delegate: 'agent',
  },
} satisfies Record<'zh' | 'en', Record<Role, string>>);

/** Names a role in the language of the interface; one that is not known yet shows its code. */
export function useRoleNames(): (role: string) => string {
  const texts = useRoleTexts();
  return (role) => texts(role as Role);
}
