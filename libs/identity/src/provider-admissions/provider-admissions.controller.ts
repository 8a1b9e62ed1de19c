import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { CurrentActor } from '../access/access.guard';
import type { Actor } from '../access/roles';
import {
  AdmissionReasonRequest,
  ListAdmissionsQuery,
  ProviderAdmissionRequest,
  ProviderAdmissionResponse,
} from './provider-admission.dto';
import { ProviderAdmissions } from './provider-admissions.service';

@ApiTags('identity')
@Controller('provider-admissions')
export class ProviderAdmissionsController {
  constructor(private readonly admissions: ProviderAdmissions) {}

  @Post()
  @ApiCreatedResponse({ type: ProviderAdmissionResponse })
  apply(
    @CurrentActor() actor: Actor,
    @Body() body: ProviderAdmissionRequest,
    @Command() { call }: CommandCall,
  ): Promise<ProviderAdmissionResponse> {
    return this.admissions.apply(actor, body, call);
  }

  @Get()
  @PageResponse(ProviderAdmissionResponse)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: ListAdmissionsQuery,
  ): Promise<Page<ProviderAdmissionResponse>> {
    return this.admissions.list(actor, query);
  }

  @Get(':id')
  @ApiOkResponse({ type: ProviderAdmissionResponse })
  get(@IdParam() id: string): Promise<ProviderAdmissionResponse> {
    return this.admissions.get(id);
  }

  @Put(':id')
  @ApiOkResponse({ type: ProviderAdmissionResponse })
  correct(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ProviderAdmissionRequest,
    @Command() how: CommandCall,
  ): Promise<ProviderAdmissionResponse> {
    return this.admissions.correct(actor, id, body, how);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @ApiOkResponse({ type: ProviderAdmissionResponse })
  approve(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<ProviderAdmissionResponse> {
    return this.admissions.approve(actor, id, how);
  }

  @Post(':id/return')
  @HttpCode(200)
  @ApiOkResponse({ type: ProviderAdmissionResponse })
  sendBack(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: AdmissionReasonRequest,
    @Command() how: CommandCall,
  ): Promise<ProviderAdmissionResponse> {
    return this.admissions.sendBack(actor, id, body.reason, how);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @ApiOkResponse({ type: ProviderAdmissionResponse })
  reject(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: AdmissionReasonRequest,
    @Command() how: CommandCall,
  ): Promise<ProviderAdmissionResponse> {
    return this.admissions.reject(actor, id, body.reason, how);
  }

  @Post(':id/end')
  @HttpCode(200)
  @ApiOkResponse({ type: ProviderAdmissionResponse })
  end(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: AdmissionReasonRequest,
    @Command() how: CommandCall,
  ): Promise<ProviderAdmissionResponse> {
    return this.admissions.end(actor, id, body.reason, how);
  }
}
