/** A date that departs from the Monday-to-Friday week: a statutory day off, or a weekend day worked in its place. */
export interface SpecialDay {
  /** Civil date `YYYY-MM-DD`. */
  date: string;
  kind: 'holiday' | 'workday';
  nameZh: string;
}

// prettier-ignore
const ROWS_2026: readonly (readonly [string, SpecialDay['kind'], string])[] = [
  ['2026-01-01', 'holiday', '元旦'],
  ['2026-01-02', 'holiday', '元旦'],
  ['2026-01-03', 'holiday', '元旦'],
  ['2026-01-04', 'workday', '元旦调休上班'],
  ['2026-02-14', 'workday', '春节调休上班'],
  ['2026-02-15', 'holiday', '春节'],
  ['2026-02-16', 'holiday', '春节'],
  ['2026-02-17', 'holiday', '春节'],
  ['2026-02-18', 'holiday', '春节'],
  ['2026-02-19', 'holiday', '春节'],
  ['2026-02-20', 'holiday', '春节'],
  ['2026-02-21', 'holiday', '春节'],
  ['2026-02-22', 'holiday', '春节'],
  ['2026-02-23', 'holiday', '春节'],
  ['2026-02-28', 'workday', '春节调休上班'],
  ['2026-04-04', 'holiday', '清明节'],
  ['2026-04-05', 'holiday', '清明节'],
  ['2026-04-06', 'holiday', '清明节'],
  ['2026-05-01', 'holiday', '劳动节'],
  ['2026-05-02', 'holiday', '劳动节'],
  ['2026-05-03', 'holiday', '劳动节'],
  ['2026-05-04', 'holiday', '劳动节'],
  ['2026-05-05', 'holiday', '劳动节'],
  ['2026-05-09', 'workday', '劳动节调休上班'],
  ['2026-06-19', 'holiday', '端午节'],
  ['2026-06-20', 'holiday', '端午节'],
  ['2026-06-21', 'holiday', '端午节'],
  ['2026-09-20', 'workday', '国庆节调休上班'],
  ['2026-09-25', 'holiday', '中秋节'],
  ['2026-09-26', 'holiday', '中秋节'],
  ['2026-09-27', 'holiday', '中秋节'],
  ['2026-10-01', 'holiday', '国庆节'],
  ['2026-10-02', 'holiday', '国庆节'],
  ['2026-10-03', 'holiday', '国庆节'],
  ['2026-10-04', 'holiday', '国庆节'],
  ['2026-10-05', 'holiday', '国庆节'],
  ['2026-10-06', 'holiday', '国庆节'],
  ['2026-10-07', 'holiday', '国庆节'],
  ['2026-10-10', 'workday', '国庆节调休上班'],
];

/** The 33 days off and 6 make-up workdays of 2026. Source: State Council notice of 2025-11-04 on the holidays of 2026. */
export const HOLIDAYS_2026: readonly SpecialDay[] = ROWS_2026.map(([date, kind, nameZh]) => ({
  date,
  kind,
  nameZh,
}));

/** One INSERT that loads special days and leaves those already there as they are; for migrations and seeds. */
export function insertSpecialDays(days: readonly SpecialDay[] = HOLIDAYS_2026): {
  sql: string;
  parameters: string[][];
} {
  return {
    sql: `INSERT INTO work_calendar_day (date, kind, name_zh)
          SELECT * FROM unnest($1::date[], $2::text[], $3::text[]) ON CONFLICT (date) DO NOTHING`,
    parameters: [
      days.map(({ date }) => date),
      days.map(({ kind }) => kind),
      days.map(({ nameZh }) => nameZh),
    ],
  };
}
