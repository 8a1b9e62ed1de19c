import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { PlanSampleWorkRequest, SampleWorkResponse } from './sample-work.dto';
import { SampleWorks } from './sample-works.service';

/** Machine time for orders of samples. */
@ApiTags('orders')
@Controller()
export class SampleWorksController {
  constructor(private readonly works: SampleWorks) {}

  @Get('orders/:id/machine-time')
  @PageResponse(SampleWorkResponse)
  list(@IdParam() id: string): Promise<Page<SampleWorkResponse>> {
    return this.works.list(id);
  }

  @Post('orders/:id/machine-time')
  @ApiCreatedResponse({ type: SampleWorkResponse })
  plan(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: PlanSampleWorkRequest,
    @Command() how: CommandCall,
  ): Promise<SampleWorkResponse> {
    return this.works.plan(actor, id, body, how);
  }

  @Delete('machine-time/:id')
  @HttpCode(204)
  @ApiNoContentResponse()
  free(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<void> {
    return this.works.free(actor, id, how);
  }
}
