import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  ChangeOrderResponse,
  DeclineChangeRequest,
  ProposeChangeRequest,
} from './change-order.dto';
import { ChangeOrders } from './change-orders.service';

@ApiTags('orders')
@Controller()
export class ChangeOrdersController {
  constructor(private readonly changes: ChangeOrders) {}

  @Post('orders/:id/change-orders')
  @ApiCreatedResponse({ type: ChangeOrderResponse })
  propose(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ProposeChangeRequest,
    @Command() how: CommandCall,
  ): Promise<ChangeOrderResponse> {
    return this.changes.propose(actor, id, body, how);
  }

  @Post('change-orders/:id/approve')
  @HttpCode(200)
  @ApiOkResponse({ type: ChangeOrderResponse })
  approve(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<ChangeOrderResponse> {
    return this.changes.approve(actor, id, how);
  }

  @Post('change-orders/:id/accept')
  @HttpCode(200)
  @ApiOkResponse({ type: ChangeOrderResponse })
  accept(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<ChangeOrderResponse> {
    return this.changes.accept(actor, id, how);
  }

  @Post('change-orders/:id/decline')
  @HttpCode(200)
  @ApiOkResponse({ type: ChangeOrderResponse })
  decline(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: DeclineChangeRequest,
    @Command() how: CommandCall,
  ): Promise<ChangeOrderResponse> {
    return this.changes.decline(actor, id, body.reason, how);
  }

  @Post('change-orders/:id/withdraw')
  @HttpCode(200)
  @ApiOkResponse({ type: ChangeOrderResponse })
  withdraw(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<ChangeOrderResponse> {
    return this.changes.withdraw(actor, id, how);
  }
}
