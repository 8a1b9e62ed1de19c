import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '@app/identity';
import { InstrumentsService } from '../instruments.service';
import { FacetsQuery } from './found-instruments.dto';
import { InstrumentFacets } from './search.dto';

/** How many instruments there are of what. */
@ApiTags('instruments')
@Controller('instruments/facets')
export class InstrumentFacetsController {
  constructor(private readonly instruments: InstrumentsService) {}

  @Get()
  @ApiOkResponse({ type: InstrumentFacets })
  count(@CurrentActor() actor: Actor, @Query() query: FacetsQuery): Promise<InstrumentFacets> {
    return this.instruments.countFacets(actor, query);
  }
}
