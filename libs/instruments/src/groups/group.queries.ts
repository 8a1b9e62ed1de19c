import type { EntityManager } from 'typeorm';
import type { FieldError } from '@app/common';
import type { ProposedHours } from '../terms/opening-hours.rules';
import { groupUnknown } from './user-group.errors';

/** What proposed hours say about groups that are not the instrument's holder's, each at its window. */
export async function groupFaults(
  tx: EntityManager,
  instrumentId: string,
  { weekly, exceptions }: Pick<ProposedHours, 'weekly' | 'exceptions'>,
): Promise<FieldError[]> {
  const named = [
    ...weekly.map(({ groupIds }, at) => ({ pointer: `/weekly/${at}/groupIds`, groupIds })),
    ...exceptions.map(({ groupIds }, at) => ({ pointer: `/exceptions/${at}/groupIds`, groupIds })),
  ];
  const ids = named.flatMap(({ groupIds }) => groupIds ?? []);
  if (ids.length === 0) return [];
  const rows: { id: string }[] = await tx.query(
    `SELECT g.id FROM user_group g JOIN instrument i ON i.holder_id = g.holder_id WHERE i.id = $1 AND g.id = ANY($2)`,
    [instrumentId, ids],
  );
  const own = new Set(rows.map(({ id }) => id));
  return named.flatMap(({ pointer, groupIds }) =>
    (groupIds ?? []).filter((id) => !own.has(id)).map((id) => groupUnknown(pointer, id)),
  );
}
