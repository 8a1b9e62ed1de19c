import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  Command,
  type CommandCall,
  IdParam,
  type Page,
  PageResponse,
  RequiresIdempotencyKey,
} from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { ChangeOrders } from './change-orders/change-orders.service';
import { OrderDetailResponse } from './confirmation/order-confirmation.dto';
import { OrderConfirmations } from './confirmation/order-confirmations.service';
import { DisputeOrderRequest } from './disputes/dispute.dto';
import { Disputes } from './disputes/disputes.service';
import { OfflineOrders } from './offline/offline-orders.service';
import {
  CreateQuoteRequest,
  ListOrdersQuery,
  OrderHistoryStep,
  OrderListItem,
  OrderResponse,
  QuoteResponse,
} from './order.dto';
import { PlaceOrderRequest } from './order-filing.dto';
import { OrderFiling } from './order-filing.service';
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
    private readonly offline: OfflineOrders,
    private readonly filing: OrderFiling,
  ) {}

  @Get()
  @PageResponse(OrderListItem)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: ListOrdersQuery,
  ): Promise<Page<OrderListItem>> {
    return this.orders.list(actor, query);
  }

  @Post()
  @RequiresIdempotencyKey()
  @ApiCreatedResponse({ type: OrderResponse })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: PlaceOrderRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.filing.create(actor, body, how);
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
      offlineOrder: await this.offline.findFor(id),
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
