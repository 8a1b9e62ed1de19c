import type { Actor } from './roles';

/** How the caller can stand to an object. One caller may stand to it in several ways; nothing else counts. */
export const RELATIONS = [
  /** The object is this person's own, in the organisation acted for; a session or a linked identity in any. */
  'own',
  /** The object belongs to the organisation acted for. */
  'organisation',
  /** The organisation acted for is the other side of the order. */
  'counterparty',
  /** The object's organisation or place is in the reviewer's county, or under the reviewer's department. */
  'jurisdiction',
  /** The object is published to everybody signed in. */
  'published',
  /** The organisation acted for has no part in it. */
  'other',
] as const;

export type Relation = (typeof RELATIONS)[number];

/** Whose an object is, as its lib reads it from the database. */
export interface Subject {
  /** The person it belongs to; null for what belongs to an organisation as such. */
  userId: string | null;
  organisationIds: readonly string[];
  counterpartyIds: readonly string[];
  /** Counties that review it: GB/T 2260 codes, and our own for the two zones. */
  regionCodes: readonly string[];
  /** Departments in charge (主管部门) of its organisation. */
  supervisorIds: readonly string[];
  published: boolean;
  /** It is its person's alone, whichever organisation that person acts for. */
  personal: boolean;
}

/** Every way in which the actor stands to the object. */
export function relationsOf(actor: Actor, subject: Subject): ReadonlySet<Relation> {
  const relations = new Set<Relation>();
  if (subject.organisationIds.includes(actor.organisationId)) relations.add('organisation');
  if (subject.userId === actor.userId && (subject.personal || relations.has('organisation')))
    relations.add('own');
  if (subject.counterpartyIds.includes(actor.organisationId)) relations.add('counterparty');
  if (!relations.has('organisation') && !relations.has('counterparty')) relations.add('other');
  if (reviews(actor, subject)) relations.add('jurisdiction');
  if (subject.published) relations.add('published');
  return relations;
}

/** What an actor looks after as a reviewer, a county or a department's bodies; a neighbour has no part in it. */
export const jurisdictionOf = ({
  roles,
  organisationId,
  organisationRegionCode,
}: Actor): { regionCode: string | null; supervisorId: string | null } => ({
  regionCode: roles.includes('county_reviewer') ? organisationRegionCode : null,
  supervisorId: roles.includes('department_reviewer') ? organisationId : null,
});

function reviews(actor: Actor, { regionCodes, supervisorIds }: Subject): boolean {
  const { regionCode, supervisorId } = jurisdictionOf(actor);
  return (
    (regionCode !== null && regionCodes.includes(regionCode)) ||
    (supervisorId !== null && supervisorIds.includes(supervisorId))
  );
}
