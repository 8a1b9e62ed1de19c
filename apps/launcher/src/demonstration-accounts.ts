/** An account of the demonstration data, as the console shows it. */
export interface DemonstrationAccount {
  login: string;
  zh: string;
  en: string;
}

/** Everybody who may sign in to the demonstration; all have the same password. */
export const DEMONSTRATION_ACCOUNTS: readonly DemonstrationAccount[] = [
  { login: 'admin', zh: '系统管理员', en: 'administrator' },
  { login: 'bureau', zh: '市科技局审核（经办）', en: 'bureau, first reviewer' },
  { login: 'bureau2', zh: '市科技局审核（复核）', en: 'bureau, second reviewer' },
  { login: 'county', zh: '县（市、区）审核', en: 'county reviewer' },
  {
    login: 'department',
    zh: '主管部门审核（教育局）',
    en: 'department in charge (education)',
  },
  { login: 'finance', zh: '财务拨付', en: 'finance' },
  { login: 'security', zh: '安全管理员', en: 'security administrator' },
  { login: 'auditor', zh: '审计', en: 'auditor' },
  { login: 'lab', zh: '嘉兴持有单位实验室管理员', en: 'lab manager of a Jiaxing holder' },
  { login: 'unit', zh: '同一持有单位资产管理部门', en: 'asset department of the same holder' },
  {
    login: 'lab2',
    zh: '嘉兴另一持有单位实验室管理员',
    en: 'lab manager of another Jiaxing holder',
  },
  { login: 'provider', zh: '上海持有单位', en: 'holder in Shanghai' },
  { login: 'enterprise', zh: '嘉兴企业', en: 'enterprise of Jiaxing' },
  { login: 'enterprise2', zh: '嘉兴另一企业', en: 'another enterprise of Jiaxing' },
];
