import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { IdempotentCall } from '@app/database';
import {
  type HttpRequest,
  IdempotentCommand,
  IdParam,
  languageOf,
  type Page,
  PageQuery,
  PageResponse,
} from '@app/http';
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
    @Req() request: HttpRequest,
    @IdempotentCommand() call: IdempotentCall | undefined,
  ): Promise<SyncRunResponse> {
    return this.sync.createRun(actor, body, languageOf(request), call);
  }

  @Get('runs')
  @PageResponse(SyncRunResponse)
  listRuns(@Query() query: PageQuery, @Req() request: HttpRequest): Promise<Page<SyncRunResponse>> {
    return this.sync.listRuns(query, languageOf(request));
  }

  @Get('runs/:id')
  @ApiOkResponse({ type: SyncRunResponse })
  getRun(@IdParam() id: string, @Req() request: HttpRequest): Promise<SyncRunResponse> {
    return this.sync.getRun(id, languageOf(request));
  }

  @Get('items')
  @PageResponse(SyncItemResponse)
  listItems(
    @Query() query: ListSyncItemsQuery,
    @Req() request: HttpRequest,
  ): Promise<Page<SyncItemResponse>> {
    return this.sync.listItems(query, languageOf(request));
  }

  @Post('items/:id/resend')
  @HttpCode(200)
  @ApiOkResponse({ type: SyncItemResponse })
  resend(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Req() request: HttpRequest,
    @IdempotentCommand() call: IdempotentCall | undefined,
  ): Promise<SyncItemResponse> {
    return this.sync.resend(actor, id, languageOf(request), call);
  }
}
