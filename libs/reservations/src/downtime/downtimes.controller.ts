import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  ChangedDowntimeResponse,
  ChangeDowntimeRequest,
  CreateDowntimeRequest,
  DowntimePreview,
  DowntimeResponse,
  EndedDowntimeResponse,
  ListDowntimesQuery,
  ListedDowntime,
} from './downtime.dto';
import { DowntimeChangesService } from './downtime-changes.service';
import { DowntimesService } from './downtimes.service';

@ApiTags('reservations')
@Controller()
export class DowntimesController {
  constructor(
    private readonly downtimes: DowntimesService,
    private readonly changes: DowntimeChangesService,
  ) {}

  @Get('instruments/:id/downtimes')
  @PageResponse(ListedDowntime)
  list(@IdParam() id: string, @Query() query: ListDowntimesQuery): Promise<Page<ListedDowntime>> {
    return this.changes.list(id, query);
  }

  @Post('instruments/:id/downtimes')
  @ApiCreatedResponse({ type: DowntimeResponse })
  create(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CreateDowntimeRequest,
    @Command() { call }: CommandCall,
  ): Promise<DowntimeResponse> {
    return this.downtimes.create(actor, id, body, call);
  }

  @Post('instruments/:id/downtimes/preview')
  @HttpCode(200)
  @ApiOkResponse({ type: DowntimePreview })
  preview(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CreateDowntimeRequest,
  ): Promise<DowntimePreview> {
    return this.downtimes.preview(actor, id, body);
  }

  @Post('downtimes/:id/end')
  @HttpCode(200)
  @ApiOkResponse({ type: EndedDowntimeResponse })
  end(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() { call }: CommandCall,
  ): Promise<EndedDowntimeResponse> {
    return this.downtimes.end(actor, id, call);
  }

  @Post('downtimes/:id/change')
  @HttpCode(200)
  @ApiOkResponse({ type: ChangedDowntimeResponse })
  change(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ChangeDowntimeRequest,
    @Command() { call }: CommandCall,
  ): Promise<ChangedDowntimeResponse> {
    return this.changes.change(actor, id, body, call);
  }

  @Post('downtimes/:id/cancel')
  @HttpCode(200)
  @ApiOkResponse({ type: EndedDowntimeResponse })
  cancel(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() { call }: CommandCall,
  ): Promise<EndedDowntimeResponse> {
    return this.changes.cancel(actor, id, call);
  }
}
