/** What an organisation does (单位类型). */
export const ORGANISATION_KINDS = [
  'enterprise',
  'university',
  'research_institute',
  'hospital',
  'testing_body',
  'government',
  'operator',
] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

/** What an organisation is before the law (法人类型). */
export const LEGAL_FORMS = [
  'enterprise',
  'public_institution',
  'private_non_enterprise',
  'government',
  'association',
] as const;
export type LegalForm = (typeof LEGAL_FORMS)[number];
