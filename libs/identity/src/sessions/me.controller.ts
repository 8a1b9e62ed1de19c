import { Body, Controller, Get, HttpCode, Patch, Put, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, type HttpReply } from '@app/http';
import { CurrentCaller } from '../access/access.guard';
import type { Caller } from '../access/caller';
import { ChangePasswordRequest, MeResponse, UpdateMeRequest } from './me.dto';
import { MeService } from './me.service';
import { SessionsService } from './sessions.service';

@ApiTags('identity')
@Controller('me')
export class MeController {
  constructor(
    private readonly me: MeService,
    private readonly sessions: SessionsService,
  ) {}

  @Get()
  @ApiOkResponse({ type: MeResponse })
  get(@CurrentCaller() caller: Caller): Promise<MeResponse> {
    return this.me.get(caller);
  }

  @Patch()
  @ApiOkResponse({ type: MeResponse })
  update(
    @CurrentCaller() caller: Caller,
    @Command() { ifMatch }: CommandCall,
    @Body() body: UpdateMeRequest,
  ): Promise<MeResponse> {
    return this.me.update(caller, ifMatch, body);
  }

  @Put('password')
  @HttpCode(204)
  @ApiNoContentResponse()
  async changePassword(
    @CurrentCaller() caller: Caller,
    @Body() body: ChangePasswordRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<void> {
    this.sessions.give(reply, await this.me.changePassword(caller, body));
  }
}
