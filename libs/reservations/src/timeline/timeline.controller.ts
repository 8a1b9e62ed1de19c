import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { TimelineInstrument, TimelineQuery } from './timeline.dto';
import { TimelineService } from './timeline.service';

@ApiTags('reservations')
@Controller('timeline')
export class TimelineController {
  constructor(private readonly timeline: TimelineService) {}

  @Get()
  @PageResponse(TimelineInstrument)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: TimelineQuery,
  ): Promise<Page<TimelineInstrument>> {
    return this.timeline.list(actor, query);
  }
}
