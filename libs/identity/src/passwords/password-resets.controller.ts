import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import type { HttpRequest } from '@app/http';
import { SessionsService } from '../sessions/sessions.service';
import { CompletePasswordResetRequest, RequestPasswordResetRequest } from './password-reset.dto';
import { PasswordResets } from './password-resets.service';

@ApiTags('identity')
@Controller('password-resets')
export class PasswordResetsController {
  constructor(
    private readonly resets: PasswordResets,
    private readonly sessions: SessionsService,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiAcceptedResponse({ description: 'alike whether or not there is such an account' })
  request(@Body() body: RequestPasswordResetRequest, @Req() request: HttpRequest): Promise<void> {
    return this.resets.request(body.login, this.sessions.clientOf(request));
  }

  @Post('completion')
  @HttpCode(204)
  @ApiNoContentResponse()
  complete(@Body() body: CompletePasswordResetRequest, @Req() request: HttpRequest): Promise<void> {
    return this.resets.complete(body, this.sessions.clientOf(request));
  }
}
