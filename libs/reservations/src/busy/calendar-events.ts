import ICAL from 'ical.js';
import { DateTime } from 'luxon';
import { type Interval, ZONE } from '@app/common';
import { CalendarUnreadable } from './busy.errors';

/** A booking as a calendar has it; each date of one that repeats is a booking of its own. */
export interface CalendarEvent {
  externalId: string;
  period: Interval;
  title: string | null;
}

/** Bookings of one calendar within the window; more is a mistake, or not the calendar of one instrument. */
const MAX_EVENTS = 2_000;
/** Dates of all repeating events that are counted out, those before the window too: each costs a fifth of a millisecond. */
const MAX_STEPS = 10_000;
/** Events of our own feeds: a system that shows them must not give them back to us as its bookings. */
const OURS = '@jiayi';

/**
 * The busy times of an iCalendar (RFC 5545) that touch a window, in the order of the text. Cancelled and transparent
 * events are left out; a time without a zone, and a whole day, are Shanghai's.
 *
 * @throws CalendarUnreadable for another text, and for too many events
 */
export function calendarEvents(text: string, window: Interval): CalendarEvent[] {
  const found: CalendarEvent[] = [];
  const steps = { left: MAX_STEPS };
  for (const event of eventsIn(text)) {
    if (isIgnored(event)) continue;
    for (const one of occurrencesOf(event, window, steps)) {
      found.push(one);
      if (found.length > MAX_EVENTS) throw new CalendarUnreadable('too-many-events');
    }
  }
  return found;
}

/** The events of a text, each repeating one with the dates that were changed apart. */
function eventsIn(text: string): ICAL.Event[] {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
    if (calendar.name !== 'vcalendar') throw new Error('another component');
    const events = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
    const masters = events.filter((event) => !event.isRecurrenceException());
    for (const changed of events.filter((event) => event.isRecurrenceException()))
      masters.find(({ uid }) => uid === changed.uid)?.relateException(changed);
    return masters;
  } catch {
    throw new CalendarUnreadable('not-a-calendar');
  }
}

function isIgnored({ component, uid }: ICAL.Event): boolean {
  const value = (name: string): string =>
    String(component.getFirstPropertyValue(name) ?? '').toUpperCase();
  const isFree = value('transp') === 'TRANSPARENT' || value('status') === 'CANCELLED';
  return !uid || uid.endsWith(OURS) || isFree || !component.getFirstPropertyValue('dtstart');
}

function* occurrencesOf(
  event: ICAL.Event,
  window: Interval,
  steps: { left: number },
): Generator<CalendarEvent> {
  if (!event.isRecurring()) {
    const period = periodOf(event, event.startDate, event.endDate);
    if (touches(period, window)) yield { ...said(event), externalId: idOf(event.uid), period };
    return;
  }
  const dates = event.iterator();
  for (; steps.left > 0; steps.left -= 1) {
    const date = dates.next() as ICAL.Time | undefined;
    if (!date || instantIn(event, date) >= window.endsAt) return;
    const { item, startDate, endDate, recurrenceId } = event.getOccurrenceDetails(date);
    const period = periodOf(item, startDate, endDate);
    if (isIgnored(item) || !touches(period, window)) continue;
    yield { ...said(item), externalId: idOf(`${event.uid}/${recurrenceId.toString()}`), period };
  }
  throw new CalendarUnreadable('too-many-events');
}

const said = ({ summary }: ICAL.Event): Pick<CalendarEvent, 'title'> => ({
  title: summary
    ? summary
        .replace(/\p{C}+/gu, ' ')
        .trim()
        .slice(0, 200) || null
    : null,
});

/** Ids are as long as the other system likes; what is cut is told apart by its length. */
const idOf = (id: string): string => (id.length <= 200 ? id : `${id.slice(0, 190)}…${id.length}`);

const periodOf = (event: ICAL.Event, start: ICAL.Time, end: ICAL.Time): Interval => ({
  startsAt: instantIn(event, start),
  endsAt: instantIn(event, end),
});

/** A zone that is known by its name counts as such; another one by the rules that the calendar brings along. */
function instantIn({ component }: ICAL.Event, time: ICAL.Time): DateTime {
  const { year, month, day, hour, minute, second, isDate } = time;
  const local = { year, month, day, ...(!isDate && { hour, minute, second }) };
  const named = component.getFirstProperty('dtstart')?.getFirstParameter('tzid');
  if (time.zone.tzid === 'UTC') return DateTime.fromObject(local, { zone: 'utc' });
  const known = DateTime.fromObject(local, { zone: named || ZONE });
  if (known.isValid) return known.toUTC();
  if (time.zone.tzid !== 'floating') return DateTime.fromJSDate(time.toJSDate()).toUTC();
  return DateTime.fromObject(local, { zone: ZONE }).toUTC();
}

const touches = ({ startsAt, endsAt }: Interval, window: Interval): boolean =>
  startsAt < endsAt && startsAt < window.endsAt && endsAt > window.startsAt;
