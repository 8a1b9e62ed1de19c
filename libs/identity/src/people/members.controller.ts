import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { IdParam } from '@app/http';
import { CurrentActor } from '../access/access.guard';
import {
  AdministratorResponse,
  CreateAdministratorRequest,
  CreateMemberRequest,
  MemberResponse,
} from './member.dto';
import { MembersService } from './members.service';
import type { Actor } from '../access/roles';

@ApiTags('identity')
@Controller('organisations/:id/members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Post()
  @ApiCreatedResponse({ type: MemberResponse })
  create(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CreateMemberRequest,
  ): Promise<MemberResponse> {
    return this.members.create(actor, id, body);
  }
}

@ApiTags('identity')
@Controller('setup')
export class SetupController {
  constructor(private readonly members: MembersService) {}

  @Post('administrator')
  @ApiCreatedResponse({ type: AdministratorResponse })
  createAdministrator(@Body() body: CreateAdministratorRequest): Promise<AdministratorResponse> {
    return this.members.createAdministrator(body);
  }
}
