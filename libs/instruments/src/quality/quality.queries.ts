import type { EntityManager } from 'typeorm';
import { type Actor, reachOf } from '@app/identity';
import { TODAY } from '../duty/duty-facts';
import type { InstrumentStatus } from '../instrument.rules';
import { REVIEWING_COUNTY } from '../instrument.subjects';
import { CRITERIA, type QualityFacts } from './completeness.criteria';

/** An instrument with what it is judged by. */
export interface QualityRow {
  id: string;
  name_zh: string;
  asset_number: string;
  holder_id: string;
  status: InstrumentStatus;
  facts: QualityFacts;
}

/** As {@link QualityRow}, with the score that the list is sorted by. */
export interface ScoredRow extends QualityRow {
  score: number;
}

const HAS_FILE = (kind: string): string =>
  `EXISTS (SELECT FROM instrument_file f WHERE f.instrument_id = i.id AND f.kind = ${kind})`;

/** {@link QualityFacts} of the instrument `i`. */
const FACTS = `jsonb_build_object(
  'model', i.model, 'manufacturer', i.manufacturer, 'address', i.address, 'acquisition', i.acquisition,
  'instrumentType', i.instrument_type, 'countryOfOrigin', i.country_of_origin, 'subjects', i.subjects,
  'specification', i.specification, 'functions', i.functions, 'serviceContent', i.service_content,
  'userNotice', i.user_notice, 'contactName', i.contact_name, 'contactPhone', i.contact_phone,
  'contactEmail', i.contact_email, 'nameEn', i.name_en, 'bookedOn', i.booked_on, 'latitude', i.latitude,
  'photos', ${HAS_FILE(`'photo'`)}, 'fundingEvidence', ${HAS_FILE(`'funding_evidence'`)},
  'feeSchedule', EXISTS (SELECT FROM fee_schedule f WHERE f.instrument_id = i.id),
  'openingHours', EXISTS (SELECT FROM opening_hours h WHERE h.instrument_id = i.id),
  'regionalId', EXISTS (SELECT FROM instrument_connection c WHERE c.instrument_id = i.id AND c.joined_on IS NOT NULL),
  'isBooked', i.online_booking AND 'slot' = ANY (i.services),
  'isCounted', i.must_share AND NOT EXISTS (
    SELECT FROM duty_exemption e WHERE e.instrument_id = i.id AND e.state = 'granted' AND e.ends_on >= ${TODAY}))`;

const SELECT = `
  SELECT i.id, i.name_zh, i.asset_number, i.holder_id, i.status, ${FACTS} AS facts
    FROM instrument i JOIN organisation o ON o.id = i.holder_id`;

/** One instrument, whoever asks; undefined when there is none of that id. */
export async function findQuality(tx: EntityManager, id: string): Promise<QualityRow | undefined> {
  const rows: QualityRow[] = await tx.query(`${SELECT} WHERE i.id = $1`, [id]);
  return rows[0];
}

/** The score as `completeness` gives it, told a second time for sorting; the criteria themselves are a parameter. */
const SCORED = `
  SELECT d.*, (SELECT 100 * (sum(c.weight) - coalesce(sum(c.weight) FILTER (
                        WHERE d.facts -> c.field IN ('null', '""', '[]', 'false')), 0)) / sum(c.weight)
                 FROM jsonb_to_recordset($6) AS c (field text, weight int, applies_if text)
                WHERE c.applies_if IS NULL OR (d.facts ->> c.applies_if)::boolean)::int AS score
    FROM (${SELECT}
           WHERE i.status <> 'retired' AND ($1::boolean OR i.holder_id = $2 OR ${REVIEWING_COUNTY} = $3
                 OR o.supervisor_id = $4) AND ($5::uuid IS NULL OR i.holder_id = $5)) d`;

const CRITERIA_ROWS = JSON.stringify(
  CRITERIA.map(({ field, weight, appliesIf }) => ({ field, weight, applies_if: appliesIf })),
);

function scopeOf(actor: Actor, holderId: string | undefined): unknown[] {
  const { everything, organisationId, regionCode, supervisorId } = reachOf(actor, 'quality.get');
  return [everything, organisationId, regionCode, supervisorId, holderId ?? null, CRITERIA_ROWS];
}

/** Where a page of scores goes on: score and instrument of the last one. */
export type ScorePlace = [score: number, id: string];

/** A page of instruments with what is true of all of them. */
export interface QualityPage {
  /** Up to `limit` + 1, the least complete first. */
  rows: ScoredRow[];
  count: number;
  /** Null where there is none. */
  average: number | null;
}

/** Instruments in service within the reader's reach, each scored once for the page and for the average. */
export async function listQuality(
  tx: EntityManager,
  actor: Actor,
  holderId: string | undefined,
  after: ScorePlace | null,
  limit: number,
): Promise<QualityPage> {
  const rows: ({ count: number; average: number | null } & ScoredRow)[] = await tx.query(
    `WITH scored AS MATERIALIZED (${SCORED}),
          page AS (SELECT * FROM scored WHERE $7::int IS NULL OR (score, id) > ($7::int, $8::uuid)
                    ORDER BY score, id LIMIT $9)
     SELECT whole.*, page.*
       FROM (SELECT count(*)::int AS count, round(avg(score), 1)::float8 AS average FROM scored) whole
            LEFT JOIN page ON true
      ORDER BY page.score, page.id`,
    [...scopeOf(actor, holderId), ...(after ?? [null, null]), limit + 1],
  );
  const [{ count, average } = { count: 0, average: null }] = rows;
  // An empty page is one row without an instrument.
  return { rows: rows.filter((row) => row.id !== null), count, average };
}
