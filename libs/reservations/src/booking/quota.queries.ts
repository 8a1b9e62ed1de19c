import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import type { BookableInstrument, Quota } from '@app/instruments';
import type { BookingRequest } from './booking-request';
import { quotaPeriods, type QuotaUse } from './quota.rules';

/** The states in which a reservation counts against quotas and gaps; who did not come counts too. */
export const COUNTED = `('requested', 'confirmed', 'in_use', 'used', 'completed', 'no_show')`;

/** Whose bookings of what a quota limits, as a name for its lock. */
export const quotaKey = (quota: Quota, request: BookingRequest): string =>
  `quota:${ownerOf(quota, request)}:${objectOf(quota, request)}`;

const ownerOf = ({ scope }: Quota, { userId, userOrganisationId }: BookingRequest): string =>
  scope === 'user' ? userId : userOrganisationId;

const objectOf = ({ of }: Quota, { instrument }: BookingRequest): string =>
  OBJECT_ID[of](instrument);

const OBJECT_ID: Record<Quota['of'], (instrument: BookableInstrument) => string> = {
  instrument: ({ id }) => id,
  lab: ({ id, lab }) => lab?.id ?? id,
  holder: ({ holderId }) => holderId,
};

const OWNER: Record<Quota['scope'], string> = {
  user: 'r.reserved_by',
  organisation: 'r.user_organisation_id',
};
const OBJECT: Record<Quota['of'], string> = {
  instrument: 'r.instrument_id',
  lab: 'coalesce(i.lab_id, i.id)',
  holder: 'i.holder_id',
};

/** What is booked already in each period of a quota that the request touches; the caller holds the quota's lock. */
export async function countQuota(
  tx: EntityManager,
  quota: Quota,
  request: BookingRequest,
  now: DateTime,
): Promise<QuotaUse[]> {
  const periods = quotaPeriods(quota.per, request.period, now);
  const rows: { count: string; minutes: string }[] = await tx.query(
    `SELECT taken.count, taken.minutes
       FROM unnest($3::timestamptz[], $4::timestamptz[]) WITH ORDINALITY AS span (starts_at, ends_at, position)
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE span.ends_at IS NULL OR r.starts_at >= span.starts_at) AS count,
               coalesce(sum(extract(epoch FROM least(r.ends_at, coalesce(span.ends_at, 'infinity'))
                                               - greatest(r.starts_at, span.starts_at)) / 60), 0) AS minutes
          FROM reservation r JOIN instrument i ON i.id = r.instrument_id
         WHERE ${OWNER[quota.scope]} = $1 AND ${OBJECT[quota.of]} = $2 AND r.state IN ${COUNTED}
           AND r.ends_at > span.starts_at AND r.starts_at < coalesce(span.ends_at, 'infinity')
           AND r.id IS DISTINCT FROM $5) AS taken
      ORDER BY span.position`,
    [
      ownerOf(quota, request),
      objectOf(quota, request),
      periods.map(({ startsAt }) => startsAt.toISO()),
      periods.map(({ endsAt }) => endsAt?.toISO() ?? null),
      request.except ?? null,
    ],
  );
  return periods.map((within, index) => ({
    quota,
    within,
    count: Number(rows[index]?.count ?? 0),
    minutes: Number(rows[index]?.minutes ?? 0),
  }));
}
