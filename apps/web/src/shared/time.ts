/** Every time on screen is Shanghai time, whatever the browser's zone: a visitor in Berlin sees the laboratory's clock. */
const ZONE = 'Asia/Shanghai';

/** UTC+8 all year since 1991, so a civil time of today's bookings maps to exactly one instant. */
const OFFSET = '+08:00';

const MINUTES_PER_DAY = 1440;

const WEEKDAYS = {
  zh: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
} as const;

/** The two languages of the interface, as short keys. */
export type Language = 'zh' | 'en';

const civilParts = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function partsOf(instant: string | Date) {
  const parts: Record<string, string> = {};
  for (const { type, value } of civilParts.formatToParts(new Date(instant))) parts[type] = value;
  return parts;
}

/** The Shanghai calendar date `YYYY-MM-DD` on which an instant falls. */
export function civilDate(instant: string | Date): string {
  const { year, month, day } = partsOf(instant);
  return `${year}-${month}-${day}`;
}

/** Minutes since Shanghai midnight, 0–1439. */
export function minuteOfDay(instant: string | Date): number {
  const { hour, minute } = partsOf(instant);
  return Number(hour) * 60 + Number(minute);
}

/** The instant of a Shanghai civil time, ISO 8601 with offset; minute 1440 is the next midnight. */
export function instantAt(date: string, minute: number): string {
  const day = minute === MINUTES_PER_DAY ? addDays(date, 1) : date;
  return `${day}T${clockText(minute % MINUTES_PER_DAY)}:00${OFFSET}`;
}

/** Shifts a calendar date `YYYY-MM-DD` by whole days. */
export function addDays(date: string, days: number): string {
  const shifted = new Date(`${date}T00:00:00Z`);
  shifted.setUTCDate(shifted.getUTCDate() + days);
  return shifted.toISOString().slice(0, 10);
}

/** ISO weekday of a calendar date, 1 = Monday … 7 = Sunday. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

/** The Monday of the week that holds a calendar date. */
export function startOfWeek(date: string): string {
  return addDays(date, 1 - weekdayOf(date));
}

/** Whole minutes between two instants. */
export function minutesBetween(startsAt: string | Date, endsAt: string | Date): number {
  return Math.round((new Date(endsAt).getTime() - new Date(startsAt).getTime()) / 60_000);
}

/** `09:30` for minute 570, `24:00` for minute 1440. */
export function clockText(minute: number): string {
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}

/** `周二` or `Tue` for a calendar date. */
export function weekdayText(date: string, language: Language): string {
  return WEEKDAYS[language][weekdayOf(date) - 1] ?? '';
}

/** `2026-11-24 周二` for a calendar date. */
export function formatDate(date: string, language: Language): string {
  return `${date} ${weekdayText(date, language)}`;
}

/** `2026-11-24 周二 09:00` in Shanghai. */
export function formatInstant(instant: string | Date, language: Language): string {
  return `${formatDate(civilDate(instant), language)} ${clockText(minuteOfDay(instant))}`;
}

/** `2026-11-24 周二 09:00–13:00` for a half-open period; both dates when it runs past midnight, `24:00` when it ends there. */
export function formatPeriod(startsAt: string, endsAt: string, language: Language): string {
  const date = civilDate(startsAt);
  const end = minuteOfDay(endsAt);
  if (civilDate(endsAt) === date) return `${formatInstant(startsAt, language)}–${clockText(end)}`;
  const endsAtMidnight = end === 0 && civilDate(endsAt) === addDays(date, 1);
  if (endsAtMidnight) return `${formatInstant(startsAt, language)}–24:00`;
  return `${formatInstant(startsAt, language)} – ${formatInstant(endsAt, language)}`;
}

/** `09:00–13:00` for a period shown under its date. */
export function formatHours(startsAt: string, endsAt: string): string {
  const end = minuteOfDay(endsAt);
  const text = end === 0 && endsAt !== startsAt ? '24:00' : clockText(end);
  return `${clockText(minuteOfDay(startsAt))}–${text}`;
}
