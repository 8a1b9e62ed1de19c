import type { EntityManager } from 'typeorm';
import { allOf, anyOf, constant, run, type Sql, sql } from '@app/database';
import { type Actor, reachOf } from '@app/identity';
import { categoryPrefix } from '../categories/category.rules';
import { IS_PUBLISHED, REVIEWING_COUNTY } from '../instrument.subjects';
import { regionPrefix } from '../record/description.rules';
import { distanceTo, isWithin } from './distance';
import type { InstrumentFilter } from './instrument-filter';
import { isCalled, rankOf } from './search-condition';

/** What was found, in the order of the list. */
export interface FoundRow {
  id: string;
  /** What the list is sorted by before the id: the rank, 0 the best, or the distance. */
  key: number;
  /** Null without a place to measure from, and of an instrument that nobody has located. */
  distanceKm: number | null;
}

/** Key and id of the last item of the page before. */
export type FoundAfter = readonly [number, string];

/** The searched rows `i` with their holders `o`, which an outer join leaves unread where nothing asks for them. */
export const SEARCHED = sql`instrument_search i LEFT JOIN organisation o ON o.id = i.holder_id`;

export const FACETS = ['categories', 'regions', 'services', 'tags', 'outsideJiaxing'] as const;
export type Facet = (typeof FACETS)[number];

/** Behind every distance on earth. */
const NOWHERE_KM = 100_000;

const TODAY = sql`(SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date)`;

/** Price of an hour for everybody on the list in force today, which is the last one that began by then. */
const HOURLY_FEN = sql`i.hourly_fens[width_bucket(${TODAY}, i.priced_from)]`;

const NO_CONDITION = sql`true`;

/** SQL for what the reader may open one by one, as its row in the access policy says. */
export function isInReach(actor: Actor): Sql {
  const reach = reachOf(actor, 'instruments.get');
  if (reach.everything) return NO_CONDITION;
  return anyOf([
    ...(reach.published ? [constant(IS_PUBLISHED)] : []),
    sql`i.holder_id = ${reach.organisationId}::uuid`,
    ...(reach.regionCode === null
      ? []
      : [sql`${constant(REVIEWING_COUNTY)} = ${reach.regionCode}::text`]),
    ...(reach.supervisorId === null ? [] : [sql`o.supervisor_id = ${reach.supervisorId}::uuid`]),
  ]);
}

/** The conditions that facets are counted for, each by its facet; always true where nothing was asked. */
export function facetConditions(filter: InstrumentFilter): Record<Facet, Sql> {
  const { categoryCode, regionCode, outsideJiaxing, service, tags } = filter;
  return {
    categories: categoryCode
      ? sql`starts_with(i.category_code, ${categoryPrefix(categoryCode)})`
      : NO_CONDITION,
    regions: regionCode
      ? sql`starts_with(i.region_code, ${regionPrefix(regionCode)})`
      : NO_CONDITION,
    services: service ? sql`i.services @> ${[service]}::text[]` : NO_CONDITION,
    tags: tags.length > 0 ? sql`i.tags @> ${tags}::text[]` : NO_CONDITION,
    outsideJiaxing:
      outsideJiaxing === undefined
        ? NO_CONDITION
        : sql`(i.region_code NOT LIKE '3304%') = ${outsideJiaxing}::boolean`,
  };
}

/** The conditions that no facet is counted for. */
export function plainConditions(filter: InstrumentFilter): Sql[] {
  const { q, status, holderId, maxPerHourFen, near, withinKm } = filter;
  return [
    isCalled(q),
    status === undefined ? null : sql`i.status = ${status}`,
    holderId === undefined ? null : sql`i.holder_id = ${holderId}`,
    maxPerHourFen === undefined ? null : sql`${HOURLY_FEN} <= ${maxPerHourFen}::bigint`,
    near && withinKm !== undefined ? isWithin(near, withinKm) : null,
    isUnderReview(filter),
  ].filter((condition) => condition !== null);
}

/** What only reviewers ask and only the record knows. */
function isUnderReview({ reviewStep, reviewOverdue }: InstrumentFilter): Sql | null {
  const asked = [
    ...(reviewStep === undefined ? [] : [sql`r.review_step = ${reviewStep}`]),
    ...(reviewOverdue === undefined
      ? []
      : [sql`(r.review_due_on < ${TODAY}) IS TRUE = ${reviewOverdue}::boolean`]),
  ];
  if (asked.length === 0) return null;
  return sql`EXISTS (SELECT FROM instrument r WHERE r.id = i.instrument_id AND ${allOf(asked)})`;
}

/** Up to `limit` instruments that the actor may open and the filter fits, after those of the page before. */
export function findInstruments(
  tx: EntityManager,
  actor: Actor,
  filter: InstrumentFilter,
  after: FoundAfter | undefined,
  limit: number,
): Promise<FoundRow[]> {
  const distance = filter.near ? distanceTo(filter.near) : sql`NULL::float8`;
  const ranked = rankOf(filter.q);
  const key = filter.sort === 'distance' ? sql`coalesce(${distance}, ${NOWHERE_KM})` : ranked;
  const conditions = [
    isInReach(actor),
    ...plainConditions(filter),
    ...Object.values(facetConditions(filter)),
    ...(after ? [isAfter(key, after)] : []),
  ];
  // With one key for all, naming it would keep the walk from the index.
  const order = key ? sql`key, i.instrument_id DESC` : sql`i.instrument_id DESC`;
  return run(
    tx,
    sql`SELECT i.instrument_id AS id, ${key ?? sql`0`} AS key, ${distance} AS "distanceKm"
          FROM ${SEARCHED} WHERE ${allOf(conditions)} ORDER BY ${order} LIMIT ${limit}`,
  );
}

function isAfter(key: Sql | null, [afterKey, afterId]: FoundAfter): Sql {
  const isLater = sql`i.instrument_id < ${afterId}::uuid`;
  if (key === null) return isLater;
  const last = sql`${afterKey}::float8`;
  return sql`(${key} > ${last} OR (${key} = ${last} AND ${isLater}))`;
}
