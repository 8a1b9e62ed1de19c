import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { CurrentActor } from '../access/access.guard';
import {
  CreateOrganisationRequest,
  ListOrganisationsQuery,
  OrganisationResponse,
} from './organisation.dto';
import { OrganisationsService } from './organisations.service';
import type { Actor } from '../access/roles';

@ApiTags('identity')
@Controller('organisations')
export class OrganisationsController {
  constructor(private readonly organisations: OrganisationsService) {}

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
  list(@Query() query: ListOrganisationsQuery): Promise<Page<OrganisationResponse>> {
    return this.organisations.list(query);
  }

  @Get(':id')
  @ApiOkResponse({ type: OrganisationResponse })
  get(@IdParam() id: string): Promise<OrganisationResponse> {
    return this.organisations.get(id);
  }
}
