import type { EntityManager } from 'typeorm';
import type { DateTime } from 'luxon';
import { instantOf, type Interval, isoInZone, NotFound } from '@app/common';
import type { Repetition } from '../series/recurrence.rules';
import type {
  ListedMaintenancePlan,
  MaintenancePlanResponse,
  PlannedMaintenance,
} from './maintenance-plan.dto';

/** A plan as its dates are counted out; the period is that of the first date. */
export interface Plan extends Interval {
  id: string;
  instrumentId: string;
  reason: string;
  repeat: Repetition;
  displaces: boolean;
  cancelledFrom: DateTime | null;
  createdBy: string;
}

/** A plan that is not there, or another holder's. */
export class MaintenancePlanNotFound extends NotFound {
  constructor() {
    super({ zh: '维护计划', en: 'maintenance plan' });
  }
}

interface PlanRow {
  id: string;
  instrument_id: string;
  reason: string;
  first_starts_at: Date;
  first_ends_at: Date;
  repeat: Repetition;
  displaces: boolean;
  cancelled_from: Date | null;
  created_by: string;
}

const PLAN = `SELECT id, instrument_id, reason, first_starts_at, first_ends_at, repeat, displaces, cancelled_from, created_by
  FROM maintenance_plan`;

/** @throws MaintenancePlanNotFound */
export async function getPlan(tx: EntityManager, id: string): Promise<Plan> {
  const [row]: PlanRow[] = await tx.query(`${PLAN} WHERE id = $1`, [id]);
  if (!row) throw new MaintenancePlanNotFound();
  return toPlan(row);
}

function toPlan(row: PlanRow): Plan {
  const { id, reason, repeat, displaces } = row;
  return {
    ...{ id, instrumentId: row.instrument_id, reason, repeat, displaces },
    startsAt: instantOf(row.first_starts_at),
    endsAt: instantOf(row.first_ends_at),
    cancelledFrom: row.cancelled_from && instantOf(row.cancelled_from),
    createdBy: row.created_by,
  };
}

/** Plans that may have further dates, in id order. */
export function findOpenPlans(tx: EntityManager): Promise<{ id: string; instrumentId: string }[]> {
  return tx.query(
    `SELECT p.id, p.instrument_id AS "instrumentId"
       FROM maintenance_plan p JOIN instrument i ON i.id = p.instrument_id
      WHERE (p.cancelled_from IS NULL OR p.cancelled_from > app_now()) AND i.status <> 'retired' ORDER BY p.id`,
  );
}

/** Starts, in milliseconds, of the dates that were come to already. */
export async function findKnownDates(tx: EntityManager, planId: string): Promise<Set<number>> {
  const rows: { starts_at: Date }[] = await tx.query(
    'SELECT starts_at FROM maintenance_date WHERE plan_id = $1',
    [planId],
  );
  return new Set(rows.map((row) => row.starts_at.getTime()));
}

/** The dates of a plan that can still be taken back, earliest first. */
export async function findAheadOfPlan(
  tx: EntityManager,
  planId: string,
): Promise<{ downtimeId: string; plannedFor: DateTime }[]> {
  const rows: { id: string; planned_for: Date }[] = await tx.query(
    `SELECT d.id, m.starts_at AS planned_for FROM maintenance_date m JOIN downtime d ON d.id = m.downtime_id
      WHERE m.plan_id = $1 AND d.ended_at IS NULL AND d.starts_at > app_now() ORDER BY m.starts_at`,
    [planId],
  );
  return rows.map((row) => ({ downtimeId: row.id, plannedFor: instantOf(row.planned_for) }));
}

interface DateRow {
  plan_id: string;
  id: string | null;
  starts_at: Date;
  ends_at: Date;
  state: PlannedMaintenance['state'];
}

/** Dates as they are now: with the period of their downtime, which may have been given another one since. */
const DATES = `
  SELECT m.plan_id, d.id, coalesce(d.starts_at, m.starts_at) AS starts_at,
         coalesce(d.ends_at, m.starts_at + (p.first_ends_at - p.first_starts_at)) AS ends_at,
         CASE WHEN d.id IS NULL THEN 'left-out' WHEN d.ended_at <= d.starts_at THEN 'cancelled' ELSE 'made' END AS state
    FROM maintenance_date m JOIN maintenance_plan p ON p.id = m.plan_id LEFT JOIN downtime d ON d.id = m.downtime_id`;

/** A plan with its dates in the order of time. @throws MaintenancePlanNotFound */
export async function readPlan(tx: EntityManager, id: string): Promise<MaintenancePlanResponse> {
  const plan = await getPlan(tx, id);
  const rows: DateRow[] = await tx.query(`${DATES} WHERE m.plan_id = $1 ORDER BY m.starts_at`, [
    id,
  ]);
  return { ...termsOf(plan), dates: rows.map(toPlanned) };
}

/** Dates told of each plan of a list. */
const NEXT_DATES = 3;

/** Plans of an instrument, the newest first, each with its next dates; ids are in the order in which plans were made. */
export async function listPlans(
  tx: EntityManager,
  instrumentId: string,
  { before, limit }: { before: string | number | undefined; limit: number },
): Promise<ListedMaintenancePlan[]> {
  const plans: PlanRow[] = await tx.query(
    `${PLAN} WHERE instrument_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [instrumentId, before ?? null, limit],
  );
  const dates: DateRow[] = await tx.query(
    `SELECT next.* FROM unnest($1::uuid[]) AS plan (id)
      CROSS JOIN LATERAL (SELECT * FROM (${DATES} WHERE m.plan_id = plan.id
                                                AND (p.cancelled_from IS NULL OR m.starts_at < p.cancelled_from)) AS one
                           WHERE one.ends_at > app_now() AND one.state <> 'cancelled'
                           ORDER BY one.starts_at LIMIT $2) AS next`,
    [plans.map(({ id }) => id), NEXT_DATES],
  );
  return plans.map(toPlan).map((plan) => ({
    ...termsOf(plan),
    next: dates.filter((date) => date.plan_id === plan.id).map(toPlanned),
  }));
}

const termsOf = ({ id, instrumentId, reason, repeat, displaces, cancelledFrom }: Plan) => ({
  ...{ id, instrumentId, reason, repeat, displaces },
  cancelledFrom: cancelledFrom && isoInZone(cancelledFrom),
});

const toPlanned = (row: DateRow): PlannedMaintenance => ({
  downtimeId: row.id,
  startsAt: isoInZone(instantOf(row.starts_at)),
  endsAt: isoInZone(instantOf(row.ends_at)),
  state: row.state,
});
