export type { SpecialDay } from './special-day';
export { WorkCalendar, type CountedDate } from './work-calendar';
export { WorkCalendarDay } from './work-calendar-day.entity';
export { WorkCalendarModule } from './work-calendar.module';
export { WorkCalendarService } from './work-calendar.service';
export { WorkCalendarYear } from './work-calendar-year.entity';
