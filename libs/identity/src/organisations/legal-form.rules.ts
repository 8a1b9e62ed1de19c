import type { LegalForm } from './organisation.words';

/** Legal forms by the first two characters of a credit code: who registered the body, and as what. Source: GB 32100-2015, 附录 A. */
const FORMS: Readonly<Record<string, LegalForm>> = {
  '11': 'government',
  '12': 'public_institution',
  '51': 'association',
  '52': 'private_non_enterprise',
};

/** What a body is by its (normalised) credit code; companies and everything rarer are enterprises. */
export const legalFormOfCode = (creditCode: string): LegalForm =>
  FORMS[creditCode.slice(0, 2)] ?? 'enterprise';
