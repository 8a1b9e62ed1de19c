import type { DateTime } from 'luxon';
import { civilDateOf, type Interval, isoInZone, minutesOf, ZONE } from '@app/common';
import type { BookableInstrument, BookingPolicy } from '@app/instruments';
import type { ArrearsReason } from '@app/settlements';
import type { WorkCalendar } from '@app/work-calendar';
import { type BookingReason, reason } from './booking-reason';
import { type Ban, banReasons } from '../life/penalty.rules';
import { type LabUse, labReasons } from './lab.rules';
import { earliestStart, noticeSaid } from './notice.rules';
import { hoursReasons } from './hours.rules';
import {
  lastServiceDay,
  type LiveQualification,
  trainingReasons,
} from '../qualifications/qualification.rules';
import { type QuotaUse, quotaReasons } from './quota.rules';

/** Everything the rules look at; nothing else decides. */
export interface BookingFacts {
  instrument: BookableInstrument;
  calendar: WorkCalendar;
  period: Interval;
  /** By the database's clock, read after the locks. */
  now: DateTime;
  /** What the asker already has, one entry for each quota of the policy. */
  quotaUse: readonly QuotaUse[];
  /** Own reservations on this instrument near the period, without the one being changed. */
  neighbours: readonly Interval[];
  /** What takes the instruments of its laboratory, where that has rules. */
  lab?: LabUse | undefined;
  /** What the asker was granted for this instrument, where its policy wants training. */
  qualification?: LiveQualification | undefined;
  /** What keeps the asker from booking with this holder. */
  ban?: Ban | null;
  /** What the asker's organisation owes the holder beyond its limit. */
  arrears?: ArrearsReason | null;
}

/** All rules a period breaks, each with its numbers; empty when it may be booked. */
export function bookingReasons(facts: BookingFacts): BookingReason[] {
  return [
    ...instrumentReasons(facts),
    ...gridReasons(facts.instrument.policy, facts.period),
    ...lengthReasons(facts.instrument.policy, facts.period),
    ...noticeReasons(facts.instrument.policy, facts.period, facts.now),
    ...dateReasons(facts.instrument.policy, facts.period),
    ...hoursReasons(facts),
    ...personalReasons(facts),
  ];
}

/** What the rules about the asker look at. */
export type PersonalFacts = Omit<BookingFacts, 'calendar' | 'now'>;

/** Those of the broken rules that are about who asks: the same period may be another person's. */
export function personalReasons(facts: PersonalFacts): BookingReason[] {
  const { instrument, period } = facts;
  return [
    ...gapReasons(instrument.policy, facts),
    ...quotaReasons(facts.quotaUse, period),
    ...labReasons(instrument, facts.lab),
    ...banReasons(facts.ban ?? null),
    ...(facts.arrears ? [facts.arrears] : []),
    ...trainingReasons(instrument, facts.qualification ?? null, lastServiceDay(period)),
  ];
}

function instrumentReasons({ instrument }: BookingFacts): BookingReason[] {
  const { status, onlineBooking } = instrument;
  if (status !== 'listed')
    return [
      reason(
        'instrument-not-bookable',
        '该仪器当前不开放预约，请选择其他仪器或联系持有单位',
        'the instrument takes no bookings now; choose another one or ask its holder',
        { status, onlineBooking },
      ),
    ];
  if (onlineBooking) return [];
  return [
    reason(
      'instrument-not-bookable',
      '该仪器不接受在线预约，请与持有单位约定时间和费用，并在服务开始前办理线下服务备案',
      'the instrument is not booked online: arrange time and fee with its holder and file the service before it starts (POST /orders of kind offline)',
      { status, onlineBooking, orderKind: 'offline' },
    ),
  ];
}

/** Minutes from local midnight to an instant. */
function minuteOfDay(instant: DateTime): number {
  const local = instant.setZone(ZONE);
  return local.hour * 60 + local.minute + local.second / 60 + local.millisecond / 60_000;
}

/** The last civil date of a period; the end is exclusive, so one that ends at midnight belongs to the day before. */
const lastDayOf = ({ endsAt }: Interval): string => civilDateOf(endsAt.minus({ milliseconds: 1 }));

function gridReasons(
  { startGridMinutes, lengthGridMinutes }: BookingPolicy,
  period: Interval,
): BookingReason[] {
  const found: BookingReason[] = [];
  if (startGridMinutes !== null && minuteOfDay(period.startsAt) % startGridMinutes !== 0) {
    found.push(
      reason(
        'start-grid',
        `开始时间须在每 ${startGridMinutes} 分钟的整点上`,
        `must start on the ${startGridMinutes}-minute grid`,
        {
          startGridMinutes,
        },
      ),
    );
  }
  if (lengthGridMinutes !== null && minutesOf(period) % lengthGridMinutes !== 0) {
    found.push(
      reason(
        'length-grid',
        `时长须为 ${lengthGridMinutes} 分钟的整数倍`,
        `the length must be a multiple of ${lengthGridMinutes} minutes`,
        {
          lengthGridMinutes,
          minutes: minutesOf(period),
        },
      ),
    );
  }
  return found;
}

function lengthReasons(
  { minMinutes, maxMinutes, multiDay }: BookingPolicy,
  period: Interval,
): BookingReason[] {
  const minutes = minutesOf(period);
  const found: BookingReason[] = [];
  if (minMinutes !== null && minutes < minMinutes) {
    found.push(
      reason(
        'too-short',
        `至少预约 ${minMinutes} 分钟`,
        `must last at least ${minMinutes} minutes`,
        { minMinutes, minutes },
      ),
    );
  }
  if (maxMinutes !== null && minutes > maxMinutes) {
    found.push(
      reason('too-long', `最多预约 ${maxMinutes} 分钟`, `must last at most ${maxMinutes} minutes`, {
        maxMinutes,
        minutes,
      }),
    );
  }
  const lastDay = lastDayOf(period);
  if (!multiDay && civilDateOf(period.startsAt) !== lastDay) {
    found.push(
      reason(
        'multi-day',
        '不能跨日预约，请分日预约',
        'must not cross midnight; book each day by itself',
        { lastDay },
      ),
    );
  }
  return found;
}

function noticeReasons(policy: BookingPolicy, period: Interval, now: DateTime): BookingReason[] {
  const { noticeMinutes, horizonDays } = policy;
  const found: BookingReason[] = [];
  if (period.startsAt < now) {
    found.push(
      reason(
        'in-the-past',
        '开始时间已过，请选择之后的时间',
        'starts in the past; choose a later time',
        { now: isoInZone(now) },
      ),
    );
  } else if (period.startsAt.toMillis() < earliestStart(now.toMillis(), policy)) {
    const said = noticeSaid(policy, noticeMinutes);
    found.push(
      reason('too-late', `须至少提前 ${said.zh}预约`, `must be booked at least ${said.en} ahead`, {
        noticeMinutes,
      }),
    );
  }
  const lastDay = horizonDays === null ? null : civilDateOf(now.plus({ days: horizonDays }));
  if (lastDay !== null && lastDayOf(period) > lastDay) {
    found.push(
      reason(
        'beyond-horizon',
        `只能预约 ${horizonDays} 天以内（${lastDay} 前）`,
        `may be booked up to ${horizonDays} days ahead (${lastDay})`,
        {
          horizonDays,
          lastDay,
        },
      ),
    );
  }
  return found;
}

function dateReasons(
  { bookableFrom, bookableUntil }: BookingPolicy,
  period: Interval,
): BookingReason[] {
  const [first, last] = [civilDateOf(period.startsAt), lastDayOf(period)];
  const found: BookingReason[] = [];
  if (bookableFrom !== null && first < bookableFrom) {
    found.push(
      reason(
        'before-bookable',
        `${bookableFrom} 起方可预约`,
        `may be booked from ${bookableFrom} on`,
        { bookableFrom },
      ),
    );
  }
  if (bookableUntil !== null && last > bookableUntil) {
    found.push(
      reason(
        'after-bookable',
        `只能预约到 ${bookableUntil}`,
        `may be booked until ${bookableUntil}`,
        { bookableUntil },
      ),
    );
  }
  return found;
}

function gapReasons(
  { minGapMinutes }: BookingPolicy,
  { period, neighbours }: PersonalFacts,
): BookingReason[] {
  if (minGapMinutes === null) return [];
  const gap = { minutes: minGapMinutes };
  const tooNear = neighbours.some(
    (other) =>
      period.startsAt < other.endsAt.plus(gap) && other.startsAt.minus(gap) < period.endsAt,
  );
  if (!tooNear) return [];
  return [
    reason(
      'gap-too-small',
      `与本人其他预约须间隔 ${minGapMinutes} 分钟`,
      `must keep ${minGapMinutes} minutes from your other reservations`,
      {
        minGapMinutes,
      },
    ),
  ];
}
