import { type AccessRow, any, type Grant, ours, when } from '../access-row';
import { DELEGATE, ROLES } from '../roles';
import { LAB_STAFF, LOCAL_REVIEWERS, READERS } from './roles';

/** What was done with an instrument: its holder's people, who reviews the holder, and the offices. */
const READ_USE: readonly Grant[] = [
  ours(...LAB_STAFF, 'holder_admin', 'platform_service'),
  when(LOCAL_REVIEWERS, 'jurisdiction'),
  any(...READERS),
];
/** Whoever runs the instrument writes down what happened on it; a system of the holder does so by an API key. */
const ENTER_USE: readonly Grant[] = [ours(...LAB_STAFF, 'platform_service')];
/** Another one than who entered it, which the service sees to. */
const JUDGE_USE: readonly Grant[] = [ours('lab_manager', 'holder_admin')];

/** The address of another system's calendar is a secret of the laboratory. */
const LINK_CALENDAR: readonly Grant[] = [ours('lab_manager')];
/** Whatever somebody is, their feeds are theirs. */
const MINE: readonly Grant[] = [when([...ROLES, DELEGATE], 'own')];

/** Usage records, the figures made of them, calendar feeds and busy time from elsewhere. */
export const USAGE_POLICY = {
  'usageRecords.create': { object: 'instrument', who: ENTER_USE },
  'usageRecords.list': { object: 'instrument', who: READ_USE },
  'usageRecords.approve': { object: 'usage-record', who: JUDGE_USE },
  'usageRecords.reject': { object: 'usage-record', who: JUDGE_USE },
  'usageSheet.template': { object: 'instrument', who: ENTER_USE },
  'usageSheet.upload': { object: 'instrument', who: ENTER_USE },
  'utilisation.get': { who: READ_USE },
  'utilisation.export': { who: READ_USE },
  'utilisation.evaluationSheet': { who: READ_USE },
  'busyTimes.put': { object: 'instrument', who: ENTER_USE },
  'busyTimes.withdraw': { object: 'instrument', who: ENTER_USE },
  'busyTimes.clashes': { object: 'instrument', who: READ_USE },
  'busyCalendar.get': { object: 'instrument', who: LINK_CALENDAR },
  'busyCalendar.put': { object: 'instrument', who: LINK_CALENDAR },
  'busyCalendar.remove': { object: 'instrument', who: LINK_CALENDAR },
  'calendarFeeds.create': { who: 'signed-in' },
  'calendarFeeds.list': { who: 'signed-in' },
  'calendarFeeds.revoke': { object: 'calendar-feed', who: MINE },
  'calendars.read': { who: 'anyone' },
} satisfies Record<string, AccessRow>;
