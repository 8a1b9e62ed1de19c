import { newId } from '@app/common';
import type { Actor } from '@app/identity';
import type { FeeTier } from '@app/instruments';
import type { TestCalendar } from './calendar';

interface GroupTerms {
  horizonDays?: number;
  feeTier?: FeeTier;
}

/** A user group of a laboratory's holder with one person in it; gives its id. */
export async function buildGroup(
  { db }: TestCalendar,
  { organisationId: holderId }: Actor,
  member: Actor,
  { horizonDays, feeTier }: GroupTerms = {},
): Promise<string> {
  const id = newId();
  await db.query(
    'INSERT INTO user_group (id, holder_id, name_zh, horizon_days, fee_tier) VALUES ($1::uuid, $2, $1::text, $3, $4)',
    [id, holderId, horizonDays ?? null, feeTier ?? null],
  );
  await db.query(
    'INSERT INTO user_group_member (id, group_id, holder_id, user_id) VALUES ($1, $2, $3, $4)',
    [newId(), id, holderId, member.userId],
  );
  return id;
}
