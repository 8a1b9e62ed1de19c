import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  CreateUsageRecordRequest,
  ListUsageRecordsQuery,
  RejectUsageRecordRequest,
  UsageRecordResponse,
} from './usage.dto';
import { UsageRecords } from './usage-records.service';

/** What really happened on instruments. */
@ApiTags('usage')
@Controller()
export class UsageRecordsController {
  constructor(private readonly records: UsageRecords) {}

  @Post('instruments/:id/usage-records')
  @ApiCreatedResponse({ type: UsageRecordResponse })
  create(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CreateUsageRecordRequest,
    @Command() command: CommandCall,
  ): Promise<UsageRecordResponse> {
    return this.records.create(actor, id, body, command);
  }

  @Get('instruments/:id/usage-records')
  @PageResponse(UsageRecordResponse)
  list(
    @IdParam() id: string,
    @Query() query: ListUsageRecordsQuery,
  ): Promise<Page<UsageRecordResponse>> {
    return this.records.list(id, query);
  }

  @Post('usage-records/:id/approve')
  @HttpCode(200)
  @ApiOkResponse({ type: UsageRecordResponse })
  approve(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() command: CommandCall,
  ): Promise<UsageRecordResponse> {
    return this.records.approve({ actor, id, ...command });
  }

  @Post('usage-records/:id/reject')
  @HttpCode(200)
  @ApiOkResponse({ type: UsageRecordResponse })
  reject(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: RejectUsageRecordRequest,
    @Command() command: CommandCall,
  ): Promise<UsageRecordResponse> {
    return this.records.reject({ actor, id, ...command }, body.reason);
  }
}
