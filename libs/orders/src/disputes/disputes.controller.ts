import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { OrderResponse } from '../order.dto';
import {
  AcceptAdjustmentRequest,
  DecideDisputeRequest,
  OfferAdjustmentRequest,
} from './dispute.dto';
import { Disputes } from './disputes.service';

@ApiTags('orders')
@Controller('orders')
export class DisputesController {
  constructor(private readonly disputes: Disputes) {}

  @Post(':id/adjustment')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  offer(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: OfferAdjustmentRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.disputes.offer(actor, id, body, how);
  }

  @Post(':id/accept-adjustment')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  acceptOffer(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: AcceptAdjustmentRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.disputes.acceptOffer(actor, id, body.feeFen, how);
  }

  @Post(':id/withdraw-dispute')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  withdraw(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.disputes.withdraw(actor, id, how);
  }

  @Post(':id/decide-dispute')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  decide(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: DecideDisputeRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.disputes.decide(actor, id, body, how);
  }
}
