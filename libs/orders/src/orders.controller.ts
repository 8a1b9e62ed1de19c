import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { ChangeOrders } from './change-orders/change-orders.service';
import { OrderDetailResponse } from './confirmation/order-confirmation.dto';
import { OrderConfirmations } from './confirmation/order-confirmations.service';
import { DisputeOrderRequest } from './disputes/dispute.dto';
import { Disputes } from './disputes/disputes.service';
import {
  CreateQuoteRequest,
  ListOrdersQuery,
  OrderHistoryStep,
  OrderListItem,
  OrderResponse,
  QuoteResponse,
} from './order.dto';
import { OrdersService } from './orders.service';
import { QuotesService } from './quotes.service';
import { SampleOrders } from './samples/sample-orders.service';

@ApiTags('orders')
@Controller('quotes')
export class QuotesController {
  constructor(private readonly quotes: QuotesService) {}

  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: QuoteResponse })
  create(@CurrentActor() actor: Actor, @Body() body: CreateQuoteRequest): Promise<QuoteResponse> {
    return this.quotes.create(actor, body);
  }
}

@ApiTags('orders')
@Controller('orders')
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly confirmations: OrderConfirmations,
    private readonly changes: ChangeOrders,
    private readonly disputes: Disputes,
    private readonly samples: SampleOrders,
  ) {}

  @Get()
  @PageResponse(OrderListItem)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: ListOrdersQuery,
  ): Promise<Page<OrderListItem>> {
    return this.orders.list(actor, query);
  }

  @Get(':id')
  @ApiOkResponse({ type: OrderDetailResponse })
  async get(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<OrderDetailResponse> {
    const order = await this.orders.get(actor, id);
    return {
      ...order,
      providerConfirmation: await this.confirmations.findFor(id),
      changeOrders: await this.changes.findFor(id),
      dispute: await this.disputes.findFor(id),
      sampleOrder: await this.samples.findFor(id),
    };
  }

  @Get(':id/history')
  @PageResponse(OrderHistoryStep)
  history(@IdParam() id: string): Promise<Page<OrderHistoryStep>> {
    return this.orders.history(id);
  }

  @Post(':id/accept')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  accept(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.orders.accept(actor, id, how);
  }

  @Post(':id/dispute')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  dispute(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: DisputeOrderRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.disputes.open(actor, id, body.reason, how);
  }
}
