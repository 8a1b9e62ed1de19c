import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  AvailabilityQuery,
  AvailabilityResponse,
  SearchAvailabilityQuery,
  SearchAvailabilityResponse,
} from './availability.dto';
import { AvailabilityService } from './availability.service';

@ApiTags('reservations')
@Controller()
export class AvailabilityController {
  constructor(private readonly availability: AvailabilityService) {}

  @Get('availability')
  @ApiOkResponse({ type: SearchAvailabilityResponse })
  search(
    @CurrentActor() actor: Actor,
    @Query() query: SearchAvailabilityQuery,
  ): Promise<SearchAvailabilityResponse> {
    return this.availability.search(actor, query);
  }

  @Get('instruments/:id/availability')
  @ApiOkResponse({ type: AvailabilityResponse })
  forInstrument(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Query() query: AvailabilityQuery,
  ): Promise<AvailabilityResponse> {
    return this.availability.forInstrument(id, query, actor);
  }
}
