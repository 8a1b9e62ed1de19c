import type { EntityManager } from 'typeorm';
import type { Interval } from '@app/common';
import { prepared } from '@app/database';
import type { InstrumentStatus } from '@app/instruments';
import { LIVE, TIME_IN_MILLIS } from '../occupancy.queries';
import { rangeText } from '../period.column';
import type { OccupancyKind, ReservationState } from '../reservation.words';

/** An instrument that has a calendar. */
export interface TimelineInstrumentRow {
  id: string;
  name_zh: string;
  model: string;
  status: InstrumentStatus;
  units: { id: string; name: string }[];
}

/** Instruments of a holder that are or were on offer, by name; `after` is the name and id of the last one seen. */
export function findTimelineInstruments(
  tx: EntityManager,
  { holderId, labId, after }: { holderId: string; labId: string | undefined; after: unknown[] },
  limit: number,
): Promise<TimelineInstrumentRow[]> {
  return tx.query(
    `SELECT i.id, i.name_zh, i.model, i.status,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) ORDER BY u.position), '[]')
               FROM instrument_unit u WHERE u.instrument_id = i.id) AS units
       FROM instrument i
      WHERE i.holder_id = $1 AND i.status IN ('listed', 'suspended') AND ($2::uuid IS NULL OR i.lab_id = $2)
        AND ($3::text IS NULL OR (i.name_zh, i.id) > ($3, $4::uuid))
      ORDER BY i.name_zh, i.id LIMIT $5`,
    [holderId, labId ?? null, ...after, limit],
  );
}

/** What takes a unit's time, in epoch milliseconds. */
export interface TimelineEntryRow {
  unitId: string;
  kind: OccupancyKind;
  from: number;
  to: number;
  reservationId: string | null;
  state: ReservationState;
  startsAt: number;
  endsAt: number;
  userOrganisationId: string;
  userOrganisationNameZh: string;
  downtimeId: string | null;
  reason: string;
  endUnknown: boolean;
}

/** What blocks the units within a period with whose it is, by unit and time; expired holds do not. */
export function findTimelineEntries(
  tx: EntityManager,
  unitIds: readonly string[],
  within: Interval,
): Promise<TimelineEntryRow[]> {
  return tx.query<TimelineEntryRow[]>(ENTRIES, [unitIds, rangeText(within)]);
}

const ENTRIES = prepared(
  `SELECT o.unit_id AS "unitId", o.kind, ${TIME_IN_MILLIS}, o.reservation_id AS "reservationId", r.state,
            (extract(epoch FROM r.starts_at) * 1000)::float8 AS "startsAt",
            (extract(epoch FROM r.ends_at) * 1000)::float8 AS "endsAt",
            r.user_organisation_id AS "userOrganisationId", g.name_zh AS "userOrganisationNameZh",
            o.downtime_id AS "downtimeId", d.reason, d.end_unknown AS "endUnknown"
       FROM occupancy o
       LEFT JOIN reservation r ON r.id = o.reservation_id
       LEFT JOIN organisation g ON g.id = r.user_organisation_id
       LEFT JOIN downtime d ON d.id = o.downtime_id
      WHERE o.unit_id = ANY($1) AND o.during && $2 AND ${LIVE}
      ORDER BY o.unit_id, o.during`,
);
