import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { OrderResponse } from '../order.dto';
import {
  AcceptQuoteRequest,
  CancelSampleOrderRequest,
  CompleteSampleOrderRequest,
  PriceSampleOrderRequest,
  RejectSampleOrderRequest,
  SampleLabel,
  SendSamplesRequest,
} from './sample.dto';
import { SampleCourse } from './sample-course.service';
import { SampleQuotes } from './sample-quotes.service';

@ApiTags('orders')
@Controller('orders')
export class SampleOrdersController {
  constructor(
    private readonly quotes: SampleQuotes,
    private readonly course: SampleCourse,
  ) {}

  @Post(':id/price')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  price(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: PriceSampleOrderRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.quotes.price(actor, id, body, how);
  }

  @Post(':id/accept-quote')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  acceptQuote(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: AcceptQuoteRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.quotes.accept(actor, id, how, body);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  reject(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: RejectSampleOrderRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.quotes.reject(actor, id, body.reason, how);
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  withdraw(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.quotes.withdraw(actor, id, how);
  }

  @Post(':id/send')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  send(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: SendSamplesRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.course.send(actor, id, body, how);
  }

  @Post(':id/receive')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  receive(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.course.receive(actor, id, how);
  }

  @Get(':id/labels')
  @PageResponse(SampleLabel)
  labels(@IdParam() id: string): Promise<Page<SampleLabel>> {
    return this.course.labels(id);
  }

  @Post(':id/start')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  start(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.course.start(actor, id, how);
  }

  @Post(':id/complete')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  complete(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CompleteSampleOrderRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.course.complete(actor, id, body, how);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  cancel(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CancelSampleOrderRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.course.cancel(actor, id, body.reason ?? null, how);
  }
}
