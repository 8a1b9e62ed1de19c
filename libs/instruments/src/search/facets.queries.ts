import type { EntityManager } from 'typeorm';
import { REGIONS } from '@app/common';
import { allOf, run, type Sql, sql } from '@app/database';
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

const MOST_TAGS = 50;
/** How search_properties() puts properties together, and the words of one. */
const [PROPERTY_END, WORD_END] = ['\x1e', '\x1f'];

/** How many instruments have one value of one property. */
interface CountRow {
  /** The facet's place among FACETS as the one bit that is not set; all are in the row of the total. */
  others: number;
  /** A code, or the words of a list. */
  code: string | null;
  count: number;
}

/** Counts what the actor may open and the filter fits, each facet without its own part of the filter, in one pass. */
export async function countFacets(
  tx: EntityManager,
  actor: Actor,
  filter: InstrumentFilter,
): Promise<InstrumentFacets> {
  // Rows alike in all that is counted are counted together, and asked and taken apart once.
  const alike = sql`
    SELECT i.properties, count(*)::int AS count
      FROM ${SEARCHED} WHERE ${allOf([isInReach(actor), ...plainConditions(filter)])} GROUP BY i.properties`;
  const rows = await run<CountRow>(
    tx,
    sql`SELECT ${OTHERS} AS others, coalesce(category, region, services, tags, outside) AS code, sum(count)::int AS count
          FROM (SELECT left(i.category_code, 4) || '00' AS category, i.region_code AS region,
                       i.service_words AS services, i.tag_words AS tags,
                       (i.region_code NOT LIKE '3304%')::text AS outside,
                       ${misfits(filter)} AS misfits, i.count
                  FROM (${apart(alike)}) AS i) AS kinds
         GROUP BY GROUPING SETS ((category, misfits), (region, misfits), (services, misfits), (tags, misfits),
                                 (outside, misfits), (misfits))
        HAVING misfits & ${OTHERS} = 0`,
  );
  return facetsOf(rows);
}

/** Of the facets in their order, a bit for each that a row does not count. */
const OTHERS = sql`grouping(category, region, services, tags, outside)`;
const ALL = 2 ** FACETS.length - 1;
const bitOf = (facet: Facet): number => 2 ** (FACETS.length - 1 - FACETS.indexOf(facet));

/** The facets whose part of the filter a row `i` does not fit, as their bits. */
function misfits(filter: InstrumentFilter): Sql {
  const asked = facetConditions(filter);
  return FACETS.reduce(
    (sum, facet) => sql`${sum} + (NOT ${asked[facet]})::int * ${bitOf(facet)}::int`,
    sql`0`,
  );
}

const apart = (alike: Sql): Sql => sql`
  SELECT *, string_to_array(service_words, ${WORD_END}) AS services, string_to_array(tag_words, ${WORD_END}) AS tags
    FROM (SELECT split_part(properties, ${PROPERTY_END}, 1) AS category_code,
                 split_part(properties, ${PROPERTY_END}, 2) AS region_code,
                 split_part(properties, ${PROPERTY_END}, 3) AS service_words,
                 split_part(properties, ${PROPERTY_END}, 4) AS tag_words, count
            FROM (${alike}) AS alike) AS parted`;

const namesOf = (coded: readonly { code: string; nameZh: string }[]): ReadonlyMap<string, string> =>
  new Map(coded.map(({ code, nameZh }) => [code, nameZh]));
const CATEGORY_NAMES = namesOf(CATEGORIES);
const REGION_NAMES = namesOf(REGIONS);

function facetsOf(rows: readonly CountRow[]): InstrumentFacets {
  const of = (facet: Facet): FacetCount[] => {
    const counts = new Map<string, number>();
    for (const { code, count } of rows.filter(({ others }) => others === ALL - bitOf(facet))) {
      for (const word of (code ?? '').split(WORD_END).filter(Boolean))
        counts.set(word, (counts.get(word) ?? 0) + count);
    }
    return Array.from(counts, ([code, count]) => ({ code, count })).sort(
      (left, right) => right.count - left.count || (left.code < right.code ? -1 : 1),
    );
  };
  const named = (facet: Facet, names: ReadonlyMap<string, string>): NamedFacetCount[] =>
    of(facet).map(({ code, count }) => ({ code, nameZh: names.get(code) ?? code, count }));
  const outside = new Map(of('outsideJiaxing').map(({ code, count }) => [code, count]));
  return {
    categories: named('categories', CATEGORY_NAMES),
    regions: named('regions', REGION_NAMES),
    services: of('services'),
    tags: of('tags').slice(0, MOST_TAGS),
    outsideJiaxing: { yes: outside.get('true') ?? 0, no: outside.get('false') ?? 0 },
    total: rows.find(({ others }) => others === ALL)?.count ?? 0,
  };
}
