import type { EntityManager } from 'typeorm';
import { instantOf, type Interval } from '@app/common';
import { acrossOrganisations } from '@app/database';
import type { BookableInstrument } from '@app/instruments';
import { withBuffers } from '../occupancy.queries';
import { period, rangeText } from '../period.column';
import type { BookingRequest } from './booking-request';
import { fullTimes, type LabUse } from './lab.rules';

type OfLab = Pick<BookableInstrument, 'lab' | 'policy'>;

/** The names of the locks under which a laboratory's rules are asked; none where it has none. */
export function labKeys({ instrument: { lab }, userId }: BookingRequest): string[] {
  if (!lab) return [];
  return [
    ...(lab.maxConcurrent === null ? [] : [`lab:${lab.id}`]),
    ...(lab.oneAtATime ? [`lab:${lab.id}:${userId}`] : []),
  ];
}

/** What the rules of the instrument's laboratory look at; the caller holds its locks. Undefined where it has no rules. */
export async function findLabUse(
  tx: EntityManager,
  request: BookingRequest,
): Promise<LabUse | undefined> {
  const { lab, policy } = request.instrument;
  if (!lab || (lab.maxConcurrent === null && !lab.oneAtATime)) return undefined;
  const during = withBuffers(request.period, policy.setUpMinutes, policy.cleanUpMinutes);
  const taken = lab.maxConcurrent === null ? [] : await findTaken(tx, [lab.id], during, request);
  return {
    during,
    full: fullTimes(taken, lab.maxConcurrent ?? Infinity),
    own: await findOwnInLab(tx, request),
  };
}

/** When the laboratories of some instruments are full, by their id; only those that limit it are asked about. */
export async function findFullLabs(
  tx: EntityManager,
  instruments: readonly OfLab[],
  within: Interval,
): Promise<ReadonlyMap<string, readonly Interval[]>> {
  const limited = instruments.filter(({ lab }) => lab && lab.maxConcurrent !== null);
  const full = new Map<string, Interval[]>();
  if (limited.length === 0) return full;
  const most = (which: 'setUpMinutes' | 'cleanUpMinutes'): number =>
    Math.max(...limited.map(({ policy }) => policy[which]));
  const around = withBuffers(within, most('setUpMinutes'), most('cleanUpMinutes'));
  const ids = [...new Set(limited.map(({ lab }) => lab?.id ?? ''))];
  const taken = await findTaken(tx, ids, around);
  for (const { lab } of limited) {
    if (!lab || lab.maxConcurrent === null || full.has(lab.id)) continue;
    const ofLab = taken.filter(({ labId }) => labId === lab.id);
    full.set(lab.id, fullTimes(ofLab, lab.maxConcurrent));
  }
  return full;
}

/**
 * What people take of laboratories: reservations and live holds, each once however many units it takes. Neither what is
 * being moved nor the asker's own hold that becomes the reservation.
 */
async function findTaken(
  tx: EntityManager,
  labIds: readonly string[],
  within: Interval,
  except?: Pick<BookingRequest, 'except' | 'holdId' | 'userId'>,
): Promise<(Interval & { labId: string })[]> {
  const rows: { lab_id: string; during: string }[] = await tx.query(
    `SELECT DISTINCT ON (i.lab_id, coalesce(o.reservation_id, o.hold_id, o.id)) i.lab_id, o.during
       FROM instrument i JOIN instrument_unit u ON u.instrument_id = i.id JOIN occupancy o ON o.unit_id = u.id
      WHERE i.lab_id = ANY($1) AND o.during && $2 AND o.blocking AND o.kind IN ('reservation', 'hold')
        AND NOT (o.kind = 'hold' AND o.expires_at <= app_now())
        AND ($3::uuid IS NULL OR o.reservation_id IS DISTINCT FROM $3)
        AND ($4::uuid IS NULL OR o.held_by IS DISTINCT FROM $5 OR $4 NOT IN (o.id, coalesce(o.hold_id, o.id)))`,
    [
      labIds,
      rangeText(within),
      except?.except ?? null,
      except?.holdId ?? null,
      except?.userId ?? null,
    ],
  );
  return rows.map(({ lab_id: labId, during }) => ({
    labId,
    ...(period.from(during) as Interval),
  }));
}

/**
 * The person's own reservations of the laboratory's other instruments at the time, whichever organisation they are for;
 * asked only where the laboratory wants one at a time.
 */
export async function findOwnInLab(
  tx: EntityManager,
  { userId, instrument, period: wished, except }: BookingRequest,
): Promise<Interval[]> {
  const { lab } = instrument;
  if (!lab?.oneAtATime) return [];
  const rows: { starts_at: Date; ends_at: Date }[] = await acrossOrganisations(tx, () =>
    tx.query(
      `SELECT r.starts_at, r.ends_at FROM reservation r JOIN instrument i ON i.id = r.instrument_id
        WHERE r.reserved_by = $1 AND i.lab_id = $2 AND r.instrument_id <> $3 AND r.id IS DISTINCT FROM $6
          AND r.state IN ('requested', 'confirmed', 'in_use') AND r.starts_at < $5 AND r.ends_at > $4
        ORDER BY r.starts_at`,
      [
        userId,
        lab.id,
        instrument.id,
        wished.startsAt.toISO(),
        wished.endsAt.toISO(),
        except ?? null,
      ],
    ),
  );
  return rows.map((row) => ({
    startsAt: instantOf(row.starts_at),
    endsAt: instantOf(row.ends_at),
  }));
}
