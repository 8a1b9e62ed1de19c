import { Body, Controller, Delete, HttpCode, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type HttpReply, IdParam } from '@app/http';
import { CurrentActor, CurrentCaller } from '../access/access.guard';
import type { Caller } from '../access/caller';
import type { Actor } from '../access/roles';
import { SessionsService } from '../sessions/sessions.service';
import { Authenticators } from './authenticators.service';
import {
  ConfirmSecondFactorRequest,
  EnrolmentResponse,
  RecoveryCodesResponse,
} from './second-factor.dto';
import { SecondFactors } from './second-factors.service';

@ApiTags('identity')
@Controller('me/second-factor')
export class SecondFactorController {
  constructor(
    private readonly factors: SecondFactors,
    private readonly authenticators: Authenticators,
    private readonly sessions: SessionsService,
  ) {}

  @Post()
  @ApiCreatedResponse({ type: EnrolmentResponse })
  enrol(@CurrentCaller() caller: Caller): Promise<EnrolmentResponse> {
    return this.authenticators.enrol(caller);
  }

  @Post('confirm')
  @HttpCode(200)
  @ApiOkResponse({ type: RecoveryCodesResponse })
  async confirm(
    @CurrentCaller() caller: Caller,
    @Body() body: ConfirmSecondFactorRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<RecoveryCodesResponse> {
    const { token, recoveryCodes } = await this.authenticators.confirm(caller, body.code);
    this.sessions.give(reply, token);
    return { recoveryCodes };
  }

  @Post('recovery-codes')
  @ApiCreatedResponse({ type: RecoveryCodesResponse })
  async renewRecoveryCodes(@CurrentActor() actor: Actor): Promise<RecoveryCodesResponse> {
    return { recoveryCodes: await this.factors.renewRecoveryCodes(actor) };
  }

  @Delete()
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@CurrentCaller() caller: Caller): Promise<void> {
    return this.authenticators.remove(caller);
  }
}

@ApiTags('identity')
@Controller('organisations/:id/members/:userId/second-factor')
export class MemberSecondFactorController {
  constructor(private readonly authenticators: Authenticators) {}

  @Delete()
  @HttpCode(204)
  @ApiNoContentResponse()
  reset(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @IdParam('userId') userId: string,
  ): Promise<void> {
    return this.authenticators.reset(actor, id, userId);
  }
}
