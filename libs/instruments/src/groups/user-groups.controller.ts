import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageQuery, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  AddMemberRequest,
  GroupMemberResponse,
  PutUserGroupRequest,
  UserGroupResponse,
  UserGroupsResponse,
} from './user-group.dto';
import { UserGroupsService } from './user-groups.service';

/** User groups of the caller's organisation. */
@ApiTags('instruments')
@Controller('user-groups')
export class UserGroupsController {
  constructor(private readonly groups: UserGroupsService) {}

  @Get()
  @ApiOkResponse({ type: UserGroupsResponse })
  async list(@CurrentActor() actor: Actor): Promise<UserGroupsResponse> {
    return { items: await this.groups.list(actor) };
  }

  @Post()
  @ApiCreatedResponse({ type: UserGroupResponse })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: PutUserGroupRequest,
    @Command() how: CommandCall,
  ): Promise<UserGroupResponse> {
    return this.groups.create(actor, body, how);
  }

  @Put(':id')
  @ApiOkResponse({ type: UserGroupResponse })
  put(
    @CurrentActor() actor: Actor,
    @IdParam() groupId: string,
    @Body() body: PutUserGroupRequest,
    @Command() how: CommandCall,
  ): Promise<UserGroupResponse> {
    return this.groups.put({ actor, groupId, ...how }, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(
    @CurrentActor() actor: Actor,
    @IdParam() groupId: string,
    @Command() how: CommandCall,
  ): Promise<void> {
    return this.groups.remove({ actor, groupId, ...how });
  }

  @Get(':id/members')
  @PageResponse(GroupMemberResponse)
  members(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<GroupMemberResponse>> {
    return this.groups.members(id, query);
  }

  @Post(':id/members')
  @ApiCreatedResponse({ type: GroupMemberResponse })
  addMember(
    @CurrentActor() actor: Actor,
    @IdParam() groupId: string,
    @Body() body: AddMemberRequest,
    @Command() how: CommandCall,
  ): Promise<GroupMemberResponse> {
    return this.groups.addMember({ actor, groupId, ...how }, body);
  }

  @Delete(':id/members/:memberId')
  @HttpCode(204)
  @ApiNoContentResponse()
  removeMember(
    @CurrentActor() actor: Actor,
    @IdParam() groupId: string,
    @IdParam('memberId') memberId: string,
    @Command() how: CommandCall,
  ): Promise<void> {
    return this.groups.removeMember({ actor, groupId, ...how }, memberId);
  }
}
