import { type AccessRow, verdictOf } from './access-row';
import type { Relation } from './relations';
import type { ActingRole } from './roles';

/** Properties of a body that its sender may not set by the row: others may, or it would not be there. */
export function unwritableFields(
  { object, writes }: AccessRow,
  roles: readonly ActingRole[],
  relations: ReadonlySet<Relation> | undefined,
  body: unknown,
): string[] {
  if (writes === undefined || typeof body !== 'object' || body === null) return [];
  return Object.entries(writes)
    .filter(([name]) => Object.hasOwn(body, name))
    .filter(([, who]) => verdictOf({ object, who }, roles, relations) !== 'allow')
    .map(([name]) => name);
}
