import { parse } from 'csv-parse/sync';
import { decode } from 'iconv-lite';
import { DateTime } from 'luxon';
import { type FieldError, FieldsRefused } from '@app/common';
import { fieldError } from '@app/http';
import { CalendarFileRefused } from './calendar-file.errors';
import { dayFaults, MOST_DAYS, YEARS } from './calendar-year.rules';
import type { SpecialDay } from './special-day';

/** Largest calendar file, in bytes: ten years with long names take a tenth of it. */
export const CALENDAR_FILE_BYTES = 256 * 1024;
/** Years that one file may replace. */
const MOST_YEARS = 10;

/** A day with the line of the file it stands in, counted from 1. */
interface FileDay extends SpecialDay {
  line: number;
}

const HEADERS: Readonly<Record<'date' | 'kind' | 'nameZh', readonly string[]>> = {
  date: ['date', '日期'],
  kind: ['kind', 'type', '类型', '类别', '性质'],
  nameZh: ['name', 'namezh', '名称', '节日', '说明'],
};

const KINDS: ReadonlyMap<string, SpecialDay['kind']> = new Map([
  ...['holiday', '节假日', '法定节假日', '放假', '休息', '休'].map(
    (word) => [word, 'holiday'] as const,
  ),
  ...['workday', '调休上班', '上班', '工作日', '班'].map((word) => [word, 'workday'] as const),
]);

/**
 * Reads a .csv of special days in UTF-8 or GB18030: date, kind and name under Chinese or English headings, of one or
 * several years.
 *
 * @returns the days of each year in the file
 * @throws CalendarFileRefused for a file that is no such table, FieldsRefused with every bad row by its line (422)
 */
export function readCalendarFile(content: Buffer): Map<number, SpecialDay[]> {
  const [header = [], ...rows] = recordsOf(decodeText(content));
  const columns = columnsOf(header);
  const readings = rows.flatMap((row, index) =>
    row.some((cell) => cell.trim() !== '') ? [readRow(row, columns, index + 2)] : [],
  );
  const faults = readings.flatMap((reading) => ('faults' in reading ? reading.faults : []));
  const days = readings.flatMap((reading) => ('day' in reading ? [reading.day] : []));
  if (faults.length > 0) throw new FieldsRefused(faults);
  if (days.length === 0) throw noDays();
  return byYear(days);
}

function byYear(days: readonly FileDay[]): Map<number, SpecialDay[]> {
  const years = new Map<number, FileDay[]>();
  for (const day of days) {
    const year = Number(day.date.slice(0, 4));
    years.set(year, [...(years.get(year) ?? []), day]);
  }
  if (years.size > MOST_YEARS) throw tooManyYears();
  const faults = [...years].flatMap(([year, listed]) =>
    dayFaults(year, listed, (index) => `/rows/${listed[index]?.line ?? 0}`),
  );
  if (faults.length > 0) throw new FieldsRefused(faults);
  const bare = ({ date, kind, nameZh }: FileDay): SpecialDay => ({ date, kind, nameZh });
  return new Map([...years].map(([year, listed]) => [year, listed.map(bare)]));
}

type Columns = Record<keyof typeof HEADERS, number>;

function readRow(
  row: readonly string[],
  columns: Columns,
  line: number,
): { day: FileDay } | { faults: FieldError[] } {
  const cell = (name: keyof Columns): string => (row[columns[name]] ?? '').trim();
  const date = readDate(cell('date'));
  const kind = KINDS.get(cell('kind').toLowerCase());
  const nameZh = cell('nameZh');
  const faults = [
    ...(date === null ? [badDate(line, cell('date'))] : []),
    ...(kind === undefined ? [badKind(line, cell('kind'))] : []),
    ...(nameZh.length < 1 || nameZh.length > 50 ? [badName(line, nameZh)] : []),
  ];
  if (date === null || kind === undefined || faults.length > 0) return { faults };
  return { day: { date, kind, nameZh, line } };
}

/** `2026-1-4`, `2026/01/04`, `2026.1.4`, `2026年1月4日` or `20260104` as a civil date; null for anything else. */
function readDate(text: string): string | null {
  const parts = /^(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? ['', '', '', ''];
  const [year, month, day] = parts.slice(1).map(Number);
  const date = DateTime.fromObject({ year, month, day }, { zone: 'utc' });
  const isKnown = date.isValid && date.year >= YEARS.first && date.year <= YEARS.last;
  return isKnown ? date.toISODate() : null;
}

function columnsOf(header: readonly string[]): Columns {
  const titles = header.map((title) => title.trim().toLowerCase());
  const find = (name: keyof Columns): number =>
    titles.findIndex((title) => HEADERS[name].includes(title));
  const columns: Columns = { date: find('date'), kind: find('kind'), nameZh: find('nameZh') };
  if (Object.values(columns).some((column) => column === -1)) throw noHeader(header);
  return columns;
}

function recordsOf(text: string): string[][] {
  try {
    return parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: false,
      to: MOST_YEARS * MOST_DAYS + 1,
    });
  } catch {
    throw notATable();
  }
}

/** UTF-8 when every byte of it is valid UTF-8, otherwise GB18030, which Chinese Excel writes. */
function decodeText(content: Buffer): string {
  if (content.includes(0)) throw notATable();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    const text = decode(content, 'gb18030');
    if (text.includes('\ufffd')) throw notATable();
    return text;
  }
}

const badDate = (line: number, value: string): FieldError =>
  fieldError(`/rows/${line}/date`, 'civil-date', value, {
    zh: `须为 ${YEARS.first} 至 ${YEARS.last} 年间真实存在的日期，如 2026-01-01`,
    en: `must be a date that exists between ${YEARS.first} and ${YEARS.last}, like 2026-01-01`,
  });

const badKind = (line: number, value: string): FieldError =>
  fieldError(`/rows/${line}/kind`, 'in', value, {
    zh: '须为 holiday（节假日）或 workday（调休上班）',
    en: 'must be holiday or workday',
  });

const badName = (line: number, value: string): FieldError =>
  fieldError(`/rows/${line}/name`, 'length', value, {
    zh: '须为 1 至 50 个字符，如“国庆节”',
    en: 'must have 1 to 50 characters, such as 国庆节',
  });

const noHeader = (header: readonly string[]): CalendarFileRefused => {
  const found = header.join(', ').slice(0, 100);
  return new CalendarFileRefused('header', {
    zh: `第一行须为表头“date,kind,name”或“日期,类型,名称”，现为“${found}”；请补上表头后重新上传`,
    en: `the first line must be the header "date,kind,name" but is "${found}"; add it and upload again`,
  });
};

const noDays = (): CalendarFileRefused =>
  new CalendarFileRefused('empty', {
    zh: '文件中没有任何日期，请填写后重新上传',
    en: 'the file holds no dates; fill them in and upload it again',
  });

const tooManyYears = (): CalendarFileRefused =>
  new CalendarFileRefused('too-many-years', {
    zh: `一个文件最多 ${MOST_YEARS} 个年份，请拆分后分别导入`,
    en: `a file may hold at most ${MOST_YEARS} years; split it and import the parts`,
  });

const notATable = (): CalendarFileRefused =>
  new CalendarFileRefused('unreadable', {
    zh: '文件不是 UTF-8 或 GB18030 编码的 .csv，请另存为“CSV UTF-8”后重新上传',
    en: 'the file is no .csv in UTF-8 or GB18030; save it as "CSV UTF-8" and upload it again',
  });
