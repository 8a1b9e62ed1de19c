import { type FieldError, isoInZone, startOfCivilDate, type Text } from '@app/common';
import { fieldError } from '@app/http';
import type { CreateUsageRecordRequest } from './usage.dto';
import type { EnteredSource, UsageKind } from './usage.words';

/** Columns of the template, in its order, as people read them; the import finds them again by either name. */
const COLUMNS = {
  date: { zh: '使用日期', en: 'Date of use' },
  from: { zh: '开始时刻', en: 'From' },
  endDate: { zh: '结束日期（跨天时填）', en: 'End date (if another)' },
  to: { zh: '结束时刻', en: 'To' },
  unit: { zh: '工位序号', en: 'Unit' },
  machineMinutes: { zh: '有效机时（分钟）', en: 'Machine minutes' },
  samples: { zh: '样品数', en: 'Samples' },
  userName: { zh: '用户单位或课题组', en: 'User organisation or group' },
  userCreditCode: { zh: '用户单位统一社会信用代码', en: 'Credit code of the user' },
  kind: { zh: '类别（内部、单位内共享、对外）', en: 'Kind (internal, shared, external)' },
  source: { zh: '来源（补录、传感器、自有系统）', en: 'Source (log_book, sensor, unit_system)' },
  evidence: { zh: '凭证（记录本页码或编号）', en: 'Evidence (page or number)' },
} as const satisfies Record<string, Text>;

type ColumnName = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as ColumnName[];
const REQUIRED: readonly ColumnName[] = [
  'date',
  'from',
  'to',
  'userName',
  'kind',
  'source',
  'evidence',
];

const KINDS: Readonly<Record<string, UsageKind>> = {
  ...{ 内部: 'internal', 单位内共享: 'shared', 共享: 'shared', 对外: 'external', 外部: 'external' },
  ...{ internal: 'internal', shared: 'shared', external: 'external' },
};
const SOURCES: Readonly<Record<string, EnteredSource>> = {
  ...{
    补录: 'log_book',
    记录本: 'log_book',
    传感器: 'sensor',
    自有系统: 'unit_system',
    系统: 'unit_system',
  },
  ...{ log_book: 'log_book', sensor: 'sensor', unit_system: 'unit_system' },
};
const MAX_CHARACTERS: Partial<Record<ColumnName, number>> = { userName: 200, evidence: 500 };

/** The header of the template in the reader's language. */
export const templateHeader = (language: keyof Text): string[] =>
  NAMES.map((name) => COLUMNS[name][language]);

/** Where each column stands in a sheet whose first row is `header`; columns that are missing are named. */
export function findColumns(
  header: readonly string[],
): { columns: ReadonlyMap<ColumnName, number> } | { missing: Text[] } {
  const columns = new Map<ColumnName, number>();
  for (const name of NAMES) {
    const { zh, en } = COLUMNS[name];
    const index = header.findIndex((text) => text === zh || text === en);
    if (index >= 0) columns.set(name, index);
  }
  const missing = REQUIRED.filter((name) => !columns.has(name)).map((name) => COLUMNS[name]);
  return missing.length > 0 ? { missing } : { columns };
}

/** A row of the sheet as the form would send it, or what cannot be read in it. */
export function readUse(
  columns: ReadonlyMap<ColumnName, number>,
  cells: readonly string[],
): CreateUsageRecordRequest | FieldError[] {
  const faults: FieldError[] = [];
  const cell = (name: ColumnName): string => cells[columns.get(name) ?? -1]?.trim() ?? '';
  const take = <T>(
    name: ColumnName,
    read: (text: string) => T | undefined,
    must: Text,
  ): T | undefined => {
    const text = cell(name);
    const value = text === '' ? undefined : read(text);
    if (value === undefined && (text !== '' || REQUIRED.includes(name)))
      faults.push(
        fieldError(`/${name}`, text ? 'unreadable' : 'required', text || undefined, must),
      );
    return value;
  };
  const date = take('date', dateIn, DATE);
  const from = take('from', minuteIn, TIME);
  const endDate = take('endDate', dateIn, DATE) ?? date;
  const to = take('to', minuteIn, TIME);
  const read = {
    unit: take('unit', countIn, COUNT),
    machineMinutes: take('machineMinutes', countIn, COUNT),
    samples: take('samples', countIn, COUNT),
    userName: take('userName', textIn('userName'), LENGTH),
    userCreditCode: take('userCreditCode', (text) => text, LENGTH),
    kind: take('kind', (text) => KINDS[text], oneOf(Object.keys(KINDS))),
    source: take('source', (text) => SOURCES[text], oneOf(Object.keys(SOURCES))),
    evidence: take('evidence', textIn('evidence'), LENGTH),
  };
  if (faults.length > 0) return faults;
  const period = {
    startsAt: instantIn(date ?? '', from ?? 0),
    endsAt: instantIn(endDate ?? '', to ?? 0),
  };
  return { ...period, ...read } as CreateUsageRecordRequest;
}

const DATE: Text = { zh: '须为日期，如 2026-11-24', en: 'must be a date like 2026-11-24' };
const TIME: Text = { zh: '须为时刻，如 09:30', en: 'must be a time like 09:30' };
const COUNT: Text = { zh: '须为不小于 0 的整数', en: 'must be a whole number from 0' };
const LENGTH: Text = { zh: '须填写，且不能过长', en: 'must be there and not too long' };
const oneOf = (words: readonly string[]): Text => ({
  zh: `须为以下之一：${words.join('、')}`,
  en: `must be one of: ${words.join(', ')}`,
});

function dateIn(text: string): string | undefined {
  const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text);
  if (!parts) return undefined;
  const [, year = '', month = '', day = ''] = parts;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const moment = new Date(`${date}T00:00:00Z`);
  const exists = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(date);
  return exists ? date : undefined;
}

/** Minutes after midnight: 9:30, 24:00, or the part of a day that a spreadsheet makes of a time. */
function minuteIn(text: string): number | undefined {
  const clock = /^(\d{1,2})[:：](\d{2})(?:[:：]00)?$/.exec(text);
  if (!clock) return /^(0(\.\d+)?|1)$/.test(text) ? Math.round(Number(text) * 1440) : undefined;
  const minutes = Number(clock[1]) * 60 + Number(clock[2]);
  return Number(clock[2]) < 60 && minutes <= 1440 ? minutes : undefined;
}

const countIn = (text: string): number | undefined =>
  /^\d{1,6}$/.test(text) ? Number(text) : undefined;

const textIn =
  (name: ColumnName) =>
  (text: string): string | undefined =>
    text.length <= (MAX_CHARACTERS[name] ?? 0) ? text : undefined;

const instantIn = (date: string, minutes: number): string =>
  isoInZone(startOfCivilDate(date).plus({ minutes }));
