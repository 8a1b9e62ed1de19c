import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type HttpReply, IdParam } from '@app/http';
import { CurrentActor, CurrentCaller } from '../access/access.guard';
import type { Caller } from '../access/caller';
import type { Actor } from '../access/roles';
import { SessionsService } from '../sessions/sessions.service';
import { EraseMemberRequest, EraseMeRequest, PersonalDataResponse } from './personal-data.dto';
import { PersonalData } from './personal-data.service';

@ApiTags('identity')
@Controller()
export class PersonalDataController {
  constructor(
    private readonly personalData: PersonalData,
    private readonly sessions: SessionsService,
  ) {}

  /** Everything that is held about whoever asks. */
  @Get('me/personal-data')
  @ApiOkResponse({ type: PersonalDataResponse })
  read(@CurrentCaller() caller: Caller): Promise<PersonalDataResponse> {
    return this.personalData.read(caller);
  }

  @Post('me/erasure')
  @HttpCode(204)
  @ApiNoContentResponse()
  async eraseMe(
    @CurrentCaller() caller: Caller,
    @Body() { password }: EraseMeRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<void> {
    await this.personalData.eraseMe(caller, password);
    void reply.clearCookie(this.sessions.cookieName, this.sessions.cookieOptions);
    void reply.clearCookie(this.sessions.deviceCookieName, this.sessions.cookieOptions);
  }

  /** For a person who asked in writing. */
  @Post('organisations/:id/members/:userId/erasure')
  @HttpCode(204)
  @ApiNoContentResponse()
  eraseMember(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @IdParam('userId') userId: string,
    @Body() { reference }: EraseMemberRequest,
  ): Promise<void> {
    return this.personalData.eraseMember(actor, id, userId, reference);
  }
}
