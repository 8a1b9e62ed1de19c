import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { CalendarYears } from './calendar-years.service';
import { WorkCalendarController } from './work-calendar.controller';
import { WorkCalendarDay } from './work-calendar-day.entity';
import { WorkCalendarService } from './work-calendar.service';
import { WorkCalendarYear } from './work-calendar-year.entity';

/** The Chinese work calendar for whoever counts working days or closes on holidays. */
@Module({
  imports: [AuditModule, TypeOrmModule.forFeature([WorkCalendarDay, WorkCalendarYear])],
  controllers: [WorkCalendarController],
  providers: [WorkCalendarService, CalendarYears],
  exports: [WorkCalendarService],
})
export class WorkCalendarModule {}
