import type { DateTime } from 'luxon';
import {
  civilDateOf,
  civilMinuteOf,
  DAY_MS,
  type Interval,
  isoInZone,
  millisOfCivilDate,
  startOfCivilDate,
} from '@app/common';
import type { BookableInstrument, OpeningHours } from '@app/instruments';
import type { WorkCalendar } from '@app/work-calendar';
import { type BookingReason, reason } from './booking-reason';
import { intervalOf, openWindows, wholeDays } from './opening.rules';

/** What the opening hours are asked about. */
interface HoursFacts {
  instrument: Pick<BookableInstrument, 'openingHours' | 'policy'>;
  calendar: WorkCalendar;
  period: Interval;
}

/** What the opening hours have against a period: it lies in one window, or is whole opening days where the policy wants those. */
export function hoursReasons(facts: HoursFacts): BookingReason[] {
  const { instrument, calendar, period } = facts;
  const hours = instrument.openingHours;
  if (!hours) {
    const en = 'the instrument has not published opening hours';
    return [reason('closed', '该仪器尚未公布开放时间', en, { open: [] })];
  }
  if (instrument.policy.wholeDay) return wholeDayReasons(hours, calendar, period);
  const [only, ...others] = openWindows(hours, calendar, period);
  const covers = only && +only.startsAt === +period.startsAt && +only.endsAt === +period.endsAt;
  return covers && others.length === 0 ? [] : [closed(hours, calendar, period)];
}

function closed(hours: OpeningHours, calendar: WorkCalendar, period: Interval): BookingReason {
  const day = startOfCivilDate(civilDateOf(period.startsAt));
  const open = openWindows(hours, calendar, { startsAt: day, endsAt: day.plus({ days: 1 }) });
  const said = open.map(timesOf).join('、');
  return reason(
    'closed',
    `不在开放时间内，${civilDateOf(day)} 的开放时间：${said || '不开放'}`,
    `is outside the opening hours; on ${civilDateOf(day)}: ${said || 'closed'}`,
    { open: open.map(shown) },
  );
}

/** From the beginning of an opening day to the end of the same or a later one; what is closed between them is taken too. */
function wholeDayReasons(
  hours: OpeningHours,
  calendar: WorkCalendar,
  period: Interval,
): BookingReason[] {
  const first = dayOf(hours, calendar, civilDateOf(period.startsAt));
  const lastDate = civilDateOf(period.endsAt.minus({ milliseconds: 1 }));
  const last = dayOf(hours, calendar, lastDate);
  if (!first) return [closed(hours, calendar, period)];
  if (+first.startsAt === +period.startsAt && last && +last.endsAt === +period.endsAt) return [];
  const date = civilDateOf(period.startsAt);
  return [
    reason(
      'whole-day',
      `只能按整个开放日预约，${date} 为 ${timesOf(first)}`,
      `is booked by whole opening days; on ${date}: ${timesOf(first)}`,
      { day: shown(first), lastDay: last ? shown(last) : null },
    ),
  ];
}

function dayOf(hours: OpeningHours, calendar: WorkCalendar, date: string): Interval | undefined {
  const from = millisOfCivilDate(date);
  return wholeDays(hours, calendar, { from, to: from + DAY_MS }).map(intervalOf)[0];
}

/** The civil time of day, `09:00`. */
const timeOf = (instant: DateTime): string => civilMinuteOf(instant).slice(11);

const timesOf = ({ startsAt, endsAt }: Interval): string => `${timeOf(startsAt)}–${timeOf(endsAt)}`;

const shown = ({ startsAt, endsAt }: Interval): { startsAt: string; endsAt: string } => ({
  startsAt: isoInZone(startsAt),
  endsAt: isoInZone(endsAt),
});
