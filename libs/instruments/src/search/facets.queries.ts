import type { EntityManager } from 'typeorm';
import { REGIONS } from '@app/common';
import type { Actor } from '@app/identity';
import { CATEGORIES } from '../categories/category-table';
import {
  type Facet,
  facetConditions,
  FACETS,
  isInReach,
  plainConditions,
  SEARCHED,
} from './find-instruments';
import type { InstrumentFilter } from './instrument-filter';
import type { FacetCount, InstrumentFacets, NamedFacetCount } from './search.dto';
import { allOf, run, type Sql, sql } from './sql';

const MOST_TAGS = 50;

interface CountRow {
  facet: Facet | 'total';
  code: string | null;
  count: number;
}

/** Counts what the actor may open and the filter fits, each facet without its own part of the filter, in one pass. */
export async function countFacets(
  tx: EntityManager,
  actor: Actor,
  filter: InstrumentFilter,
): Promise<InstrumentFacets> {
  const asked = facetConditions(filter);
  // Rows alike in all that is counted are counted together, and one of them is looked at.
  const alike = sql`
    SELECT min(i.ctid) AS place, count(*)::int AS count
      FROM ${SEARCHED} WHERE ${allOf([isInReach(actor), ...plainConditions(filter)])} GROUP BY i.properties`;
  const counted = sql`
    SELECT left(i.category_code, 4) || '00' AS category, i.region_code AS region, i.services, i.tags,
           ${asked.categories} AS fits_categories, ${asked.regions} AS fits_regions,
           ${asked.services} AS fits_services, ${asked.tags} AS fits_tags,
           ${asked.outsideJiaxing} AS "fits_outsideJiaxing", alike.count
      FROM (${alike}) AS alike JOIN instrument_search i ON i.ctid = alike.place`;
  const rows = await run<CountRow>(
    tx,
    sql`WITH counted AS MATERIALIZED (${counted})
        ${counts('categories', sql`counted`, sql`category`)}
        UNION ALL ${counts('regions', sql`counted`, sql`region`)}
        UNION ALL ${counts('services', sql`counted, unnest(services) AS service`, sql`service`)}
        UNION ALL (${counts('tags', sql`counted, unnest(tags) AS tag`, sql`tag`)} ORDER BY 3 DESC, 2 LIMIT ${MOST_TAGS})
        UNION ALL ${counts('outsideJiaxing', sql`counted`, sql`(region NOT LIKE '3304%')::text`)}
        UNION ALL SELECT 'total', NULL, coalesce(sum(count), 0)::int FROM counted WHERE ${fitsAllBut()}`,
  );
  return facetsOf(rows);
}

const FITS: Readonly<Record<Facet, Sql>> = {
  categories: sql`fits_categories`,
  regions: sql`fits_regions`,
  services: sql`fits_services`,
  tags: sql`fits_tags`,
  outsideJiaxing: sql`"fits_outsideJiaxing"`,
};

const fitsAllBut = (own?: Facet): Sql =>
  allOf(FACETS.filter((facet) => facet !== own).map((facet) => FITS[facet]));

const counts = (facet: Facet, from: Sql, code: Sql): Sql =>
  sql`SELECT ${facet}::text AS facet, ${code} AS code, sum(count)::int AS count
        FROM ${from} WHERE ${fitsAllBut(facet)} GROUP BY 2`;

const namesOf = (coded: readonly { code: string; nameZh: string }[]): ReadonlyMap<string, string> =>
  new Map(coded.map(({ code, nameZh }) => [code, nameZh]));
const CATEGORY_NAMES = namesOf(CATEGORIES);
const REGION_NAMES = namesOf(REGIONS);

function facetsOf(rows: readonly CountRow[]): InstrumentFacets {
  const of = (facet: Facet): FacetCount[] =>
    rows
      .filter((row) => row.facet === facet)
      .map(({ code, count }) => ({ code: code ?? '', count }))
      .sort((left, right) => right.count - left.count || (left.code < right.code ? -1 : 1));
  const named = (facet: Facet, names: ReadonlyMap<string, string>): NamedFacetCount[] =>
    of(facet).map(({ code, count }) => ({ code, nameZh: names.get(code) ?? code, count }));
  const outside = new Map(of('outsideJiaxing').map(({ code, count }) => [code, count]));
  return {
    categories: named('categories', CATEGORY_NAMES),
    regions: named('regions', REGION_NAMES),
    services: of('services'),
    tags: of('tags'),
    outsideJiaxing: { yes: outside.get('true') ?? 0, no: outside.get('false') ?? 0 },
    total: rows.find(({ facet }) => facet === 'total')?.count ?? 0,
  };
}
