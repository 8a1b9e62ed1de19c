import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { HttpReply, HttpRequest } from '@app/http';
import { CurrentActor } from '../access/access.guard';
import type { Actor } from '../access/roles';
import { CreateSessionRequest, SessionResponse, toUserResponse, UserResponse } from './session.dto';
import { SessionsService } from './sessions.service';

@ApiTags('identity')
@Controller('sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Post()
  @ApiCreatedResponse({ type: SessionResponse })
  async create(
    @Body() body: CreateSessionRequest,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<SessionResponse> {
    const { token, actor } = await this.sessions.create(body.login, body.password, request.ip);
    void reply.setCookie(this.sessions.cookieName, token, this.sessions.cookieOptions);
    return { user: toUserResponse(actor) };
  }

  @Delete('current')
  @HttpCode(204)
  @ApiNoContentResponse()
  async end(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<void> {
    await this.sessions.end(request);
    void reply.clearCookie(this.sessions.cookieName, this.sessions.cookieOptions);
  }
}

@ApiTags('identity')
@Controller('me')
export class MeController {
  @Get()
  @ApiOkResponse({ type: UserResponse })
  get(@CurrentActor() actor: Actor): UserResponse {
    return toUserResponse(actor);
  }
}
