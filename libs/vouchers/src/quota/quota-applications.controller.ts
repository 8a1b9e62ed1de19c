import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  ApplyForQuota,
  QuotaApplicationDetail,
  QuotaApplicationResponse,
  QuotaAsked,
  QuotaListQuery,
  RefuseQuota,
  RelatedPartiesResponse,
} from './quota-application.dto';
import { QuotaApplications } from './quota-applications.service';

/** What organisations ask voucher programmes for (额度申请), and what the bureau does about it. */
@ApiTags('vouchers')
@Controller('quota-applications')
export class QuotaApplicationsController {
  constructor(private readonly applications: QuotaApplications) {}

  @Post()
  @ApiCreatedResponse({ type: QuotaApplicationDetail })
  submit(
    @CurrentActor() actor: Actor,
    @Body() body: ApplyForQuota,
    @Command() { call }: CommandCall,
  ): Promise<QuotaApplicationDetail> {
    return this.applications.submit(actor, body, call);
  }

  @Get()
  @PageResponse(QuotaApplicationResponse)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: QuotaListQuery,
  ): Promise<Page<QuotaApplicationResponse>> {
    return this.applications.list(actor, query);
  }

  @Get(':id')
  @ApiOkResponse({ type: QuotaApplicationDetail })
  get(@IdParam() id: string): Promise<QuotaApplicationDetail> {
    return this.applications.get(id);
  }

  @Get(':id/related-parties')
  @ApiOkResponse({ type: RelatedPartiesResponse })
  relatedParties(@IdParam() id: string): Promise<RelatedPartiesResponse> {
    return this.applications.relatedParties(id);
  }

  @Post(':id/resubmit')
  @HttpCode(200)
  @ApiOkResponse({ type: QuotaApplicationDetail })
  resubmit(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: QuotaAsked,
    @Command() how: CommandCall,
  ): Promise<QuotaApplicationDetail> {
    return this.applications.resubmit(actor, id, body, how);
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @ApiOkResponse({ type: QuotaApplicationDetail })
  withdraw(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<QuotaApplicationDetail> {
    return this.applications.withdraw(actor, id, how);
  }

  @Post(':id/check')
  @HttpCode(200)
  @ApiOkResponse({ type: QuotaApplicationDetail })
  check(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<QuotaApplicationDetail> {
    return this.applications.check(actor, id, how);
  }

  @Post(':id/return')
  @HttpCode(200)
  @ApiOkResponse({ type: QuotaApplicationDetail })
  sendBack(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: RefuseQuota,
    @Command() how: CommandCall,
  ): Promise<QuotaApplicationDetail> {
    return this.applications.sendBack(actor, id, body.reason, how);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @ApiOkResponse({ type: QuotaApplicationDetail })
  approve(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<QuotaApplicationDetail> {
    return this.applications.approve(actor, id, how);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @ApiOkResponse({ type: QuotaApplicationDetail })
  reject(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: RefuseQuota,
    @Command() how: CommandCall,
  ): Promise<QuotaApplicationDetail> {
    return this.applications.reject(actor, id, body.reason, how);
  }
}
