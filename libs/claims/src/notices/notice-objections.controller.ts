import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { NoticeObjections } from './notice-objections.service';
import { DecideObjection, PaymentNoticeResponse, RecordObjection } from './payment-notice.dto';

/** Objections to a claim on a notice; each answers with its notice. */
@ApiTags('claims')
@Controller('claims/:id/objections')
export class NoticeObjectionsController {
  constructor(private readonly objections: NoticeObjections) {}

  @Post()
  @ApiCreatedResponse({ type: PaymentNoticeResponse })
  record(
    @IdParam() id: string,
    @Body() body: RecordObjection,
    @CurrentActor() actor: Actor,
    @Command() command: CommandCall,
  ): Promise<PaymentNoticeResponse> {
    return this.objections.record(id, body, actor, command);
  }

  @Post('decide')
  @HttpCode(200)
  @ApiOkResponse({ type: PaymentNoticeResponse })
  decide(
    @IdParam() id: string,
    @Body() body: DecideObjection,
    @CurrentActor() actor: Actor,
    @Command() command: CommandCall,
  ): Promise<PaymentNoticeResponse> {
    return this.objections.decide(id, body, actor, command);
  }
}
