import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageQuery, PageResponse } from '@app/http';
import { CurrentActor } from '../access/access.guard';
import type { Actor } from '../access/roles';
import { ChangeRolesRequest, CreateMemberRequest, MemberResponse } from './member.dto';
import { MembersService } from './members.service';

@ApiTags('identity')
@Controller('organisations/:id/members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Get()
  @PageResponse(MemberResponse)
  list(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<MemberResponse>> {
    return this.members.list(id, query);
  }

  @Post()
  @ApiCreatedResponse({ type: MemberResponse })
  create(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CreateMemberRequest,
  ): Promise<MemberResponse> {
    return this.members.create(actor, id, body);
  }

  @Put(':userId/roles')
  @ApiOkResponse({ type: MemberResponse })
  changeRoles(
    @CurrentActor() actor: Actor,
    @IdParam() organisationId: string,
    @IdParam('userId') userId: string,
    @Body() body: ChangeRolesRequest,
    @Command() how: CommandCall,
  ): Promise<MemberResponse> {
    return this.members.changeRoles(actor, { organisationId, userId }, body.roles, how);
  }

  @Delete(':userId')
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(
    @CurrentActor() actor: Actor,
    @IdParam() organisationId: string,
    @IdParam('userId') userId: string,
  ): Promise<void> {
    await this.members.remove(actor, { organisationId, userId });
  }
}
