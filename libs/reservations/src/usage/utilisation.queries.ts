import type { EntityManager } from 'typeorm';
import { startOfCivilDate, ZONE } from '@app/common';
import { type Actor, reachOf } from '@app/identity';
import { REVIEWING_COUNTY } from '@app/instruments';
import type { Grouping } from './usage.words';
import { type CivilPeriod, type Denominator, YEARLY_HOURS } from './denominator.rules';

/** Whose figures are asked for. */
export interface UsageScope extends CivilPeriod {
  actor: Actor;
  holderId?: string;
  instrumentId?: string;
}

/** Minutes of machine time; `shared` is for everybody but the owning group, and includes `external`. */
export interface UsedMinutes {
  effective: number;
  shared: number;
  external: number;
}

/** Used minutes of one key; `key` is an id, a month `YYYY-MM`, or weekday (1 is Monday) and hour as `1-09`. */
export interface UsedBy extends UsedMinutes {
  key: string;
}

/** An instrument or a holder, with the yearly hours that its use is divided by. */
export interface Counted {
  id: string;
  nameZh: string;
  /** Sum over its instruments. */
  yearlyHours: number;
}

/** The instruments within the reader's reach that share, or that were used in the period: $1 to $8. */
export const SCOPE = `
  scope AS (
    SELECT i.id, i.name_zh, i.holder_id, o.name_zh AS holder_name_zh, i.instrument_type
      FROM instrument i JOIN organisation o ON o.id = i.holder_id
     WHERE ($1::boolean OR i.holder_id = $2 OR ${REVIEWING_COUNTY} = $3 OR o.supervisor_id = $4)
       AND ($5::uuid IS NULL OR i.holder_id = $5) AND ($6::uuid IS NULL OR i.id = $6)
       AND (i.status IN ('listed', 'suspended')
            OR EXISTS (SELECT FROM usage_record u WHERE u.instrument_id = i.id AND u.state = 'approved'
                          AND u.starts_at < $8 AND u.ends_at > $7)))`;

/** Approved use within the period, with its machine minutes for each second: what a counter says is spread evenly. */
const USES = `
  uses AS (
    SELECT s.id, s.holder_id, u.kind, greatest(u.starts_at, $7::timestamptz) AS starts_at,
           least(u.ends_at, $8::timestamptz) AS ends_at,
           u.machine_minutes / extract(epoch FROM u.ends_at - u.starts_at)::float8 AS density
      FROM usage_record u JOIN scope s ON s.id = u.instrument_id
     WHERE u.state = 'approved' AND u.starts_at < $8 AND u.ends_at > $7)`;

const WHOLE = 'SELECT key, kind, density, starts_at, ends_at FROM';

/** A use in pieces that local borders make, by what the figures are for. */
const PIECES: Readonly<Record<Grouping, string>> = {
  instrument: `${WHOLE} (SELECT id::text AS key, uses.* FROM uses) whole`,
  holder: `${WHOLE} (SELECT holder_id::text AS key, uses.* FROM uses) whole`,
  month: `
    SELECT to_char(month, 'YYYY-MM') AS key, kind, density,
           greatest(starts_at, month AT TIME ZONE '${ZONE}') AS starts_at,
           least(ends_at, (month + interval '1 month') AT TIME ZONE '${ZONE}') AS ends_at
      FROM uses, generate_series(date_trunc('month', starts_at AT TIME ZONE '${ZONE}'),
                                 (ends_at AT TIME ZONE '${ZONE}') - interval '1 microsecond', interval '1 month') AS month`,
  hour_of_week: `
    SELECT to_char(hour, 'ID-HH24') AS key, kind, density,
           greatest(starts_at, hour AT TIME ZONE '${ZONE}') AS starts_at,
           least(ends_at, (hour + interval '1 hour') AT TIME ZONE '${ZONE}') AS ends_at
      FROM uses, generate_series(date_trunc('hour', starts_at AT TIME ZONE '${ZONE}'),
                                 (ends_at AT TIME ZONE '${ZONE}') - interval '1 microsecond', interval '1 hour') AS hour`,
};

const MINUTES = `density * extract(epoch FROM ends_at - starts_at)::float8`;

/** Used minutes for each key that has some, in the order of the keys. */
export function findUsedMinutes(
  tx: EntityManager,
  scope: UsageScope,
  by: Grouping,
): Promise<UsedBy[]> {
  return tx.query(
    `WITH ${SCOPE}, ${USES}, pieces AS (${PIECES[by]})
     SELECT key, sum(${MINUTES}) AS effective,
            coalesce(sum(${MINUTES}) FILTER (WHERE kind <> 'internal'), 0) AS shared,
            coalesce(sum(${MINUTES}) FILTER (WHERE kind = 'external'), 0) AS external
       FROM pieces GROUP BY key ORDER BY key`,
    scopeParameters(scope),
  );
}

/** Columns that tell instruments or holders apart. */
const COUNTED: Readonly<Record<'instrument' | 'holder', string>> = {
  instrument: 'id, name_zh AS "nameZh"',
  holder: 'holder_id AS id, holder_name_zh AS "nameZh"',
};

/** The instruments or holders of a scope with their yearly hours, in id order. */
export function findCounted(
  tx: EntityManager,
  scope: UsageScope,
  by: 'instrument' | 'holder',
  denominator: Denominator,
): Promise<Counted[]> {
  const { general, special } = YEARLY_HOURS[denominator];
  return tx.query(
    `WITH ${SCOPE}
     SELECT ${COUNTED[by]},
            sum(CASE WHEN instrument_type = 'special' THEN $9::int ELSE $10::int END)::int AS "yearlyHours"
       FROM scope GROUP BY 1, 2 ORDER BY 1`,
    [...scopeParameters(scope), special, general],
  );
}

/** The parameters that {@link SCOPE} and whatever is asked of it begin with. */
export function scopeParameters({
  actor,
  from,
  to,
  holderId,
  instrumentId,
}: UsageScope): unknown[] {
  const reach = reachOf(actor, 'usageRecords.list');
  return [
    ...[reach.everything, reach.organisationId, reach.regionCode, reach.supervisorId],
    ...[holderId ?? null, instrumentId ?? null],
    ...[startOfCivilDate(from).toISO(), startOfCivilDate(to).plus({ days: 1 }).toISO()],
  ];
}
