import { DateTime } from 'luxon';
import type { Fault, Reading } from './reading';

/** Serials of 1950-01-01 and 2100-12-31 in Excel's 1900 system; other numbers are no dates of a ledger. */
const FIRST_SERIAL = 18_264;
const LAST_SERIAL = 73_415;
const YEARS = { first: 1950, last: 2100 };
/** Days between Excel's two date systems; old files from the Mac count from 1904. */
const DAYS_FROM_1900_TO_1904 = 1_462;

const WRITTEN = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]\d{1,2}:\d{2}\S*)?$/;
const PACKED = /^(\d{4})(\d{2})(\d{2})$/;
const SERIAL = /^\d{5}(\.\d+)?$/;
const MONTH = /^(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月?)$/;
/** A cell that holds the number 2019.10 shows 2019.1, as one that holds January does. */
const JANUARY_OR_OCTOBER = /^\d{4}\.1$/;

/** Which day stands for a whole month, when the holder chose one. */
export const MONTH_DATES = ['first-day', 'last-day'] as const;
export type MonthDates = (typeof MONTH_DATES)[number];

/** How a file writes its dates. */
export interface DateHabits {
  /** Its serials count from 1904 instead of 1900. */
  date1904?: boolean;
  /** Without a choice a date that names only its month is refused: 30 working days run from the day. */
  monthDates?: MonthDates;
}

/**
 * Reads a civil date as ledgers write it: 2019-05-06, 2019/5/6, 2017.11.20, 2018年3月15日, 20190506 or an Excel serial.
 * Dates are counted in UTC from end to end, so the zone of the machine cannot move them across midnight.
 */
export function readCivilDate(cell: string, habits: DateHabits = {}): Reading<string> {
  const text = cell.normalize('NFKC').replace(/\s*([年月日])\s*/g, '$1');
  if (SERIAL.test(text)) {
    const date = dateOfSerial(Number(text), habits.date1904);
    return date === null ? { fault: unreadable(cell) } : { value: date };
  }
  const parts = WRITTEN.exec(text) ?? PACKED.exec(text);
  if (parts) return onDay(cell, Number(parts[1]), Number(parts[2]), Number(parts[3]));
  const month = MONTH.exec(text);
  if (!month) return { fault: unreadable(cell) };
  if (habits.monthDates === undefined) return { fault: monthOnly(cell) };
  if (JANUARY_OR_OCTOBER.test(text)) return { fault: januaryOrOctober(cell) };
  return inMonth(cell, Number(month[1]), Number(month[2] ?? month[3]), habits.monthDates);
}

/** The civil date of an Excel serial, its time of day dropped; null for a number that is no date of a ledger. */
export function dateOfSerial(number: number, date1904 = false): string | null {
  const serial = number + (date1904 ? DAYS_FROM_1900_TO_1904 : 0);
  if (!(serial >= FIRST_SERIAL && serial < LAST_SERIAL + 1)) return null;
  // Excel believes in 1900-02-29, which is why day 0 is 1899-12-30 for every later date.
  return DateTime.utc(1899, 12, 30)
    .plus({ days: Math.floor(serial) })
    .toISODate();
}

function onDay(cell: string, year: number, month: number, day: number): Reading<string> {
  const date = DateTime.utc(year, month, day);
  if (!date.isValid || year < YEARS.first || year > YEARS.last) return { fault: impossible(cell) };
  return { value: date.toISODate() };
}

function inMonth(cell: string, year: number, month: number, chosen: MonthDates): Reading<string> {
  const first = onDay(cell, year, month, 1);
  if ('fault' in first) return first;
  const date = DateTime.utc(year, month, 1);
  const value = (chosen === 'first-day' ? date : date.endOf('month')).toISODate() ?? first.value;
  return { value, remark: takenAs(cell, value) };
}

const takenAs = (value: string, date: string): Fault => ({
  code: 'date-month-only',
  message: {
    zh: `日期“${value}”只到月份，已按您的选择取 ${date}，请核对`,
    en: `the date "${value}" names a month only and was taken as ${date}, as you chose; please check`,
  },
});

const monthOnly = (value: string): Fault => ({
  code: 'date-month-only',
  message: {
    zh: `日期“${value}”只到月份，而上报期限按日计算；请补全到日，例如 2023-12-01，或在列对应中选择“只有月份的日期取月初／月末”`,
    en: `the date "${value}" names a month only, and deadlines count days; write the day, e.g. 2023-12-01, or choose in the mapping which day of the month to take`,
  },
});

const januaryOrOctober = (value: string): Fault => ({
  code: 'date-ambiguous',
  message: {
    zh: `日期“${value}”可能是 1 月或 10 月（表格会把 .10 显示为 .1），请写成完整日期，例如 2023-10-01`,
    en: `the date "${value}" may be January or October, since a spreadsheet shows .10 as .1; write the whole date`,
  },
});

const impossible = (value: string): Fault => ({
  code: 'date-impossible',
  message: {
    zh: `日期“${value}”不存在，请对照原始凭证改为真实日期，例如 2023-12-01`,
    en: `the date "${value}" does not exist; correct it from the original document, e.g. 2023-12-01`,
  },
});

const unreadable = (value: string): Fault => ({
  code: 'date-unreadable',
  message: {
    zh: `日期“${value}”无法识别，请写成年-月-日，例如 2023-12-01`,
    en: `the date "${value}" is not understood; write year-month-day, e.g. 2023-12-01`,
  },
});
