import { Controller, Delete, Get, HttpCode, Param, Post, Redirect, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { type HttpReply, type HttpRequest, IdParam, TakesAnyParameters } from '@app/http';
import { CurrentActor } from '../access/access.guard';
import type { Actor } from '../access/roles';
import { SessionsService } from '../sessions/sessions.service';
import { ExternalSignIn } from './external-sign-in.service';
import { IdentitiesService } from './identities.service';
import {
  DepartureResponse,
  IdentitiesResponse,
  IdentityProvidersResponse,
} from './identity-provider.dto';
import { IdentityProviders } from './identity-providers';
import type { BegunFlow } from './sign-in-flows.service';

/** Lets the browser that leaves be known when it comes back. */
function depart(
  { cookieName, cookieOptions }: ExternalSignIn,
  { redirectTo, browserToken }: BegunFlow,
  reply: HttpReply,
): DepartureResponse {
  void reply.setCookie(cookieName, browserToken, cookieOptions);
  return { redirectTo };
}

@ApiTags('identity')
@Controller('identity-providers')
export class IdentityProvidersController {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly external: ExternalSignIn,
    private readonly sessions: SessionsService,
  ) {}

  @Get()
  @ApiOkResponse({ type: IdentityProvidersResponse })
  list(): IdentityProvidersResponse {
    return { items: this.providers.all.map(({ name, label }) => ({ name, label })) };
  }

  @Post(':name/sign-ins')
  @ApiCreatedResponse({ type: DepartureResponse })
  async startSignIn(
    @Param('name') name: string,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<DepartureResponse> {
    return depart(this.external, await this.external.startSignIn(name), reply);
  }

  /** The one GET that changes something: issuers send browsers back by a redirect, and nothing else arrives. */
  @Get(':name/callback')
  @TakesAnyParameters()
  @Redirect('/', 303)
  @ApiResponse({ status: 303, description: 'to the web app, with a session or a problem code' })
  async finish(
    @Param('name') name: string,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<{ url: string }> {
    const { location, token } = await this.external.finish(name, request);
    void reply.clearCookie(this.external.cookieName, this.sessions.cookieOptions);
    if (token !== undefined) this.sessions.give(reply, token);
    return { url: location };
  }
}

@ApiTags('identity')
@Controller('me/identities')
export class IdentitiesController {
  constructor(
    private readonly identities: IdentitiesService,
    private readonly external: ExternalSignIn,
  ) {}

  @Get()
  @ApiOkResponse({ type: IdentitiesResponse })
  async list(@CurrentActor() actor: Actor): Promise<IdentitiesResponse> {
    return { items: await this.identities.list(actor.userId) };
  }

  @Post(':provider')
  @ApiCreatedResponse({ type: DepartureResponse })
  async link(
    @CurrentActor() actor: Actor,
    @Param('provider') provider: string,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<DepartureResponse> {
    return depart(this.external, await this.external.startLinking(actor, provider), reply);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  unlink(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<void> {
    return this.identities.unlink(actor, id);
  }
}
