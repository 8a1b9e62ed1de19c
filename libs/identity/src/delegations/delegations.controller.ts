import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageQuery, PageResponse } from '@app/http';
import { CurrentActor } from '../access/access.guard';
import type { Actor } from '../access/roles';
import { DelegationResponse, GrantDelegationRequest } from './delegation.dto';
import { Delegations } from './delegations.service';

@ApiTags('identity')
@Controller()
export class DelegationsController {
  constructor(private readonly delegations: Delegations) {}

  @Post('organisations/:id/delegations')
  @ApiCreatedResponse({ type: DelegationResponse })
  grant(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: GrantDelegationRequest,
    @Command() { call }: CommandCall,
  ): Promise<DelegationResponse> {
    return this.delegations.grant(actor, id, body, call);
  }

  @Get('organisations/:id/delegations')
  @PageResponse(DelegationResponse)
  list(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<DelegationResponse>> {
    return this.delegations.list(id, query);
  }

  @Post('delegations/:id/revoke')
  @HttpCode(200)
  @ApiOkResponse({ type: DelegationResponse })
  revoke(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<DelegationResponse> {
    return this.delegations.revoke(actor, id, how);
  }
}
