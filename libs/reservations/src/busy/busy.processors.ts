import { Injectable } from '@nestjs/common';
import type { JobProcessor } from '@app/messaging';
import { BusyCalendars } from './busy-calendars.service';
import { BusyTimes } from './busy-times.service';

/** Each minute: what has become free is taken for bookings of other systems that clashed. */
@Injectable()
export class SettleBusyClashesProcessor implements JobProcessor<'settle-busy-clashes'> {
  readonly job = 'settle-busy-clashes';

  constructor(private readonly busy: BusyTimes) {}

  async process(): Promise<void> {
    await this.busy.settleClashes();
  }
}

/** Each ten minutes: the calendars of holders' own systems. */
@Injectable()
export class ReadBusyCalendarsProcessor implements JobProcessor<'read-busy-calendars'> {
  readonly job = 'read-busy-calendars';

  constructor(private readonly calendars: BusyCalendars) {}

  async process(): Promise<void> {
    await this.calendars.readDue();
  }
}
