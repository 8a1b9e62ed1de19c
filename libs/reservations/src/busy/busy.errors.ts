/** Why a calendar could not be read, as a code that its holder can act on. */
export class CalendarUnreadable extends Error {
  override name = 'CalendarUnreadable';

  constructor(readonly code: 'unreachable' | 'refused' | 'not-a-calendar' | 'too-many-events') {
    super(`the calendar is ${code}`);
  }
}
