import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources } from '@app/identity';
import { InstrumentsModule } from '@app/instruments';
import { BusyCalendars } from './busy-calendars.service';
import { BusyCalendar, BusyClash, BusyTime } from './busy-time.entity';
import { BusyCalendarController, BusyTimesController } from './busy-times.controller';
import { BusyTimes } from './busy-times.service';
import { CalendarFetcher } from './calendar-fetcher';

/** Busy time from holders' own systems. */
@Module({
  imports: [
    AccessModule,
    AuditModule,
    InstrumentsModule,
    TypeOrmModule.forFeature([BusyTime, BusyClash, BusyCalendar]),
  ],
  controllers: [BusyTimesController, BusyCalendarController],
  providers: [BusyTimes, BusyCalendars, CalendarFetcher],
  exports: [BusyTimes, BusyCalendars],
})
export class BusyModule {
  constructor(personalData: PersonalDataSources) {
    personalData.define({
      name: 'busyCalendars',
      rows: `SELECT instrument_id AS "instrumentId", address, read_at AS "readAt" FROM busy_calendar WHERE set_by = $1`,
    });
  }
}
