import type { Interval } from '@app/common';
import { civilDateOf } from '@app/common';
import { rangeOf } from './booking-rows';
import type { Cast } from './cast';
import type { SeedInstrument } from './instruments';
import type { Tables } from './rows';
import { seedId } from './seed-id';
import { dateOf, dayOf, type Story } from './story';

/** Times an instrument was or will be out of use. */
interface Closure extends Interval {
  assetNumber: string;
  kind: 'maintenance' | 'downtime';
  reason: string;
}

const closure = (
  assetNumber: string,
  kind: Closure['kind'],
  reason: string,
  period: Interval,
): Closure => ({ assetNumber, kind, reason, ...period });

/** A finished breakdown and two services to come. */
export function planClosures(story: Story): Closure[] {
  const hours = (day: string | number, from: number, to: number): Interval => {
    const start = typeof day === 'number' ? dayOf(story, day) : dayOfDate(story, day);
    return { startsAt: start.plus({ hours: from }), endsAt: start.plus({ hours: to }) };
  };
  const workdayIn = (count: number) => story.calendar.addWorkdays(dateOf(story, 0), count).date;
  return [
    closure('FX-0002', 'maintenance', '厂家年度保养', hours(workdayIn(4), 9, 17)),
    closure('SZ-0002', 'maintenance', '更换真空泵油并校准', hours(workdayIn(7), 9, 12)),
    closure('FZ-0005', 'downtime', '循环水泵故障，已更换', hours(-9, 0, 48)),
  ];
}

function dayOfDate(story: Story, date: string): Interval['startsAt'] {
  let day = dayOf(story, 0);
  while (civilDateOf(day) < date) day = day.plus({ days: 1 });
  return day;
}

/** Periods by asset number, for whoever plans around them. */
export function byAsset(closures: readonly Closure[]): Map<string, Closure[]> {
  const grouped = new Map<string, Closure[]>();
  for (const one of closures) {
    grouped.set(one.assetNumber, [...(grouped.get(one.assetNumber) ?? []), one]);
  }
  return grouped;
}

/** The rows of closures and of the time they take. */
export function closureTables(
  story: Story,
  cast: Cast,
  instruments: readonly SeedInstrument[],
  closures: readonly Closure[],
): Tables {
  const known = closures.flatMap((one) => {
    const instrument = instruments.find(({ assetNumber }) => assetNumber === one.assetNumber);
    return instrument ? [{ ...one, instrument, reportedAt: reportedAt(story, one) }] : [];
  });
  const idOf = (one: (typeof known)[number]) => seedId(one.reportedAt, `downtime ${one.reason}`);
  return [
    [
      'downtime',
      known.map((one) => ({
        id: idOf(one),
        instrument_id: one.instrument.id,
        kind: one.kind,
        reason: one.reason,
        starts_at: one.startsAt,
        ends_at: one.endsAt,
        end_unknown: false,
        ended_at: one.endsAt < story.now ? one.endsAt : null,
        reported_by: cast.actingFor(one.instrument.holder),
        created_at: one.reportedAt,
      })),
    ],
    [
      'occupancy',
      known.flatMap((one) =>
        one.instrument.unitIds.map((unitId) => ({
          id: seedId(one.reportedAt, `downtime ${unitId}`),
          unit_id: unitId,
          during: rangeOf(one.startsAt, one.endsAt),
          kind: one.kind,
          blocking: true,
          reservation_id: null,
          downtime_id: idOf(one),
          prolonged: false,
          created_at: one.reportedAt,
        })),
      ),
    ],
  ];
}

/** A breakdown is reported when it happens, a service is planned days before. */
const reportedAt = (story: Story, { kind, startsAt }: Closure): Interval['startsAt'] =>
  kind === 'downtime' ? startsAt : dayOf(story, -2).plus({ hours: 15 });
