import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { instantOf, type Interval } from '@app/common';
import { acrossOrganisations, prepared } from '@app/database';
import { type ArrearsReason, findArrearsReason } from '@app/settlements';
import { WorkCalendarService } from '@app/work-calendar';
import type { BookingFacts } from './booking.rules';
import type { BookingRequest } from './booking-request';
import { findBan } from '../life/penalty.queries';
import { findQualifications } from '../qualifications/qualification.queries';
import { findLabUse, labKeys } from './lab.queries';
import { COUNTED, countQuota, quotaKey } from './quota.queries';
import type { QuotaUse } from './quota.rules';

/** Reads what the booking rules look at; what it counts, under locks. */
@Injectable()
export class BookingFactsLoader {
  constructor(private readonly workCalendar: WorkCalendarService) {}

  async load(tx: EntityManager, request: BookingRequest): Promise<BookingFacts> {
    const { instrument, period, userId } = request;
    const calendar = await this.workCalendar.load(tx);
    await lockCounted(tx, request);
    const now = request.asOf ?? (await databaseNow(tx));
    const counts = await counted(tx, request, now);
    const lab = await findLabUse(tx, request);
    const qualifications = await findQualifications(tx, userId, [instrument]);
    const qualification = qualifications.get(instrument.id);
    // A ban and arrears keep from booking, and not from moving what is booked.
    const isNew = request.except === undefined;
    const ban = isNew ? await findBan(tx, userId, instrument) : null;
    const arrears = isNew ? await findArrears(tx, request) : null;
    return { instrument, calendar, period, now, lab, qualification, ban, arrears, ...counts };
  }
}

/** What the asker's organisation owes the holder beyond its limit; asks nothing where there is none. */
export async function findArrears(
  tx: EntityManager,
  {
    instrument: { limitsArrears, holderId },
    userOrganisationId,
  }: Pick<BookingRequest, 'instrument' | 'userOrganisationId'>,
): Promise<ArrearsReason | null> {
  return limitsArrears ? findArrearsReason(tx, holderId, userOrganisationId) : null;
}

/** What the asker has booked already in a period and around it, as far as a rule asks for it. */
export async function counted(
  tx: EntityManager,
  request: BookingRequest,
  now: DateTime,
): Promise<Pick<BookingFacts, 'quotaUse' | 'neighbours'>> {
  const { quotas, minGapMinutes } = request.instrument.policy;
  const count = async () => {
    const quotaUse: QuotaUse[] = [];
    for (const quota of quotas) quotaUse.push(...(await countQuota(tx, quota, request, now)));
    const neighbours =
      minGapMinutes === null ? [] : await findNeighbours(tx, request, minGapMinutes);
    return { quotaUse, neighbours };
  };
  // What is a person's limit counts for every organisation the person books for.
  const personal = minGapMinutes !== null || quotas.some(({ scope }) => scope === 'user');
  return personal ? acrossOrganisations(tx, count) : count();
}

const NOW = prepared('SELECT app_now() AS now');

/** The database's clock, which decides deadlines. */
export async function databaseNow(tx: EntityManager): Promise<DateTime> {
  const [row]: { now: Date }[] = await tx.query(NOW);
  if (!row) throw new Error('the database has no time');
  return instantOf(row.now);
}

/** Locks by key order, each a statement of its own: a count in the same statement would not see a rival's commit. */
async function lockCounted(tx: EntityManager, request: BookingRequest): Promise<void> {
  for (const key of [...new Set(lockKeys(request))].sort())
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 2))', [key]);
}

/** One name for everything that rivals could pass together; none where the policy limits nothing of it. */
function lockKeys(request: BookingRequest): string[] {
  const { id, policy } = request.instrument;
  return [
    ...policy.quotas.map((quota) => quotaKey(quota, request)),
    ...(policy.minGapMinutes === null ? [] : [`gap:${request.userId}:${id}`]),
    ...labKeys(request),
  ];
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
