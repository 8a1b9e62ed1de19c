import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { ListQualityQuery, QualityPageResponse, QualityResponse } from './quality.dto';
import { QualityService } from './quality.service';

/** How complete records are, and what their gaps stand in the way of. */
@ApiTags('instruments')
@Controller()
export class QualityController {
  constructor(private readonly quality: QualityService) {}

  @Get('instruments/:id/quality')
  @ApiOkResponse({ type: QualityResponse })
  get(@IdParam() id: string): Promise<QualityResponse> {
    return this.quality.get(id);
  }

  @Get('quality')
  @ApiOkResponse({ type: QualityPageResponse })
  list(
    @CurrentActor() actor: Actor,
    @Query() query: ListQualityQuery,
  ): Promise<QualityPageResponse> {
    return this.quality.list(actor, query);
  }
}
