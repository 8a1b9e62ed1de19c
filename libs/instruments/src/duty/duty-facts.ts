import type { EntityManager } from 'typeorm';
import { ZONE } from '@app/common';
import { type Actor, reachOf } from '@app/identity';
import { IS_PUBLISHED, REVIEWING_COUNTY } from '../instrument.subjects';
import type { InstrumentStatus } from '../instrument.rules';
import { regionPrefix } from '../record/description.rules';
import type { FundingClass } from '../record/funding-class';
import type { Use } from '../record/record.words';
import { TERMS_WITHIN_MONTHS } from './duty.rules';
import { type Deadline, type ExemptionState, type Figure, FIGURES } from './duty.words';

/** SQL for the civil date of now in Shanghai. */
export const TODAY = `(app_now() AT TIME ZONE '${ZONE}')::date`;

const civilDate = (instant: string): string => `(${instant} AT TIME ZONE '${ZONE}')::date`;

/** Everything the duty of an instrument hangs on, as of today; dates are civil. */
export interface DutyRow {
  id: string;
  name_zh: string;
  asset_number: string;
  status: InstrumentStatus;
  holder_id: string;
  holder_name_zh: string;
  original_value_fen: string;
  funding_classes: FundingClass[];
  uses: Use[];
  use_obliged: boolean;
  must_share: boolean;
  report_due_on: string | null;
  report_due_provisional: boolean;
  listed_on: string | null;
  regional_number: string | null;
  regional_url: string | null;
  joined_on: string | null;
  sensor_due_on: string | null;
  sensor_due_provisional: boolean;
  sensor_number: string | null;
  sensor_installed_on: string | null;
  sensor_recovered_on: string | null;
  terms_due_on: string | null;
  terms_complete_on: string | null;
  exemption_id: string | null;
  exemption_state: ExemptionState | null;
  exemption_number: string | null;
  exemption_ends_on: string | null;
  is_exempt: boolean;
}

/** A fee schedule for every instrument, and opening hours for those whose time is booked. */
const TERMS_COMPLETE_ON = `
  (SELECT CASE WHEN 'slot' = ANY (i.services) THEN greatest(fees.first, hours.first) ELSE fees.first END
     FROM (SELECT ${civilDate('min(created_at)')} AS first FROM fee_schedule WHERE instrument_id = i.id) fees,
          (SELECT ${civilDate('min(created_at)')} AS first FROM opening_hours WHERE instrument_id = i.id) hours
    WHERE fees.first IS NOT NULL AND (hours.first IS NOT NULL OR 'slot' <> ALL (i.services)))`;

/** The exemption that runs today or waits for a decision: at most one, by a constraint. */
const EXEMPTION = `
  SELECT e.id, e.state, e.filing_number, e.ends_on FROM duty_exemption e
   WHERE e.instrument_id = i.id AND (e.state = 'requested' OR (e.state = 'granted' AND e.ends_on >= ${TODAY}))
   ORDER BY e.id DESC LIMIT 1`;

/** Instruments with the facts of their duty, one row each; to be named `d`. */
const FACTS = `
  SELECT i.id, i.name_zh, i.asset_number, i.status, ${IS_PUBLISHED} AS is_published, i.review_due_on,
         i.review_due_provisional, i.holder_id, o.name_zh AS holder_name_zh, o.region_code AS holder_region_code,
         o.supervisor_id, ${REVIEWING_COUNTY} AS reviewing_county, i.original_value_fen, i.funding_classes, i.uses,
         i.use_obliged, i.must_share, i.report_due_on, i.report_due_provisional,
         ${civilDate('i.listed_at')} AS listed_on, regional.number AS regional_number, regional.url AS regional_url,
         c.joined_on, c.sensor_due_on, coalesce(c.sensor_due_provisional, false) AS sensor_due_provisional,
         c.sensor_number, c.sensor_installed_on, c.sensor_recovered_on,
         (c.joined_on + interval '${TERMS_WITHIN_MONTHS} months')::date AS terms_due_on,
         ${TERMS_COMPLETE_ON} AS terms_complete_on,
         e.id AS exemption_id, e.state AS exemption_state, e.filing_number AS exemption_number,
         e.ends_on AS exemption_ends_on, e.state IS NOT DISTINCT FROM 'granted' AS is_exempt
    FROM instrument i JOIN organisation o ON o.id = i.holder_id
         LEFT JOIN instrument_external_id regional ON regional.instrument_id = i.id AND regional.scheme = 'regional'
         LEFT JOIN instrument_connection c ON c.instrument_id = i.id
         LEFT JOIN LATERAL (${EXEMPTION}) e ON true`;

const IN_SERVICE = `d.status <> 'retired'`;
const COUNTED = `${IN_SERVICE} AND d.must_share AND NOT d.is_exempt`;

/** What makes an instrument one of a figure: the count and the list behind it are this same condition. */
const IN_FIGURE: Readonly<Record<Figure, string>> = {
  registered: IN_SERVICE,
  obliged: `${IN_SERVICE} AND d.must_share`,
  exempt: `${IN_SERVICE} AND d.must_share AND d.is_exempt`,
  counted: COUNTED,
  included: `${COUNTED} AND d.joined_on IS NOT NULL`,
  not_included: `${COUNTED} AND d.joined_on IS NULL`,
  listed: `${COUNTED} AND d.is_published`,
  voluntary: `${IN_SERVICE} AND NOT d.must_share`,
  voluntary_included: `${IN_SERVICE} AND NOT d.must_share AND d.joined_on IS NOT NULL`,
};

/** Each deadline of an instrument with whether it has passed unmet. */
const DEADLINES = `
  (VALUES
    ('report', d.report_due_on, d.report_due_provisional,
      ${COUNTED} AND d.joined_on IS NULL AND d.listed_on IS NULL AND d.report_due_on < ${TODAY}),
    ('sensor', d.sensor_due_on, d.sensor_due_provisional,
      ${IN_SERVICE} AND NOT d.is_exempt AND d.sensor_due_on < ${TODAY}
        AND (d.sensor_installed_on IS NULL OR d.sensor_recovered_on IS NOT NULL)),
    ('terms', d.terms_due_on, false,
      ${IN_SERVICE} AND NOT d.is_exempt AND d.terms_due_on < ${TODAY} AND d.terms_complete_on IS NULL),
    ('review', d.review_due_on, d.review_due_provisional, d.status = 'submitted' AND d.review_due_on < ${TODAY})
  ) AS deadline (kind, due_on, provisional, is_late)`;

/** What narrows a list or a count. */
export interface DutyFilter {
  holderId?: string;
  /** Of the holder, with everything inside it. */
  regionCode?: string;
}

/** Whose duty a reader may see; $1 to $6 of every statement that has it. */
const IN_SCOPE = `($1::boolean OR d.holder_id = $2 OR d.reviewing_county = $3 OR d.supervisor_id = $4)
  AND ($5::uuid IS NULL OR d.holder_id = $5) AND ($6::text IS NULL OR starts_with(d.holder_region_code, $6))`;

function scopeOf(actor: Actor, { holderId, regionCode }: DutyFilter): unknown[] {
  const reach = reachOf(actor, 'duty.get');
  const region = regionCode === undefined ? null : regionPrefix(regionCode);
  return [
    ...[reach.everything, reach.organisationId, reach.regionCode, reach.supervisorId],
    ...[holderId ?? null, region],
  ];
}

/** The facts of one instrument with its late deadlines, whoever asks; undefined when there is none of that id. */
export async function findDuty(
  tx: EntityManager,
  id: string,
): Promise<(DutyRow & { overdue: Deadline[] }) | undefined> {
  const rows: (DutyRow & { overdue: Deadline[] })[] = await tx.query(
    `SELECT d.*, ARRAY(SELECT kind FROM ${DEADLINES} WHERE is_late) AS overdue
       FROM (${FACTS} WHERE i.id = $1) d`,
    [id],
  );
  return rows[0];
}

/** How many instruments in the reader's reach each figure has. */
export async function countFigures(
  tx: EntityManager,
  actor: Actor,
  filter: DutyFilter,
): Promise<Record<Figure, number>> {
  const counts = FIGURES.map(
    (figure) => `count(*) FILTER (WHERE ${IN_FIGURE[figure]})::int AS ${figure}`,
  );
  const [row]: Record<Figure, number>[] = await tx.query(
    `SELECT ${counts.join(', ')} FROM (${FACTS}) d WHERE ${IN_SCOPE}`,
    scopeOf(actor, filter),
  );
  if (!row) throw new Error('a count without a row');
  return row;
}

/** Classified sets that holders in the reader's reach have told of; they are not in the register. */
export async function countClassified(
  tx: EntityManager,
  actor: Actor,
  filter: DutyFilter,
): Promise<number> {
  const [row]: { count: number }[] = await tx.query(
    `SELECT coalesce(sum(d.count), 0)::int AS count
       FROM (SELECT h.count, o.id AS holder_id, o.region_code AS holder_region_code, o.supervisor_id,
                    ${REVIEWING_COUNTY} AS reviewing_county
               FROM classified_holding h JOIN organisation o ON o.id = h.organisation_id) d
      WHERE ${IN_SCOPE}`,
    scopeOf(actor, filter),
  );
  return row?.count ?? 0;
}

/** Up to `limit` + 1 instruments of a figure in the reader's reach, newest first, after the one named. */
export function listFigure(
  tx: EntityManager,
  actor: Actor,
  { figure, ...filter }: DutyFilter & { figure: Figure },
  after: string | null,
  limit: number,
): Promise<DutyRow[]> {
  return tx.query(
    `SELECT d.* FROM (${FACTS}) d
      WHERE ${IN_SCOPE} AND ${IN_FIGURE[figure]} AND ($7::uuid IS NULL OR d.id < $7)
      ORDER BY d.id DESC LIMIT $8`,
    [...scopeOf(actor, filter), after, limit + 1],
  );
}

/** A deadline that has passed unmet. */
export interface LateRow extends DutyRow {
  kind: Deadline;
  due_on: string;
  provisional: boolean;
  days_late: number;
}

/** Where a page of late deadlines goes on: due date, instrument and kind of the last one. */
export type LatePlace = [dueOn: string, id: string, kind: string];

/** Up to `limit` + 1 late deadlines in the reader's reach, the longest overdue first. */
export function listLate(
  tx: EntityManager,
  actor: Actor,
  { kind, ...filter }: DutyFilter & { kind?: Deadline },
  after: LatePlace | null,
  limit: number,
): Promise<LateRow[]> {
  return tx.query(
    `SELECT d.*, deadline.kind, deadline.due_on, deadline.provisional, ${TODAY} - deadline.due_on AS days_late
       FROM (${FACTS}) d CROSS JOIN LATERAL ${DEADLINES}
      WHERE ${IN_SCOPE} AND deadline.is_late AND ($7::text IS NULL OR deadline.kind = $7)
        AND ($8::date IS NULL OR (deadline.due_on, d.id, deadline.kind) > ($8::date, $9::uuid, $10::text))
      ORDER BY deadline.due_on, d.id, deadline.kind LIMIT $11`,
    [...scopeOf(actor, filter), kind ?? null, ...(after ?? [null, null, null]), limit + 1],
  );
}
