import { DateTime } from 'luxon';

/** The time for display and for pure rules. Deadlines and expiries compare in SQL with `app_now()` instead. */
export abstract class Clock {
  /** The present instant in UTC. */
  abstract now(): DateTime;
}

export class SystemClock extends Clock {
  now(): DateTime {
    return DateTime.utc();
  }
}

/** A clock that stands still, for tests of rules. */
export class FixedClock extends Clock {
  constructor(private readonly instant: DateTime) {
    super();
  }

  now(): DateTime {
    return this.instant.toUTC();
  }
}
