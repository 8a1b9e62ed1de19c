import type { EntityManager } from 'typeorm';
import { allOf, run, runPrepared, type Sql, sql } from '@app/database';
import type { Asker } from './groups/asker';
import type { AskerGroup } from './groups/group-terms.rules';
import { facetConditions, plainConditions } from './search/find-instruments';
import { filterOf, type InstrumentQuery } from './search/instrument-filter';
import type { InstrumentStatus } from './instrument.rules';
import type { AgreedTerms } from './terms/agreed-terms';
import {
  type BookingPolicy,
  DEFAULT_BOOKING_POLICY,
  type FeeSchedule,
  type OpeningHours,
} from './terms/terms';

/** What a laboratory (机组) allows of bookings of its instruments. */
export interface BookableLab {
  id: string;
  nameZh: string;
  /** How many may run at the same time, whoever made them; null is any number. */
  maxConcurrent: number | null;
  /** One person books no two of its instruments for the same time. */
  oneAtATime: boolean;
}

/** Everything about an instrument that a booking depends on, read at one moment. */
export interface BookableInstrument {
  id: string;
  nameZh: string;
  model: string;
  holderId: string;
  holderNameZh: string;
  categoryCode: string;
  /** Of the location. */
  regionCode: string;
  status: InstrumentStatus;
  /** False when it is listed for information only. */
  onlineBooking: boolean;
  /** Equal places of which a booking takes one, in the order they are to be locked in. */
  unitIds: string[];
  /** Taken together with each of them: the places of its parts, and what it shares with others. In the same order. */
  sharedUnitIds: string[];
  /** Grows when {@link sharedUnitIds} change: who read an older one takes nothing. */
  unitSetVersion: number;
  /** The laboratory it belongs to, with what that allows. */
  lab: BookableLab | null;
  /** The holder limits what the asker's organisation may owe it past its day; false for the public. */
  limitsArrears: boolean;
  /** User groups of the holder that the asker belongs to today; none for the public. */
  groups: readonly AskerGroup[];
  /** Null when never set, which is closed. */
  openingHours: OpeningHours | null;
  policy: BookingPolicy;
  /** Civil date from which there is a price; null when there is none at all. */
  pricedFrom: string | null;
  /** Null when no price is valid on the service date. */
  feeSchedule: FeeSchedule | null;
  /** What the asker's organisation has agreed to pay on the service date; null for nothing. */
  agreedPrice: AgreedTerms | null;
}

interface BookableRow extends Omit<BookableInstrument, 'policy'> {
  /** As it was saved; one from before a rule existed does not name it. */
  policy: Partial<BookingPolicy> | null;
}

/**
 * One statement, because every quote and every booking begins with it, with the terms of a civil service date in Shanghai;
 * null is today, and the groups of whoever asks.
 */
const bookable = (serviceDate: string | null, asker: Asker | undefined): Sql => sql`
  SELECT i.id, i.name_zh AS "nameZh", i.model, i.holder_id AS "holderId", o.name_zh AS "holderNameZh",
         i.category_code AS "categoryCode", i.region_code AS "regionCode", i.status,
         i.online_booking AS "onlineBooking",
         ARRAY(SELECT u.id FROM instrument_unit u WHERE u.instrument_id = i.id ORDER BY u.id) AS "unitIds",
         -- Each by its own index: with OR between them every booking would read all units.
         ARRAY(SELECT u.id FROM instrument part JOIN instrument_unit u ON u.instrument_id = part.id WHERE part.whole_id = i.id
                UNION ALL
               SELECT u.id FROM instrument_resource r JOIN instrument_unit u ON u.resource_id = r.resource_id WHERE r.instrument_id = i.id
                ORDER BY 1) AS "sharedUnitIds",
         i.unit_set_version AS "unitSetVersion",
         (SELECT jsonb_build_object('id', l.id, 'nameZh', l.name_zh, 'maxConcurrent', l.max_concurrent,
                                    'oneAtATime', l.one_at_a_time)
            FROM lab l WHERE l.id = i.lab_id) AS lab,
         ${groupsOf(asker)} AS groups,
         ${limitsArrears(asker)} AS "limitsArrears",
         (SELECT jsonb_build_object('version', h.version, 'weekly', h.weekly, 'exceptions', h.exceptions,
                                    'onHolidays', h.on_holidays)
            FROM opening_hours h WHERE h.instrument_id = i.id ORDER BY h.version DESC LIMIT 1) AS "openingHours",
         (SELECT p.rules || jsonb_build_object('version', p.version)
            FROM booking_policy p WHERE p.instrument_id = i.id ORDER BY p.version DESC LIMIT 1) AS policy,
         (SELECT min(f.valid_from)::text FROM fee_schedule f WHERE f.instrument_id = i.id) AS "pricedFrom",
         (SELECT jsonb_build_object('version', f.version, 'validFrom', f.valid_from, 'lines', f.lines)
            FROM fee_schedule f WHERE f.instrument_id = i.id
             AND f.valid_from <= coalesce(${serviceDate}::date, (app_now() AT TIME ZONE 'Asia/Shanghai')::date)
            ORDER BY f.valid_from DESC, f.version DESC LIMIT 1) AS "feeSchedule",
         ${agreedPriceOf(serviceDate, asker)} AS "agreedPrice"
    FROM instrument i JOIN organisation o ON o.id = i.holder_id`;

/** SQL for whether the holder of the instrument `i` limits the arrears of the asker's organisation. */
const limitsArrears = (asker: Asker | undefined): Sql =>
  asker ? sql`limits_arrears(i.holder_id, ${asker.organisationId})` : sql`false`;

/** SQL for the groups of the holder of the instrument `i` that somebody belongs to today. */
const groupsOf = (asker: Asker | undefined): Sql =>
  asker
    ? sql`user_groups_of(i.holder_id, ${asker.organisationId}, ${asker.userId})`
    : sql`'[]'::jsonb`;

/** SQL for what an asker's organisation has agreed on with the holder of the instrument `i` for the service date. */
const agreedPriceOf = (serviceDate: string | null, asker: Asker | undefined): Sql =>
  asker
    ? sql`agreed_price_of(i.holder_id, ${asker.organisationId}, i.id,
                          coalesce(${serviceDate}::date, (app_now() AT TIME ZONE 'Asia/Shanghai')::date))`
    : sql`NULL::jsonb`;

/**
 * The instrument with the terms in force on a service date (null: today), whatever its status; null when there is none.
 * Hours and horizon are as they were set, for all groups: see {@link termsFor}.
 */
export async function findBookable(
  tx: EntityManager,
  instrumentId: string,
  serviceDate: string | null,
  asker?: Asker,
): Promise<BookableInstrument | null> {
  const [row] = await runPrepared<BookableRow>(
    tx,
    sql`${bookable(serviceDate, asker)} WHERE i.id = ${instrumentId}`,
  );
  return row ? withPolicy(row) : null;
}

/** Which of the bookable instruments to walk: what the list of instruments is narrowed down by. */
export interface BookableFilter extends Pick<
  InstrumentQuery,
  | ('q' | 'categoryCode' | 'regionCode' | 'outsideJiaxing' | 'service')
  | ('maxPerHourFen' | 'tags' | 'near' | 'withinKm')
> {
  /** Civil date in Shanghai whose fee schedule counts. */
  serviceDate: string;
  /** What else is asked of an instrument `i`, by a lib that knows more of it. */
  and?: Sql;
}

/**
 * Listed instruments with online booking in id order, `limit` of them after an id: the walk of the free-time search.
 *
 * @throws FieldsRefused for a distance without a place (422)
 */
export async function findBookableAfter(
  tx: EntityManager,
  { serviceDate, and, ...query }: BookableFilter,
  after: string | undefined,
  limit: number,
  asker?: Asker,
): Promise<BookableInstrument[]> {
  const conditions = [
    sql`i.status = 'listed' AND i.online_booking`,
    ...(after === undefined ? [] : [sql`i.id > ${after}::uuid`]),
    ...(Object.values(query).every((part) => part === undefined) ? [] : [isSearched(query)]),
    ...(and ? [and] : []),
  ];
  const rows = await run<BookableRow>(
    tx,
    sql`${bookable(serviceDate, asker)} WHERE ${allOf(conditions)} ORDER BY i.id LIMIT ${limit}`,
  );
  return rows.map(withPolicy);
}

/** A span of civil days in Shanghai in which the prices of an instrument may have become others. */
export interface PriceChangeQuestion {
  instrumentId: string;
  after: string;
  /** That day included. */
  until: string;
}

/** Which of the instruments have other prices at the end than at the beginning. */
export async function findPriceChanges(
  tx: EntityManager,
  asked: readonly PriceChangeQuestion[],
): Promise<ReadonlySet<string>> {
  if (asked.length === 0) return new Set();
  const rows: { id: string }[] = await tx.query(
    `SELECT DISTINCT f.instrument_id AS id
       FROM unnest($1::uuid[], $2::date[], $3::date[]) AS asked (instrument_id, after, until)
       JOIN fee_schedule f ON f.instrument_id = asked.instrument_id AND f.valid_from > asked.after AND f.valid_from <= asked.until`,
    [
      asked.map(({ instrumentId }) => instrumentId),
      asked.map(({ after }) => after),
      asked.map(({ until }) => until),
    ],
  );
  return new Set(rows.map(({ id }) => id));
}

/** SQL that an instrument `i` is among those that a list would show. */
function isSearched(query: InstrumentQuery): Sql {
  const filter = filterOf(query);
  const fits = allOf([...plainConditions(filter), ...Object.values(facetConditions(filter))]);
  return sql`i.id IN (SELECT i.instrument_id FROM instrument_search i WHERE ${fits})`;
}

const withPolicy = (row: BookableRow): BookableInstrument => ({
  ...row,
  policy: { ...DEFAULT_BOOKING_POLICY, ...row.policy },
});
