import type { EntityManager } from 'typeorm';
import type { DateTime } from 'luxon';
import { instantOf, type Interval, isoInZone, NotFound } from '@app/common';
import type { Repetition } from '../series/recurrence.rules';
import type { MaintenancePlanResponse, PlannedMaintenance } from './maintenance-plan.dto';

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

/** @throws MaintenancePlanNotFound */
export async function getPlan(tx: EntityManager, id: string): Promise<Plan> {
  const [row]: {
    instrument_id: string;
    reason: string;
    first_starts_at: Date;
    first_ends_at: Date;
    repeat: Repetition;
    displaces: boolean;
    cancelled_from: Date | null;
    created_by: string;
  }[] = await tx.query(
    `SELECT instrument_id, reason, first_starts_at, first_ends_at, repeat, displaces, cancelled_from, created_by
       FROM maintenance_plan WHERE id = $1`,
    [id],
  );
  if (!row) throw new MaintenancePlanNotFound();
  const { reason, repeat, displaces } = row;
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

/** A plan with its dates in the order of time. @throws MaintenancePlanNotFound */
export async function readPlan(tx: EntityManager, id: string): Promise<MaintenancePlanResponse> {
  const plan = await getPlan(tx, id);
  const rows: {
    id: string | null;
    starts_at: Date;
    ends_at: Date;
    state: PlannedMaintenance['state'];
  }[] = await tx.query(
    `SELECT d.id, coalesce(d.starts_at, m.starts_at) AS starts_at,
            coalesce(d.ends_at, m.starts_at + (p.first_ends_at - p.first_starts_at)) AS ends_at,
            CASE WHEN d.id IS NULL THEN 'left-out' WHEN d.ended_at <= d.starts_at THEN 'cancelled' ELSE 'made' END AS state
       FROM maintenance_date m JOIN maintenance_plan p ON p.id = m.plan_id LEFT JOIN downtime d ON d.id = m.downtime_id
      WHERE m.plan_id = $1 ORDER BY m.starts_at`,
    [id],
  );
  const { instrumentId, reason, repeat, displaces, cancelledFrom } = plan;
  return {
    ...{ id, instrumentId, reason, repeat, displaces },
    cancelledFrom: cancelledFrom && isoInZone(cancelledFrom),
    dates: rows.map((row) => ({
      downtimeId: row.id,
      startsAt: isoInZone(instantOf(row.starts_at)),
      endsAt: isoInZone(instantOf(row.ends_at)),
      state: row.state,
    })),
  };
}
