import type { DateTime } from 'luxon';
import type { Affiliation, LegalForm, OrganisationKind, Role } from '@app/identity';
import type { Row } from './rows';
import { seedId } from './seed-id';
import { dayOf, type Story } from './story';

interface SeedOrganisation {
  nameZh: string;
  /** Well-formed and synthetic: it belongs to nobody we know. */
  creditCode: string;
  kind: OrganisationKind;
  legalForm: LegalForm;
  regionCode: string;
  phone: string;
  affiliation: Affiliation;
  /** Key of the department in charge (主管部门). */
  supervisor: string | null;
  /** It registered itself two days ago and nobody has looked at it yet. */
  waits: boolean;
}

type MoreFacts = Partial<Pick<SeedOrganisation, 'affiliation' | 'supervisor' | 'waits'>>;

const organisation = (
  nameZh: string,
  creditCode: string,
  kind: OrganisationKind,
  legalForm: LegalForm,
  regionCode: string,
  phone: string,
  { affiliation = 'none', supervisor = null, waits = false }: MoreFacts = {},
): SeedOrganisation => ({
  ...{ nameZh, creditCode, kind, legalForm, regionCode, phone },
  ...{ affiliation, supervisor, waits },
});

const OF_CITY = { affiliation: 'city' } as const;

/** Everybody the demonstration speaks of; all of them are invented. */
// prettier-ignore
export const ORGANISATIONS = {
  bureau: organisation('示例市科技局', '11330400MA9JXDY104', 'government', 'government', '330400', '0573-00000001', OF_CITY),
  county: organisation('示例县科技局', '11330421MA9JXDY10H', 'government', 'government', '330421', '0573-00000002', { affiliation: 'county' }),
  education: organisation('示例市教育局', '11330400MA9JXDY117', 'government', 'government', '330400', '0573-00000003', OF_CITY),
  university: organisation('示例大学分析测试中心', '12330400MA9JXDY101', 'university', 'public_institution', '330402', '0573-00000011', { ...OF_CITY, supervisor: 'education' }),
  textile: organisation('示例纺织检验检测研究院', '52330400MA9JXDY10W', 'testing_body', 'private_non_enterprise', '330411', '0573-00000012'),
  machining: organisation('示例精密制造公共服务平台有限公司', '91330421MA9JXDY109', 'operator', 'enterprise', '330421', '0573-00000013'),
  shanghai: organisation('示例（上海）先进材料测试有限公司', '91310115MA9JXDY10U', 'testing_body', 'enterprise', '310000', '021-00000021'),
  suzhou: organisation('示例（苏州）纳米测试平台有限公司', '91320500MA9JXDY10W', 'operator', 'enterprise', '320500', '0512-00000022'),
  hangzhou: organisation('示例（杭州）生物医药研究院', '12330100MA9JXDY10H', 'research_institute', 'public_institution', '330100', '0571-00000023'),
  materials: organisation('示例新材料科技有限公司', '91330402MA9JXDY10Q', 'enterprise', 'enterprise', '330402', '0573-00000031'),
  photovoltaics: organisation('示例光伏科技股份有限公司', '91330411MA9JXDY10R', 'enterprise', 'enterprise', '330411', '0573-00000032'),
  knitting: organisation('示例经编纺织有限公司', '91330481MA9JXDY106', 'enterprise', 'enterprise', '330481', '0573-00000033'),
  optics: organisation('示例光机电有限公司', '91330482MA9JXDY10L', 'enterprise', 'enterprise', '330482', '0573-00000034'),
  composites: organisation('示例玻纤复合材料有限公司', '91330483MA9JXDY103', 'enterprise', 'enterprise', '330483', '0573-00000035'),
  fasteners: organisation('示例紧固件有限公司', '91330424MA9JXDY10L', 'enterprise', 'enterprise', '330424', '0573-00000036'),
  hospital: organisation('示例市中心医院', '12330402MA9JXDY10X', 'hospital', 'public_institution', '330402', '0573-00000041', OF_CITY),
  sensing: organisation('示例传感技术有限公司', '91330411MA9JXDY11W', 'enterprise', 'enterprise', '330411', '0573-00000051', { waits: true }),
} as const;
export type OrganisationKey = keyof typeof ORGANISATIONS;

interface SeedPerson {
  displayName: string;
  organisation: OrganisationKey;
  roles: readonly Role[];
  /** False for colleagues who act in the story but have no account to sign in with. */
  signsIn: boolean;
}

const account = (
  displayName: string,
  organisation: OrganisationKey,
  ...roles: Role[]
): SeedPerson => ({ displayName, organisation, roles, signsIn: true });

const colleague = (
  displayName: string,
  organisation: OrganisationKey,
  ...roles: Role[]
): SeedPerson => ({ displayName, organisation, roles, signsIn: false });

/** Persons by login name; those who sign in are the demonstration accounts. */
export const PEOPLE = {
  admin: account('陈管理', 'bureau', 'bureau_admin'),
  bureau: account('周经办', 'bureau', 'bureau_reviewer'),
  bureau2: account('吴复核', 'bureau', 'bureau_reviewer'),
  finance: account('郑拨付', 'bureau', 'finance_officer'),
  security: account('卫安全', 'bureau', 'security_admin'),
  auditor: account('王审计', 'bureau', 'auditor'),
  county: account('冯县审', 'county', 'county_reviewer'),
  department: account('魏主管', 'education', 'department_reviewer'),
  lab: account('沈老师', 'university', 'lab_manager'),
  unit: account('陶资产', 'university', 'holder_admin'),
  lab2: account('蒋工', 'textile', 'lab_manager'),
  provider: account('沪上韩工', 'shanghai', 'lab_manager'),
  enterprise: account('朱工', 'materials', 'enterprise_admin', 'enterprise_member'),
  enterprise2: account('秦工', 'photovoltaics', 'enterprise_admin', 'enterprise_member'),
  'staff.machining': colleague('许工', 'machining', 'lab_manager'),
  'staff.suzhou': colleague('苏州何工', 'suzhou', 'lab_manager'),
  'staff.hangzhou': colleague('杭州吕老师', 'hangzhou', 'lab_manager'),
  'staff.knitting': colleague('施工', 'knitting', 'enterprise_member'),
  'staff.optics': colleague('张工', 'optics', 'enterprise_member'),
  'staff.composites': colleague('孔工', 'composites', 'enterprise_member'),
  'staff.fasteners': colleague('曹工', 'fasteners', 'enterprise_member'),
  'staff.hospital': colleague('严医生', 'hospital', 'enterprise_member'),
  'staff.sensing': colleague('金工', 'sensing', 'enterprise_admin'),
} as const satisfies Record<string, SeedPerson>;
export type PersonKey = keyof typeof PEOPLE;

const organisations = Object.entries(ORGANISATIONS) as [OrganisationKey, SeedOrganisation][];
const people = Object.entries(PEOPLE) as [PersonKey, SeedPerson][];
const JOINED_DAYS_AGO = 500;
/** How long the organisation that waits has waited. */
const REGISTERED_DAYS_AGO = 2;

/** Tells the ids of organisations and persons of one story. */
export class Cast {
  private readonly joinedAt: DateTime;
  private readonly registeredAt: DateTime;
  private readonly ids = new Map<string, string>();

  constructor(story: Story) {
    this.joinedAt = dayOf(story, -JOINED_DAYS_AGO);
    this.registeredAt = dayOf(story, -REGISTERED_DAYS_AGO);
  }

  organisationId(key: OrganisationKey): string {
    return this.idOf(`organisation ${key}`);
  }

  personId(key: PersonKey): string {
    return this.idOf(`person ${key}`);
  }

  /** Who books, registers and claims for an organisation. */
  actingFor(organisation: OrganisationKey): string {
    const [key] = people.find(([, person]) => person.organisation === organisation) ?? ['admin'];
    return this.personId(key);
  }

  private idOf(name: string): string {
    const known = this.ids.get(name) ?? seedId(this.joinedAt, name);
    this.ids.set(name, known);
    return known;
  }

  organisationRows(): Row[] {
    return organisations.map(([key, { supervisor, waits, ...facts }]) => ({
      id: this.organisationId(key),
      name_zh: facts.nameZh,
      credit_code: facts.creditCode,
      kind: facts.kind,
      legal_form: facts.legalForm,
      affiliation: facts.affiliation,
      supervisor_id: supervisor && this.organisationId(supervisor as OrganisationKey),
      region_code: facts.regionCode,
      contact_name: '综合办公室',
      contact_phone: facts.phone,
      verification: waits ? 'pending' : 'verified',
      verified_at: waits ? null : this.joinedAt,
      version: 1,
      created_at: waits ? this.registeredAt : this.joinedAt,
    }));
  }

  personRows(passwordHash: string): Row[] {
    return people.map(([login, person]) => ({
      id: this.personId(login),
      login,
      display_name: person.displayName,
      password_hash: passwordHash,
      active: person.signsIn,
      created_at: ORGANISATIONS[person.organisation].waits ? this.registeredAt : this.joinedAt,
    }));
  }

  membershipRows(): Row[] {
    return people.flatMap(([login, person]) =>
      person.roles.map((role) => ({
        user_id: this.personId(login),
        organisation_id: this.organisationId(person.organisation),
        role,
      })),
    );
  }
}
