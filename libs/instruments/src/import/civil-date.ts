import { DateTime } from 'luxon';
import { type Cell, cellText, type Reading } from './reading';

/** Serials of 1950-01-01 and 2100-12-31 in Excel's 1900 system; other numbers are no dates of a ledger. */
const FIRST_SERIAL = 18_264;
const LAST_SERIAL = 73_415;
const YEARS = { first: 1950, last: 2100 };
/** Days between Excel's two date systems; old files from the Mac count from 1904. */
const DAYS_FROM_1900_TO_1904 = 1_462;

const WRITTEN = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]\d{1,2}:\d{2}\S*)?$/;
const PACKED = /^(\d{4})(\d{2})(\d{2})$/;
const SERIAL = /^\d{5}(\.\d+)?$/;

/**
 * Reads a civil date as ledgers write it: 2019-05-06, 2019/5/6, 2017.11.20, 2018年3月15日, 20190506 or an Excel serial.
 * Dates are counted in UTC from end to end, so the zone of the machine cannot move them across midnight.
 */
export function readCivilDate(cell: Cell, date1904 = false): Reading<string> {
  const text = cellText(cell)
    .normalize('NFKC')
    .replace(/\s*([年月日])\s*/g, '$1');
  if (SERIAL.test(text))
    return fromSerial(cell, Number(text) + (date1904 ? DAYS_FROM_1900_TO_1904 : 0));
  const parts = WRITTEN.exec(text) ?? PACKED.exec(text);
  if (!parts) return unreadable(cell);
  const date = DateTime.utc(Number(parts[1]), Number(parts[2]), Number(parts[3]));
  if (!date.isValid || date.year < YEARS.first || date.year > YEARS.last) return impossible(cell);
  return { value: date.toISODate() };
}

function fromSerial(cell: Cell, serial: number): Reading<string> {
  if (serial < FIRST_SERIAL || serial >= LAST_SERIAL + 1) return unreadable(cell);
  // Excel believes in 1900-02-29, which is why day 0 is 1899-12-30 for every later date.
  const date = DateTime.utc(1899, 12, 30).plus({ days: Math.floor(serial) });
  return date.isValid ? { value: date.toISODate() } : unreadable(cell);
}

function impossible(cell: Cell): Reading<string> {
  const value = cellText(cell);
  return {
    fault: {
      code: 'date-impossible',
      message: {
        zh: `日期“${value}”不存在，请对照原始凭证改为真实日期，例如 2023-12-01`,
        en: `the date "${value}" does not exist; correct it from the original document, e.g. 2023-12-01`,
      },
    },
  };
}

function unreadable(cell: Cell): Reading<string> {
  const value = cellText(cell);
  return {
    fault: {
      code: 'date-unreadable',
      message: {
        zh: `日期“${value}”无法识别，请写成年-月-日，例如 2023-12-01`,
        en: `the date "${value}" is not understood; write year-month-day, e.g. 2023-12-01`,
      },
    },
  };
}
