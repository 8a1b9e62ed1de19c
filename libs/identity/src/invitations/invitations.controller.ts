import { Body, Controller, Delete, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  Command,
  type CommandCall,
  type HttpRequest,
  IdParam,
  type Page,
  PageQuery,
  PageResponse,
} from '@app/http';
import { CurrentActor } from '../access/access.guard';
import type { Actor } from '../access/roles';
import { CallersService } from '../sessions/callers.service';
import { AcceptanceService } from './acceptance.service';
import {
  AcceptedInvitation,
  AcceptInvitationRequest,
  CreateInvitationRequest,
  InvitationPreview,
  InvitationResponse,
  PreviewInvitationRequest,
} from './invitation.dto';
import { InvitationsService } from './invitations.service';

@ApiTags('identity')
@Controller()
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly acceptance: AcceptanceService,
    private readonly callers: CallersService,
  ) {}

  @Post('organisations/:id/invitations')
  @ApiCreatedResponse({ type: InvitationResponse })
  create(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CreateInvitationRequest,
    @Command() how: CommandCall,
  ): Promise<InvitationResponse> {
    return this.invitations.create(actor, id, body, how);
  }

  @Get('organisations/:id/invitations')
  @PageResponse(InvitationResponse)
  list(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<InvitationResponse>> {
    return this.invitations.list(id, query);
  }

  @Delete('invitations/:id')
  @HttpCode(204)
  @ApiNoContentResponse()
  async withdraw(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<void> {
    await this.invitations.withdraw(actor, id);
  }

  @Post('invitations/preview')
  @HttpCode(200)
  @ApiOkResponse({ type: InvitationPreview })
  async preview(
    @Body() body: PreviewInvitationRequest,
    @Req() request: HttpRequest,
  ): Promise<InvitationPreview> {
    return this.acceptance.preview(body.token, await this.callers.find(request));
  }

  /** Open to anyone with the link; who is signed in joins with that account. */
  @Post('invitations/acceptance')
  @ApiCreatedResponse({ type: AcceptedInvitation })
  async accept(
    @Body() body: AcceptInvitationRequest,
    @Req() request: HttpRequest,
  ): Promise<AcceptedInvitation> {
    return this.acceptance.accept(body, await this.callers.find(request));
  }
}
