import { Body, Controller, Delete, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type HttpReply,
  type HttpRequest,
  IdParam,
  type Page,
  PageQuery,
  PageResponse,
} from '@app/http';
import { CurrentActor, CurrentCaller } from '../access/access.guard';
import type { Caller } from '../access/caller';
import type { Actor } from '../access/roles';
import { Proofs } from './proofs.service';
import {
  ActForRequest,
  CreateSessionRequest,
  ProveRequest,
  SessionItem,
  SessionResponse,
  toUserResponse,
} from './session.dto';
import { SessionsService } from './sessions.service';
import { SignInService } from './sign-in.service';

@ApiTags('identity')
@Controller('sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly signIn: SignInService,
    private readonly proofs: Proofs,
  ) {}

  @Post()
  @ApiCreatedResponse({ type: SessionResponse })
  async create(
    @Body() body: CreateSessionRequest,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<SessionResponse> {
    const { token, deviceToken, actor } = await this.signIn.signIn(
      body,
      this.sessions.clientOf(request),
    );
    this.sessions.give(reply, token);
    this.sessions.giveDevice(reply, deviceToken);
    return { user: toUserResponse(actor) };
  }

  @Get()
  @PageResponse(SessionItem)
  list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<Page<SessionItem>> {
    return this.sessions.list(caller, query);
  }

  @Delete('current')
  @HttpCode(204)
  @ApiNoContentResponse()
  async end(
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<void> {
    await this.sessions.endCurrent(caller);
    void reply.clearCookie(this.sessions.cookieName, this.sessions.cookieOptions);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  endOne(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<void> {
    return this.sessions.end(actor, id);
  }

  @Post('current/organisation')
  @HttpCode(200)
  @ApiOkResponse({ type: SessionResponse })
  async actFor(
    @CurrentCaller() caller: Caller,
    @Body() body: ActForRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<SessionResponse> {
    const { token, actor } = await this.sessions.actFor(caller, body);
    this.sessions.give(reply, token);
    return { user: toUserResponse(actor) };
  }

  @Post('current/proof')
  @HttpCode(204)
  @ApiNoContentResponse()
  async prove(
    @CurrentCaller() caller: Caller,
    @Body() body: ProveRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<void> {
    this.sessions.give(reply, await this.proofs.prove(caller, body));
  }
}
