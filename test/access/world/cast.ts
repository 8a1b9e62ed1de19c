/** One organisation of the world as it is registered. */
export interface CastOrganisation {
  nameZh: string;
  kind: string;
  legalForm: string;
  /** GB/T 2260. */
  regionCode: string;
  /** Whose it is (隶属关系): what is not the county's own and not without owner goes past the county. */
  affiliation: string;
  /** Department in charge. */
  supervisor?: string;
}

/**
 * Two organisations on each side, one of each in another county, one holder outside the city; the offices; an agent.
 * The first enterprise, the university and the first county share a region, so that mere neighbourhood is seen to
 * give nothing.
 */
export const ORGANISATIONS = {
  enterprise: org('嘉禾新材料有限公司', 'enterprise', 'enterprise', '330402'),
  enterprise2: org('海宁经编科技有限公司', 'enterprise', 'enterprise', '330481'),
  university: {
    ...org('嘉兴测试大学', 'university', 'public_institution', '330402'),
    supervisor: 'department',
  },
  shanghai: {
    ...org('上海测试研究院', 'research_institute', 'public_institution', '310115'),
    affiliation: 'provincial',
  },
  bureau: org('嘉兴市科学技术局', 'government', 'government', '330400'),
  county: org('南湖区科学技术局', 'government', 'government', '330402'),
  county2: org('海宁市科学技术局', 'government', 'government', '330481'),
  department: org('嘉兴市教育局', 'government', 'government', '330400'),
  agent: org('嘉兴代办服务有限公司', 'enterprise', 'enterprise', '330411'),
} as const satisfies Record<string, CastOrganisation>;

export type OrganisationName = keyof typeof ORGANISATIONS;
export const ORGANISATION_NAMES = Object.keys(ORGANISATIONS) as OrganisationName[];

/** Two people of each organisation: the first owns what is a person's own, the second is the colleague. */
export const SEATS = ['first', 'second'] as const;
export type PersonName = `${OrganisationName}.${(typeof SEATS)[number]}`;

export const PERSON_NAMES: readonly PersonName[] = ORGANISATION_NAMES.flatMap((organisation) =>
  SEATS.map((seat) => `${organisation}.${seat}` as const),
);

/** Where a person works. */
export const employerOf = (person: PersonName): OrganisationName =>
  person.slice(0, person.indexOf('.')) as OrganisationName;

function org(
  nameZh: string,
  kind: string,
  legalForm: string,
  regionCode: string,
): CastOrganisation {
  return { nameZh, kind, legalForm, regionCode, affiliation: 'none' };
}
