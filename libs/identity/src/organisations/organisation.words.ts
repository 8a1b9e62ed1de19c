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

/** Whose an organisation is (隶属关系); `none` for a private one. */
export const AFFILIATIONS = ['central', 'provincial', 'city', 'county', 'none'] as const;
export type Affiliation = (typeof AFFILIATIONS)[number];

/** What the bureau has found about an organisation that registered itself. */
export const VERIFICATIONS = ['pending', 'returned', 'verified'] as const;
export type Verification = (typeof VERIFICATIONS)[number];
