import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkCalendarDay } from './work-calendar-day.entity';
import { WorkCalendarService } from './work-calendar.service';

/** The Chinese work calendar for whoever counts working days or closes on holidays. */
@Module({
  imports: [TypeOrmModule.forFeature([WorkCalendarDay])],
  providers: [WorkCalendarService],
  exports: [WorkCalendarService],
})
export class WorkCalendarModule {}
