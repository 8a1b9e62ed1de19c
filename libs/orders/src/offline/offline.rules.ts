import type { DateTime } from 'luxon';
import { type FieldError, findRegion, type Interval, minutesOf } from '@app/common';
import { fieldError } from '@app/http';

/** Days of silence after which a provider is reminded, for the first and for the second time. */
export const REMINDER_DAYS = [3, 7] as const;
/** Days of silence after which the bureau is told. */
export const ESCALATION_DAYS = 10;
/** Days of silence after which papers of the user organisation may stand in for the provider's confirmation. */
export const EVIDENCE_DAYS = REMINDER_DAYS[0];
/** The longest service that one filing covers. */
export const LONGEST_DAYS = 366;

/** How far a silent provider has been chased. */
export interface Silence {
  /** Whole and parts of days since the filing. */
  days: number;
  reminders: number;
  isEscalated: boolean;
}

/** What is done next about a silent provider, one thing at a time; null while nothing is due. */
export function chaseDue({ days, reminders, isEscalated }: Silence): 'remind' | 'escalate' | null {
  const next = REMINDER_DAYS[reminders];
  if (next !== undefined) return days >= next ? 'remind' : null;
  return days >= ESCALATION_DAYS && !isEscalated ? 'escalate' : null;
}

/** What a filing says of time and place. */
export interface Filing {
  period: Interval;
  instrumentId: string | null;
  place: string | null;
  /** Null at the instrument, and where that of a provider named by hand is meant. */
  regionCode: string | null;
}

/** Everything that is wrong with the time and place of a filing; `now` is the database's. */
export const filingProblems = (filing: Filing, now: DateTime): FieldError[] => [
  ...periodProblems(filing.period, now),
  ...placeProblems(filing),
];

function periodProblems({ startsAt, endsAt }: Interval, now: DateTime): FieldError[] {
  const problems: FieldError[] = [];
  if (startsAt <= now)
    problems.push(
      fieldError('/startsAt', 'service-begun', startsAt.toISO(), {
        zh: '服务须在开始前备案，计划开始时间已过；已经开始的服务不能备案，请填写尚未开始的时间',
        en: 'a service is filed before it starts, and this start is over: file one that has not begun yet',
      }),
    );
  if (endsAt <= startsAt)
    problems.push(
      fieldError('/endsAt', 'period-empty', endsAt.toISO(), {
        zh: '结束时间须晚于开始时间',
        en: 'must be after the start',
      }),
    );
  if (minutesOf({ startsAt, endsAt }) > LONGEST_DAYS * 24 * 60)
    problems.push(
      fieldError('/endsAt', 'period-too-long', endsAt.toISO(), {
        zh: `一次备案最长 ${LONGEST_DAYS} 天，更长的服务请分期备案`,
        en: `one filing covers at most ${LONGEST_DAYS} days; file a longer service in parts`,
      }),
    );
  return problems;
}

function placeProblems({ instrumentId, place, regionCode }: Filing): FieldError[] {
  if (instrumentId !== null) return instrumentPlaceProblems(place, regionCode);
  const problems: FieldError[] = [];
  if (place === null)
    problems.push(
      fieldError('/place', 'place-missing', undefined, {
        zh: '未指定仪器时须填写服务地点',
        en: 'say where the service is rendered, or name an instrument',
      }),
    );
  if (regionCode === null || !findRegion(regionCode))
    problems.push(
      fieldError('/regionCode', 'unknown', regionCode ?? undefined, {
        zh: '须为服务地点的行政区划代码，请从列表中选择',
        en: 'must be the region code of the place of service; choose one of the list',
      }),
    );
  return problems;
}

/** The service is where the instrument stands: nobody moves it by what a filing says. */
const instrumentPlaceProblems = (place: string | null, regionCode: string | null): FieldError[] =>
  (
    [
      ['/place', place],
      ['/regionCode', regionCode],
    ] as const
  )
    .filter(([, value]) => value !== null)
    .map(([pointer, value]) =>
      fieldError(pointer, 'place-of-instrument', value, {
        zh: '已指定仪器，服务地点以仪器所在地为准，请删除',
        en: 'the service is where the instrument stands; leave it out',
      }),
    );
