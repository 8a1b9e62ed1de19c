import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  ConfirmationLinkResponse,
  ConfirmationPreviewResponse,
} from '../confirmation/order-confirmation.dto';
import {
  AnswerCompletionRequest,
  AskForCompletionRequest,
  CompletionAnswerResponse,
  PreviewCompletionRequest,
} from './offline.dto';
import { OrderCompletions } from './order-completions.service';

/** What a filed service cost, told by a link. */
@ApiTags('orders')
@Controller()
export class OrderCompletionsController {
  constructor(private readonly completions: OrderCompletions) {}

  @Post('orders/:id/completion-links')
  @ApiCreatedResponse({ type: ConfirmationLinkResponse })
  ask(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: AskForCompletionRequest,
    @Command() how: CommandCall,
  ): Promise<ConfirmationLinkResponse> {
    return this.completions.ask(actor, id, body.email, how);
  }

  @Post('order-completions/preview')
  @HttpCode(200)
  @ApiOkResponse({ type: ConfirmationPreviewResponse })
  preview(@Body() body: PreviewCompletionRequest): Promise<ConfirmationPreviewResponse> {
    return this.completions.preview(body.token);
  }

  @Post('order-completions')
  @ApiCreatedResponse({ type: CompletionAnswerResponse })
  answer(@Body() body: AnswerCompletionRequest): Promise<CompletionAnswerResponse> {
    return this.completions.answer(body);
  }
}
