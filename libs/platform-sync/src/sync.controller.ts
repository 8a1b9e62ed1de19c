import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageQuery, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  CreateSyncRunRequest,
  ListSyncItemsQuery,
  SyncItemResponse,
  SyncRunResponse,
} from './sync.dto';
import { SyncService } from './sync.service';

@ApiTags('platform-sync')
@Controller('sync')
export class SyncController {
  constructor(private readonly sync: SyncService) {}

  @Post('runs')
  @ApiCreatedResponse({ type: SyncRunResponse })
  createRun(
    @CurrentActor() actor: Actor,
    @Body() body: CreateSyncRunRequest,
    @Command() { call }: CommandCall,
  ): Promise<SyncRunResponse> {
    return this.sync.createRun(actor, body, call);
  }

  @Get('runs')
  @PageResponse(SyncRunResponse)
  listRuns(@Query() query: PageQuery): Promise<Page<SyncRunResponse>> {
    return this.sync.listRuns(query);
  }

  @Get('runs/:id')
  @ApiOkResponse({ type: SyncRunResponse })
  getRun(@IdParam() id: string): Promise<SyncRunResponse> {
    return this.sync.getRun(id);
  }

  @Get('items')
  @PageResponse(SyncItemResponse)
  listItems(@Query() query: ListSyncItemsQuery): Promise<Page<SyncItemResponse>> {
    return this.sync.listItems(query);
  }

  @Post('items/:id/resend')
  @HttpCode(200)
  @ApiOkResponse({ type: SyncItemResponse })
  resend(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() { call }: CommandCall,
  ): Promise<SyncItemResponse> {
    return this.sync.resend(actor, id, call);
  }
}
