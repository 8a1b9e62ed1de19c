import { type Relation, RELATIONS } from './relations';
import type { ActingRole } from './roles';

/** Objects whose id stands in an address, each with a finder in {@link Subjects}. */
export const OBJECT_TYPES = [
  ...(['organisation', 'member', 'invitation', 'session', 'identity', 'api-key', 'file'] as const),
  ...(['payee-account', 'delegation', 'provider-admission'] as const),
  ...(['instrument', 'lab', 'user-group', 'import-run', 'exemption'] as const),
  ...(['hold', 'reservation', 'reservation-series', 'downtime', 'order'] as const),
  ...(['change-order', 'agreed-price', 'service-item', 'sample-work'] as const),
  ...(['maintenance-plan', 'proposal', 'waiting-entry'] as const),
  ...(['qualification'] as const),
  ...(['usage-record', 'calendar-feed', 'webhook'] as const),
  ...(['invoice', 'receipt', 'statement'] as const),
  ...(['project-card'] as const),
  ...(['invoice-request'] as const),
  ...(['voucher-programme', 'voucher', 'claim', 'payment-batch'] as const),
  ...(['quota-application'] as const),
  ...(['sync-run', 'sync-item'] as const),
] as const;

export type ObjectType = (typeof OBJECT_TYPES)[number];

/** These roles, in these relations to the object; an operation without an object needs the role only. */
export interface Grant {
  roles: readonly ActingRole[];
  relations: readonly Relation[];
}

/** Who may call one operation, and what else the caller must have. */
export interface AccessRow {
  who: 'anyone' | 'signed-in' | readonly Grant[];
  /** Type of the object named by `{id}` of the address. */
  object?: ObjectType;
  /** Properties of the body that only these may send; others may send every property. */
  writes?: Readonly<Record<string, readonly Grant[]>>;
  /** Also for a session that lacks the second factor it needs, or whose person's password has expired. */
  whileRestricted?: true;
  /** The person must have proved who they are within the last minutes. */
  recentProof?: true;
}

export type Verdict = 'allow' | 'forbidden' | 'not-found';

const EVERY: readonly Relation[] = RELATIONS;

/** Roles that may call an operation on any object, or on none. */
export const any = (...roles: readonly ActingRole[]): Grant => ({ roles, relations: EVERY });

/** Roles that may call an operation on their organisation's own objects. */
export const ours = (...roles: readonly ActingRole[]): Grant => ({
  roles,
  relations: ['organisation'],
});

/** Roles that may call an operation in the relations named. */
export const when = (roles: readonly ActingRole[], ...relations: readonly Relation[]): Grant => ({
  roles,
  relations,
});

/** Relations by which the caller knows anyway that the object exists: refusing openly gives nothing away. */
const KNOWN: readonly Relation[] = ['organisation', 'counterparty', 'jurisdiction', 'published'];

/**
 * What a row says to a caller. `relations` are those to the object, undefined when there is none of that id: a foreign
 * object and an absent one get the same answer.
 */
export function verdictOf(
  row: AccessRow,
  roles: readonly ActingRole[],
  relations?: ReadonlySet<Relation>,
): Verdict {
  if (row.who === 'anyone') return 'allow';
  const grants =
    row.who === 'signed-in'
      ? undefined
      : row.who.filter((grant) => grant.roles.some((role) => roles.includes(role)));
  if (grants?.length === 0) return 'forbidden';
  if (row.object === undefined) return 'allow';
  if (relations === undefined) return 'not-found';
  if (!grants || grants.some((grant) => grant.relations.some((one) => relations.has(one)))) {
    return 'allow';
  }
  return KNOWN.some((one) => relations.has(one)) ? 'forbidden' : 'not-found';
}
