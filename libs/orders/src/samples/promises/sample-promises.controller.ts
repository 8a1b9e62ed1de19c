import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { OrderResponse } from '../../order.dto';
import {
  ChangePromiseRequest,
  ExpectedDateResponse,
  PutSampleCapacityRequest,
  SampleCapacityResponse,
} from './sample-promise.dto';
import { SamplePromises } from './sample-promises.service';
import { SampleQueue } from './sample-queue.service';

/** By when samples are tested. */
@ApiTags('orders')
@Controller()
export class SamplePromisesController {
  constructor(
    private readonly queue: SampleQueue,
    private readonly promises: SamplePromises,
  ) {}

  @Get('orders/:id/expected-date')
  @ApiOkResponse({ type: ExpectedDateResponse })
  expect(@IdParam() id: string): Promise<ExpectedDateResponse> {
    return this.queue.expectFor(id);
  }

  @Post('orders/:id/promise')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  change(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ChangePromiseRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.promises.change(actor, id, body, how);
  }

  @Get('organisations/:id/sample-capacity')
  @ApiOkResponse({ type: SampleCapacityResponse })
  getCapacity(@IdParam() id: string): Promise<SampleCapacityResponse> {
    return this.queue.getCapacity(id);
  }

  @Put('organisations/:id/sample-capacity')
  @ApiOkResponse({ type: SampleCapacityResponse })
  putCapacity(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: PutSampleCapacityRequest,
    @Command() how: CommandCall,
  ): Promise<SampleCapacityResponse> {
    return this.queue.putCapacity(actor, id, body, how);
  }
}
