import { Body, Controller, Get, HttpCode, Post, Put, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, type HttpRequest, TakesFile } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { YEARS } from './calendar-year.rules';
import { CalendarYears } from './calendar-years.service';
import { readUploadedCalendar } from './uploaded-calendar';
import {
  CalendarImportResponse,
  CalendarYearResponse,
  PutCalendarYearRequest,
} from './work-calendar.dto';
import { YearParam } from './year-parameter';

const YEAR = {
  name: 'year',
  schema: { type: 'integer', minimum: YEARS.first, maximum: YEARS.last },
} as const;

/** Holidays and make-up workdays by year. */
@ApiTags('work-calendar')
@Controller('work-calendar')
export class WorkCalendarController {
  constructor(private readonly years: CalendarYears) {}

  @Get(':year')
  @ApiParam(YEAR)
  @ApiOkResponse({ type: CalendarYearResponse })
  get(@YearParam() year: number): Promise<CalendarYearResponse> {
    return this.years.get(year);
  }

  @Put(':year')
  @ApiParam(YEAR)
  @ApiOkResponse({ type: CalendarYearResponse })
  replace(
    @CurrentActor() actor: Actor,
    @YearParam() year: number,
    @Body() { days }: PutCalendarYearRequest,
    @Command() command: CommandCall,
  ): Promise<CalendarYearResponse> {
    return this.years.replace({ actor, year, days, ...command });
  }

  @Post('imports')
  @HttpCode(200)
  @TakesFile()
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: {
        file: { type: 'string', format: 'binary', description: '.csv: date, kind, name' },
      },
    },
  })
  @ApiOkResponse({ type: CalendarImportResponse })
  async importFile(
    @CurrentActor() actor: Actor,
    @Req() request: HttpRequest,
    @Command() command: CommandCall,
  ): Promise<CalendarImportResponse> {
    return this.years.importFile(actor, await readUploadedCalendar(request), command);
  }
}
