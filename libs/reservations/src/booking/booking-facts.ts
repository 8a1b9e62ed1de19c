import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { instantOf, type Interval } from '@app/common';
import { acrossOrganisations } from '@app/database';
import type { BookableInstrument, Quota } from '@app/instruments';
import { WorkCalendarService } from '@app/work-calendar';
import type { BookingFacts } from './booking.rules';
import { quotaPeriod, type QuotaUse } from './quota.rules';

/** Who books what when; `except` is the reservation being changed, which does not count against itself. */
export interface BookingRequest {
  instrument: BookableInstrument;
  period: Interval;
  userId: string;
  userOrganisationId: string;
  except?: string;
}

/** The states in which a reservation counts against quotas and gaps. */
const COUNTED = `('requested', 'confirmed', 'in_use', 'used', 'completed', 'no_show')`;

/** Reads what the booking rules look at, quotas under their locks. */
@Injectable()
export class BookingFactsLoader {
  constructor(private readonly workCalendar: WorkCalendarService) {}

  async load(tx: EntityManager, request: BookingRequest): Promise<BookingFacts> {
    const { instrument, period } = request;
    const calendar = await this.workCalendar.load(tx);
    await lockQuotas(tx, request);
    const now = await databaseNow(tx);
    const counts = await counted(tx, request, now);
    return { instrument, calendar, period, now, ...counts };
  }
}

/** What is booked already, as far as a rule asks for it. */
async function counted(
  tx: EntityManager,
  request: BookingRequest,
  now: DateTime,
): Promise<Pick<BookingFacts, 'quotaUse' | 'neighbours'>> {
  const { quotas, minGapMinutes } = request.instrument.policy;
  const count = async () => {
    const quotaUse: QuotaUse[] = [];
    for (const quota of quotas) quotaUse.push(await countQuota(tx, quota, request, now));
    const neighbours =
      minGapMinutes === null ? [] : await findNeighbours(tx, request, minGapMinutes);
    return { quotaUse, neighbours };
  };
  // What is a person's limit counts for every organisation the person books for.
  const personal = minGapMinutes !== null || quotas.some(({ scope }) => scope === 'user');
  return personal ? acrossOrganisations(tx, count) : count();
}

/** The database's clock, which decides deadlines. */
export async function databaseNow(tx: EntityManager): Promise<DateTime> {
  const [row]: { now: Date }[] = await tx.query('SELECT app_now() AS now');
  if (!row) throw new Error('the database has no time');
  return instantOf(row.now);
}

/** Locks by key order, each a statement of its own: a count in the same statement would not see a rival's commit. */
async function lockQuotas(tx: EntityManager, request: BookingRequest): Promise<void> {
  const keys = new Set(request.instrument.policy.quotas.map((quota) => quotaKey(quota, request)));
  for (const key of [...keys].sort())
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 2))', [key]);
}

const quotaKey = (
  { scope, of }: Quota,
  { userId, userOrganisationId, instrument }: BookingRequest,
): string =>
  `quota:${scope === 'user' ? userId : userOrganisationId}:${of === 'instrument' ? instrument.id : instrument.holderId}`;

async function countQuota(
  tx: EntityManager,
  quota: Quota,
  request: BookingRequest,
  now: DateTime,
): Promise<QuotaUse> {
  const span = quotaPeriod(quota.per, request.period.startsAt, now);
  const who = quota.scope === 'user' ? 'r.reserved_by' : 'r.user_organisation_id';
  const what = quota.of === 'instrument' ? 'r.instrument_id' : 'i.holder_id';
  const [row]: { count: string; minutes: string }[] = await tx.query(
    `SELECT count(*) AS count,
            coalesce(sum(extract(epoch FROM least(r.ends_at, coalesce($4, 'infinity'::timestamptz)) - greatest(r.starts_at, $3)) / 60), 0) AS minutes
       FROM reservation r JOIN instrument i ON i.id = r.instrument_id
      WHERE ${who} = $1 AND ${what} = $2 AND r.state IN ${COUNTED}
        AND r.ends_at > $3 AND r.starts_at < coalesce($4, 'infinity'::timestamptz) AND r.id IS DISTINCT FROM $5`,
    [
      quota.scope === 'user' ? request.userId : request.userOrganisationId,
      quota.of === 'instrument' ? request.instrument.id : request.instrument.holderId,
      span.startsAt.toISO(),
      span.endsAt?.toISO() ?? null,
      request.except ?? null,
    ],
  );
  return { quota, count: Number(row?.count ?? 0), minutes: Number(row?.minutes ?? 0) };
}

async function findNeighbours(
  tx: EntityManager,
  request: BookingRequest,
  gapMinutes: number,
): Promise<Interval[]> {
  const rows: { starts_at: Date; ends_at: Date }[] = await tx.query(
    `SELECT starts_at, ends_at FROM reservation
      WHERE reserved_by = $1 AND instrument_id = $2 AND state IN ${COUNTED} AND id IS DISTINCT FROM $5
        AND starts_at < $4 AND ends_at > $3`,
    [
      request.userId,
      request.instrument.id,
      request.period.startsAt.minus({ minutes: gapMinutes }).toISO(),
      request.period.endsAt.plus({ minutes: gapMinutes }).toISO(),
      request.except ?? null,
    ],
  );
  return rows.map((row) => ({
    startsAt: instantOf(row.starts_at),
    endsAt: instantOf(row.ends_at),
  }));
}
