import { NotFound } from '@app/common';

/** No calendar of another system is read for the instrument. */
export class BusyCalendarNotFound extends NotFound {
  constructor() {
    super({ zh: '外部日历', en: 'external calendar' });
  }
}

/** Why a calendar could not be read, as a code that its holder can act on. */
export class CalendarUnreadable extends Error {
  override name = 'CalendarUnreadable';

  constructor(readonly code: 'unreachable' | 'refused' | 'not-a-calendar' | 'too-many-events') {
    super(`the calendar is ${code}`);
  }
}
