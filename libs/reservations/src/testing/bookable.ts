import { DateTime } from 'luxon';
import { fen, type Interval, newId, ZONE } from '@app/common';
import {
  type BookableInstrument,
  type BookingPolicy,
  DEFAULT_BOOKING_POLICY,
  type OpeningHours,
} from '@app/instruments';
import { WorkCalendar } from '@app/work-calendar';

/** A Monday without holidays around it; civil midnight in Shanghai. */
const MONDAY = DateTime.fromISO('2026-11-23T00:00', { zone: ZONE });

/** An instant so many days and hours after the test's Monday in Shanghai. */
export const at = (day: number, hour: number, minute = 0): DateTime =>
  MONDAY.plus({ days: day, hours: hour, minutes: minute }).toUTC();

/** A period within one day of the test's week, in hours. */
export const onDay = (day: number, from: number, to: number): Interval => ({
  startsAt: at(day, from),
  endsAt: at(day, to),
});

/** Open every weekday from 08:00 to 18:00, closed on holidays. */
export const WORKING_HOURS: OpeningHours = {
  version: 1,
  weekly: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '08:00', to: '18:00' })),
  exceptions: [],
  onHolidays: 'closed',
};

/** Open around the clock. */
export const ALWAYS: OpeningHours = {
  version: 1,
  weekly: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' })),
  exceptions: [],
  onHolidays: 'open',
};

/** A year whose holidays are published and none of which lies in the test's week. */
export const CALENDAR = new WorkCalendar([
  { date: '2026-01-01', kind: 'holiday' },
  { date: '2026-11-28', kind: 'workday' },
  { date: '2026-12-01', kind: 'holiday' },
]);

/** A policy in which every rule is off. */
export const NO_RULES: BookingPolicy = {
  ...DEFAULT_BOOKING_POLICY,
  startGridMinutes: null,
  lengthGridMinutes: null,
  minMinutes: null,
  maxMinutes: null,
  multiDay: true,
  horizonDays: null,
};

/** A listed instrument of one unit, open on weekdays, with a price and without rules. */
export const bookable = (
  policy: Partial<BookingPolicy> = {},
  changes: Partial<BookableInstrument> = {},
): BookableInstrument => ({
  id: newId(),
  nameZh: '场发射扫描电子显微镜',
  model: 'Sigma 300',
  holderId: newId(),
  holderNameZh: '测试单位',
  categoryCode: '010102',
  regionCode: '330402',
  status: 'listed',
  onlineBooking: true,
  unitIds: [newId()],
  sharedUnitIds: [],
  unitSetVersion: 1,
  limitsArrears: false,
  groups: [],
  lab: null,
  openingHours: WORKING_HOURS,
  policy: { ...NO_RULES, ...policy },
  pricedFrom: '2020-01-01',
  agreedPrice: null,
  feeSchedule: {
    version: 1,
    validFrom: '2020-01-01',
    lines: [{ kind: 'per_hour', amountFen: fen(60_000) }],
  },
  ...changes,
});
