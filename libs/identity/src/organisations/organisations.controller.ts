import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { CurrentActor } from '../access/access.guard';
import type { Actor } from '../access/roles';
import {
  CreateOrganisationRequest,
  ListOrganisationsQuery,
  OrganisationResponse,
  ReturnOrganisationRequest,
  UpdateOrganisationRequest,
} from './organisation.dto';
import { OrganisationsService } from './organisations.service';
import { VerificationService } from './verification.service';

@ApiTags('identity')
@Controller('organisations')
export class OrganisationsController {
  constructor(
    private readonly organisations: OrganisationsService,
    private readonly verification: VerificationService,
  ) {}

  @Post()
  @ApiCreatedResponse({ type: OrganisationResponse })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateOrganisationRequest,
    @Command() { call }: CommandCall,
  ): Promise<OrganisationResponse> {
    return this.organisations.create(actor, body, call);
  }

  @Get()
  @PageResponse(OrganisationResponse)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: ListOrganisationsQuery,
  ): Promise<Page<OrganisationResponse>> {
    return this.organisations.list(actor, query);
  }

  @Get(':id')
  @ApiOkResponse({ type: OrganisationResponse })
  get(@IdParam() id: string): Promise<OrganisationResponse> {
    return this.organisations.get(id);
  }

  @Patch(':id')
  @ApiOkResponse({ type: OrganisationResponse })
  update(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: UpdateOrganisationRequest,
    @Command() how: CommandCall,
  ): Promise<OrganisationResponse> {
    return this.organisations.update(actor, id, body, how);
  }

  @Post(':id/verify')
  @HttpCode(200)
  @ApiOkResponse({ type: OrganisationResponse })
  verify(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<OrganisationResponse> {
    return this.verification.verify(actor, id, how);
  }

  @Post(':id/return')
  @HttpCode(200)
  @ApiOkResponse({ type: OrganisationResponse })
  sendBack(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ReturnOrganisationRequest,
    @Command() how: CommandCall,
  ): Promise<OrganisationResponse> {
    return this.verification.sendBack(actor, id, body.reason, how);
  }
}
