import { ACCESS_POLICY } from './access-policy';
import { type AccessRow, verdictOf } from './access-row';
import type { BOOKINGS_POLICY } from './policy/bookings';
import type { DUTY_POLICY } from './policy/duty';
import type { INSTRUMENTS_POLICY } from './policy/instruments';
import type { MONEY_POLICY } from './policy/money';
import type { ORDERS_POLICY } from './policy/orders';
import type { SETTLEMENTS_POLICY } from './policy/settlements';
import type { USAGE_POLICY } from './policy/usage';
import { jurisdictionOf, type Relation, RELATIONS, relationsOf, type Subject } from './relations';
import type { Actor } from './roles';

/** An operation on an object of a domain lib, by its id. */
export type ObjectOperation =
  | keyof typeof INSTRUMENTS_POLICY
  | keyof typeof DUTY_POLICY
  | keyof typeof BOOKINGS_POLICY
  | keyof typeof ORDERS_POLICY
  | keyof typeof USAGE_POLICY
  | keyof typeof MONEY_POLICY
  | keyof typeof SETTLEMENTS_POLICY;

const rowOf = (operation: ObjectOperation): AccessRow => {
  const row = ACCESS_POLICY[operation];
  if (row === undefined) throw new Error(`the access policy has no row for ${operation}`);
  return row;
};

const NOBODYS: Subject = {
  userId: null,
  organisationIds: [],
  counterpartyIds: [],
  regionCodes: [],
  supervisorIds: [],
  published: false,
  personal: false,
};

/**
 * Whether the guard would let this person call the operation on that object: for what a page offers to do next, and for
 * an object that a body names. What is not said of the object is nobody's.
 */
export const mayCall = (
  actor: Actor,
  operation: ObjectOperation,
  subject: Partial<Subject>,
): boolean =>
  verdictOf(rowOf(operation), actor.roles, relationsOf(actor, { ...NOBODYS, ...subject })) ===
  'allow';

/**
 * Which objects a reader may read, for the filter of a list: everything, or those that stand to the reader in one of
 * the ways that are not null. Null compares with nothing in SQL, so that a way which is closed lets no row through.
 */
export interface Reach {
  everything: boolean;
  published: boolean;
  /** The reader's organisation, as the one that an object belongs to. */
  organisationId: string | null;
  /** The reader's organisation, as the other side of an order. */
  counterpartyId: string | null;
  /** The reader's county, whose objects it reviews. */
  regionCode: string | null;
  /** The reader's department, whose organisations' objects it reviews. */
  supervisorId: string | null;
}

/** What the row of `operation`, which reads one object, says of all of them: a list holds what can be opened. */
export function reachOf(actor: Actor, operation: ObjectOperation): Reach {
  const row = rowOf(operation);
  const opened = (relation: Relation): boolean =>
    verdictOf(row, actor.roles, new Set([relation])) === 'allow';
  return {
    everything: RELATIONS.every(opened),
    published: opened('published'),
    organisationId: opened('organisation') ? actor.organisationId : null,
    counterpartyId: opened('counterparty') ? actor.organisationId : null,
    ...(opened('jurisdiction') ? jurisdictionOf(actor) : { regionCode: null, supervisorId: null }),
  };
}
