import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { OrderResponse } from '../order.dto';
import { ProvideEvidenceRequest, ReturnEvidenceRequest } from './offline.dto';
import { OfflineEvidences } from './offline-evidence.service';

/** Papers that stand in for a silent provider. */
@ApiTags('orders')
@Controller('offline-orders/:id/evidence')
export class OfflineEvidenceController {
  constructor(private readonly evidences: OfflineEvidences) {}

  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  provide(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ProvideEvidenceRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.evidences.provide(actor, id, body, how);
  }

  @Post('accept')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  accept(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.evidences.accept(actor, id, how);
  }

  @Post('return')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  sendBack(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ReturnEvidenceRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.evidences.sendBack(actor, id, body.reason, how);
  }
}
