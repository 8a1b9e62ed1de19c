export { HOLIDAYS_2026, insertSpecialDays, type SpecialDay } from './holidays-2026';
export { WorkCalendar, type CountedDate } from './work-calendar';
export { WorkCalendarDay } from './work-calendar-day.entity';
export { WorkCalendarModule } from './work-calendar.module';
export { WorkCalendarService } from './work-calendar.service';
