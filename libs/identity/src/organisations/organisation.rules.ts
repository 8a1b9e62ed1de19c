import {
  creditCodeProblem,
  type CreditCodeProblem,
  type FieldError,
  findRegion,
  normaliseCreditCode,
} from '@app/common';
import { fieldError } from '@app/http';
import type { Role } from '../access/roles';
import type { Organisation } from './organisation.entity';
import type { LegalForm, OrganisationKind, Verification } from './organisation.words';

/** What a verifier looks at and vouches for. */
export type VerifiedPart = Pick<
  Organisation,
  'nameZh' | 'creditCode' | 'kind' | 'legalForm' | 'affiliation' | 'regionCode' | 'supervisorId'
>;

/** Who stands behind an organisation: decides who is related to whom, and may name people. */
export type BehindPart = Pick<Organisation, 'legalRepresentative' | 'controller'>;

/** What an organisation says of itself. */
export type OrganisationDescription = VerifiedPart &
  BehindPart &
  Pick<Organisation, 'contactName' | 'contactPhone'>;

const VERIFIED_PART = [
  ...(['nameZh', 'creditCode', 'kind', 'legalForm'] as const),
  ...(['affiliation', 'regionCode', 'supervisorId'] as const),
] as const satisfies readonly (keyof VerifiedPart)[];

const BEHIND_PART = [
  'legalRepresentative',
  'controller',
] as const satisfies readonly (keyof BehindPart)[];

const SAID: Record<CreditCodeProblem, { zh: string; en: string }> = {
  length: { zh: '须为 18 位', en: 'must have 18 characters' },
  alphabet: {
    zh: '只能含数字和大写字母（不含 I、O、S、V、Z）',
    en: 'may hold digits and capitals other than I, O, S, V, Z only',
  },
  'check-character': {
    zh: '校验码不符，请核对营业执照或法人证书',
    en: 'has a wrong check character; compare it with the certificate',
  },
};

/**
 * Everything a rule has against the codes of an organisation.
 *
 * @param at JSON pointer of the organisation in the request
 */
export function organisationProblems(
  { creditCode, regionCode }: { creditCode: string; regionCode: string },
  at = '',
): FieldError[] {
  const code = normaliseCreditCode(creditCode);
  const problem = creditCodeProblem(code);
  const errors =
    problem === null ? [] : [fieldError(`${at}/creditCode`, problem, code, SAID[problem])];
  if (findRegion(regionCode)) return errors;
  const unknown = fieldError(`${at}/regionCode`, 'unknown', regionCode, {
    zh: '不是已知的行政区划代码，请从列表中选择',
    en: 'is no known region code; choose one of the list',
  });
  return [...errors, unknown];
}

/** True for a body of the state, whose people review and decide: the bureau itself registers it. */
export const isOffice = ({ kind, legalForm }: { kind: string; legalForm: string }): boolean =>
  kind === 'government' || legalForm === 'government';

/** What is said to who registers an office, or turns an organisation into one, without the bureau. */
export const officeProblem = (
  { kind, legalForm }: { kind: OrganisationKind; legalForm: LegalForm },
  at = '',
): FieldError => {
  const [field, value] = kind === 'government' ? ['kind', kind] : ['legalForm', legalForm];
  return fieldError(`${at}/${field}`, 'office', value, {
    zh: '为政府部门，由市科技局登记，请联系市科技局',
    en: 'is an office of the state, which the bureau registers; ask the bureau',
  });
};

/** What the person who registers an organisation of a kind becomes there. */
export const firstRolesOf = (kind: OrganisationKind): readonly Role[] =>
  kind === 'enterprise' ? ['enterprise_admin'] : ['holder_admin', 'lab_manager'];

/** The verified properties that a change touches, by name. */
export const changedVerifiedPart = (before: VerifiedPart, after: VerifiedPart): string[] =>
  VERIFIED_PART.filter((name) => before[name] !== after[name]);

/**
 * True when something else is told of who stands behind the organisation than before. To tell it for the first time
 * changes nothing that was vouched for.
 */
export const changedBehind = (before: BehindPart, after: BehindPart): boolean =>
  BEHIND_PART.some((name) => before[name] !== null && before[name] !== after[name]);

/**
 * The verification after the organisation's own change: what was returned is thereby submitted again, and what was
 * verified waits anew as soon as something changes that the verifier vouched for. The new values stand at once, for
 * everybody alike, with the verification beside them: a register does not show its owner one thing and others another.
 */
export function verificationAfter(before: Verification, changed: boolean): Verification {
  if (before === 'returned') return 'pending';
  return before === 'verified' && !changed ? 'verified' : 'pending';
}
