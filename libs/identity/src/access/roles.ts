/** What a person can be for an organisation. */
export const ROLES = [
  /** 企业用户 */ 'enterprise_member',
  /** 企业管理员 */ 'enterprise_admin',
  /** 技术员 */ 'instrument_operator',
  /** 实验室管理员 */ 'lab_manager',
  /** 单位资产管理部门 */ 'holder_admin',
  /** 主管部门审核 */ 'department_reviewer',
  /** 县（市、区）审核 */ 'county_reviewer',
  /** 市科技局审核 */ 'bureau_reviewer',
  /** 举措填报 */ 'measure_reporter',
  /** 举措审核 */ 'measure_reviewer',
  /** 财务 */ 'finance_officer',
  /** 系统管理员 */ 'bureau_admin',
  /** 安全管理员 */ 'security_admin',
  /** 审计管理员 */ 'auditor',
  /** 平台服务账号 */ 'platform_service',
] as const;

export type Role = (typeof ROLES)[number];

/** The three administrators (三员): nobody holds two of these roles. Source: GB/T 22239-2019, 8.1.4.2. */
export const SEPARATED_ROLES: readonly Role[] = ['bureau_admin', 'security_admin', 'auditor'];

/** What a member of an agent (代理机构) is while acting for its principal; never a membership. */
export const DELEGATE = 'delegate';

export type ActingRole = Role | typeof DELEGATE;

/** Roles that need a second factor: staff, and whoever touches money. Source: ASVS 5.0, 6.3.3. */
export const SECOND_FACTOR_ROLES: readonly Role[] = [
  'department_reviewer',
  'county_reviewer',
  'bureau_reviewer',
  'measure_reviewer',
  'finance_officer',
  'bureau_admin',
  'security_admin',
  'auditor',
];

/** The signed-in person, or the machine of an API key, and the organisation acted for. */
export interface Actor {
  userId: string;
  displayName: string;
  organisationId: string;
  organisationNameZh: string;
  organisationRegionCode: string;
  /** False until the bureau has verified the organisation: its bookings wait. */
  organisationVerified: boolean;
  roles: ActingRole[];
  /** The organisation of the agent, while the actor acts for its principal under a delegation. */
  agentOrganisationId: string | null;
}

/** True when the actor has at least one of the roles. */
export const hasRole = (actor: Actor, ...roles: ActingRole[]): boolean =>
  roles.some((role) => actor.roles.includes(role));

/** Roles that see across organisations because their office is to look. */
export const OVERSIGHT: readonly Role[] = [
  'bureau_reviewer',
  'finance_officer',
  'bureau_admin',
  'auditor',
];

/** True for an actor whose lists hold what belongs to every organisation. */
export const oversees = (actor: Actor): boolean => hasRole(actor, ...OVERSIGHT);
