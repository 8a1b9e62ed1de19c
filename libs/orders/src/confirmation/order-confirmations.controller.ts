import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  AnswerConfirmationRequest,
  AskForConfirmationRequest,
  ConfirmationAnswerResponse,
  ConfirmationLinkResponse,
  ConfirmationPreviewResponse,
  PreviewConfirmationRequest,
} from './order-confirmation.dto';
import { OrderConfirmations } from './order-confirmations.service';

@ApiTags('orders')
@Controller()
export class OrderConfirmationsController {
  constructor(private readonly confirmations: OrderConfirmations) {}

  @Post('orders/:id/confirmation-links')
  @ApiCreatedResponse({ type: ConfirmationLinkResponse })
  ask(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: AskForConfirmationRequest,
    @Command() how: CommandCall,
  ): Promise<ConfirmationLinkResponse> {
    return this.confirmations.ask(actor, id, body.email, how);
  }

  @Post('order-confirmations/preview')
  @HttpCode(200)
  @ApiOkResponse({ type: ConfirmationPreviewResponse })
  preview(@Body() body: PreviewConfirmationRequest): Promise<ConfirmationPreviewResponse> {
    return this.confirmations.preview(body.token);
  }

  @Post('order-confirmations')
  @ApiCreatedResponse({ type: ConfirmationAnswerResponse })
  answer(@Body() body: AnswerConfirmationRequest): Promise<ConfirmationAnswerResponse> {
    return this.confirmations.answer(body);
  }
}
