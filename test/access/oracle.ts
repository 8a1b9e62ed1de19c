import {
  type AccessRow,
  type ActingRole,
  API_KEY_SCOPES,
  type Relation,
  type Role,
  type Scope,
} from '@app/identity';
import { employerOf, ORGANISATIONS } from './world/cast';
import type { Caller } from './world/callers';
import type { Standing } from './world/standings';

/** What a caller can be told. */
export const OUTCOMES = [
  'allow',
  'forbidden',
  'not-found',
  'not-signed-in',
  'api-key-refused',
  'second-factor-required',
  'password-expired',
  'proof-required',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Roles that must have given a second factor: staff, and whoever decides on money. */
const NEEDS_SECOND_FACTOR: readonly Role[] = [
  ...(['department_reviewer', 'county_reviewer', 'bureau_reviewer', 'measure_reviewer'] as const),
  ...(['finance_officer', 'bureau_admin', 'security_admin', 'auditor'] as const),
];

/** By these the caller knows of the object anyway; to all others it is as absent. */
const KNOWN: readonly Relation[] = ['organisation', 'counterparty', 'jurisdiction', 'published'];

/** How a caller who wears a role stands to an object, by what the world says of it. */
export function relationsTo(caller: Caller, role: Role, object: Standing): Relation[] {
  const { organisation } = caller;
  const isParty = [...(object.of ?? []), ...(object.across ?? [])].includes(organisation);
  const { regionCode } = ORGANISATIONS[organisation];
  const acting = roleOf(caller, role);
  const reviews =
    (acting === 'county_reviewer' && object.counties?.includes(regionCode)) ||
    (acting === 'department_reviewer' && object.departments?.includes(organisation));
  return [
    ...(isOwn(caller, object) ? (['own'] as const) : []),
    ...(object.of?.includes(organisation) ? (['organisation'] as const) : []),
    ...(object.across?.includes(organisation) ? (['counterparty'] as const) : []),
    ...(reviews ? (['jurisdiction'] as const) : []),
    ...(object.published ? (['published'] as const) : []),
    ...(isParty ? [] : (['other'] as const)),
  ];
}

/** Own is what is the person's and at home where they act, or the person's wherever they act. */
const isOwn = ({ person, organisation }: Caller, { own, personal }: Standing): boolean =>
  own !== undefined && own === person && (personal || employerOf(own) === organisation);

/** An agent has the rights of a delegate, whatever it is at home. */
export const roleOf = (caller: Caller, role: Role): ActingRole =>
  caller.delegate ? 'delegate' : role;

/**
 * What the row of an operation means for a caller; written again here, so that the guard is not asked about itself.
 *
 * @param relations to the object of the address; undefined when there is none of that id
 */
export function outcomeOf(
  operation: { id: string; row: AccessRow },
  caller: Caller,
  role: Role,
  relations: readonly Relation[] | undefined,
): Outcome {
  const { row } = operation;
  if (row.who === 'anyone') return 'allow';
  if (!caller.alive) return caller.scopes ? 'api-key-refused' : 'not-signed-in';
  if (caller.scopes && !isOpen(operation.id, caller.scopes)) return 'forbidden';
  const lacksFactor = caller.withoutSecondFactor && NEEDS_SECOND_FACTOR.includes(role);
  if (lacksFactor && !row.whileRestricted) return 'second-factor-required';
  if (caller.withExpiredPassword && !row.whileRestricted) return 'password-expired';
  const verdict = verdictOf(row, roleOf(caller, role), relations);
  if (verdict !== 'allow') return verdict;
  return row.recentProof && (caller.withoutProof || caller.scopes) ? 'proof-required' : 'allow';
}

function verdictOf(
  { who, object }: AccessRow,
  role: ActingRole,
  relations: readonly Relation[] | undefined,
): 'allow' | 'forbidden' | 'not-found' {
  let mayInSome = who === 'signed-in';
  let mayHere = who === 'signed-in';
  if (typeof who !== 'string') {
    for (const grant of who) {
      if (!grant.roles.includes(role)) continue;
      mayInSome = true;
      if (grant.relations.some((relation) => relations?.includes(relation))) mayHere = true;
    }
  }
  if (!mayInSome) return 'forbidden';
  if (!object) return 'allow';
  if (!relations) return 'not-found';
  if (mayHere) return 'allow';
  return relations.some((relation) => KNOWN.includes(relation)) ? 'forbidden' : 'not-found';
}

/** Whether a key of these scopes may be used for the operation; every key may ask who it is. */
export function isOpen(operation: string, scopes: readonly Scope[]): boolean {
  const opened = scopes.flatMap((scope): readonly string[] => API_KEY_SCOPES[scope]);
  return operation === 'me.get' || opened.includes(operation);
}
