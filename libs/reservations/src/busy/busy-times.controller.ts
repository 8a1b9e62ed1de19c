import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  Command,
  type CommandCall,
  fieldError,
  IdParam,
  InvalidRequest,
  type Page,
  PageResponse,
} from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { BusyCalendars } from './busy-calendars.service';
import {
  BusyCalendarResponse,
  BusyClashResponse,
  BusyTimeResponse,
  ListClashesQuery,
  PutBusyCalendarRequest,
  PutBusyTimeRequest,
  WithdrawBusyTimeQuery,
} from './busy.dto';
import { BusyTimes } from './busy-times.service';

/** Bookings that a holder's own system has. */
@ApiTags('reservations')
@Controller('instruments/:id')
export class BusyTimesController {
  constructor(private readonly busy: BusyTimes) {}

  @Put('busy/:externalId')
  @ApiOkResponse({ type: BusyTimeResponse })
  put(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Param('externalId') externalId: string,
    @Body() body: PutBusyTimeRequest,
    @Command() command: CommandCall,
  ): Promise<BusyTimeResponse> {
    return this.busy.put(actor, { instrumentId, externalId: named(externalId) }, body, command);
  }

  @Delete('busy/:externalId')
  @HttpCode(204)
  @ApiNoContentResponse()
  withdraw(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Param('externalId') externalId: string,
    @Query() { sequence }: WithdrawBusyTimeQuery,
  ): Promise<void> {
    const key = { instrumentId, externalId: named(externalId) };
    return this.busy.withdraw(actor, key, sequence ?? null);
  }

  @Get('busy-clashes')
  @PageResponse(BusyClashResponse)
  clashes(
    @IdParam() id: string,
    @Query() query: ListClashesQuery,
  ): Promise<Page<BusyClashResponse>> {
    return this.busy.clashes(id, query);
  }
}

/** The calendar of another system that is read for an instrument. */
@ApiTags('reservations')
@Controller('instruments/:id/busy-calendar')
export class BusyCalendarController {
  constructor(private readonly calendars: BusyCalendars) {}

  @Get()
  @ApiOkResponse({ type: BusyCalendarResponse })
  get(@IdParam() id: string): Promise<BusyCalendarResponse> {
    return this.calendars.get(id);
  }

  @Put()
  @ApiOkResponse({ type: BusyCalendarResponse })
  put(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() { address }: PutBusyCalendarRequest,
    @Command() command: CommandCall,
  ): Promise<BusyCalendarResponse> {
    return this.calendars.put(actor, id, address, command);
  }

  /** No longer read; what was read of it and lies ahead gives its time back. */
  @Delete()
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<void> {
    return this.calendars.remove(actor, id);
  }
}

const MAX_CHARACTERS = 200;

/** What the other system calls its booking: printable, and short enough for an index. */
function named(externalId: string): string {
  if (externalId.length <= MAX_CHARACTERS && /^[\P{C}]+$/u.test(externalId)) return externalId;
  throw new InvalidRequest([
    fieldError('/externalId', 'external-id', undefined, {
      zh: `须为 1 至 ${MAX_CHARACTERS} 个可见字符`,
      en: `must be 1 to ${MAX_CHARACTERS} printable characters`,
    }),
  ]);
}
