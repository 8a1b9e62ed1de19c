import { ICalCalendar, ICalEventStatus } from 'ical-generator';
import type { Language, Text } from '@app/common';
import type { FeedEvent, LiveFeed } from './feed.queries';

const BUSY: Text = { zh: '占用', en: 'Busy' };
const DOWN: Text = { zh: '停机', en: 'Downtime' };
const WAITING: Text = { zh: '待审核', en: 'requested' };

/**
 * A feed as iCalendar (RFC 5545): UTC instants, since a zone would need its rules beside it; the id of an event stays
 * when it moves, and its sequence grows. The same events make the same text, byte for byte.
 */
export function calendarText(
  feed: Pick<LiveFeed, 'kind' | 'name_zh'>,
  events: readonly FeedEvent[],
  language: Language,
): string {
  const calendar = new ICalCalendar({
    prodId: { company: 'Jiayi', product: 'calendar', language: 'ZH' },
    name: feed.name_zh,
  });
  for (const event of events)
    calendar.createEvent({
      id: `${event.id}@jiayi`,
      sequence: event.version,
      stamp: event.changed_at,
      lastModified: event.changed_at,
      start: event.starts_at,
      end: event.ends_at,
      summary: summaryOf(feed, event, language),
      location: event.address,
      status: statusOf(event),
    });
  return calendar.toString();
}

function statusOf({ blocking, state }: FeedEvent): ICalEventStatus {
  if (!blocking) return ICalEventStatus.CANCELLED;
  return state === 'requested' ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED;
}

function summaryOf(
  { kind }: Pick<LiveFeed, 'kind'>,
  { state, instrument_name_zh, user_name_zh }: FeedEvent,
  language: Language,
): string {
  if (kind === 'instrument') return BUSY[language];
  const whose = kind === 'holder' && state !== null ? user_name_zh : null;
  const what = state === null ? DOWN[language] : whose;
  const waiting = state === 'requested' ? `(${WAITING[language]})` : null;
  return [instrument_name_zh, what, waiting].filter((part) => part !== null).join(' · ');
}
