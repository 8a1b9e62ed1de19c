import type { DateTime } from 'luxon';
import type { LegalForm, OrganisationKind, Role } from '@app/identity';
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
}

const organisation = (
  nameZh: string,
  creditCode: string,
  kind: OrganisationKind,
  legalForm: LegalForm,
  regionCode: string,
  phone: string,
): SeedOrganisation => ({ nameZh, creditCode, kind, legalForm, regionCode, phone });

/** Everybody the demonstration speaks of; all of them are invented. */
// prettier-ignore
export const ORGANISATIONS = {
  bureau: organisation('示例市科技局', '11330400MA9JXDY104', 'government', 'government', '330400', '0573-00000001'),
  county: organisation('示例县科技局', '11330421MA9JXDY10H', 'government', 'government', '330421', '0573-00000002'),
  university: organisation('示例大学分析测试中心', '12330400MA9JXDY101', 'university', 'public_institution', '330402', '0573-00000011'),
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
  hospital: organisation('示例市中心医院', '12330402MA9JXDY10X', 'hospital', 'public_institution', '330402', '0573-00000041'),
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
  auditor: account('王审计', 'bureau', 'auditor'),
  county: account('冯县审', 'county', 'county_reviewer'),
  lab: account('沈老师', 'university', 'lab_manager'),
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
} as const satisfies Record<string, SeedPerson>;
export type PersonKey = keyof typeof PEOPLE;

const people = Object.entries(PEOPLE) as [PersonKey, SeedPerson][];
const JOINED_DAYS_AGO = 500;

/** Tells the ids of organisations and persons of one story. */
export class Cast {
  private readonly joinedAt: DateTime;
  private readonly ids = new Map<string, string>();

  constructor(story: Story) {
    this.joinedAt = dayOf(story, -JOINED_DAYS_AGO);
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
    return (Object.keys(ORGANISATIONS) as OrganisationKey[]).map((key) => ({
      id: this.organisationId(key),
      name_zh: ORGANISATIONS[key].nameZh,
      credit_code: ORGANISATIONS[key].creditCode,
      kind: ORGANISATIONS[key].kind,
      legal_form: ORGANISATIONS[key].legalForm,
      region_code: ORGANISATIONS[key].regionCode,
      contact_name: '综合办公室',
      contact_phone: ORGANISATIONS[key].phone,
      verification: 'verified',
      verified_at: this.joinedAt,
      version: 1,
      created_at: this.joinedAt,
    }));
  }

  personRows(passwordHash: string): Row[] {
    return people.map(([login, person]) => ({
      id: this.personId(login),
      login,
      display_name: person.displayName,
      password_hash: passwordHash,
      active: person.signsIn,
      created_at: this.joinedAt,
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
