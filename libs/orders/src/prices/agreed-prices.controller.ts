import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  AgreedPriceResponse,
  ListAgreedPricesQuery,
  ProposeAgreedPriceRequest,
  WithdrawAgreedPriceRequest,
} from './agreed-price.dto';
import { AgreedPrices } from './agreed-prices.service';

/** Prices that holders agree on with customers. */
@ApiTags('orders')
@Controller('agreed-prices')
export class AgreedPricesController {
  constructor(private readonly prices: AgreedPrices) {}

  @Get()
  @PageResponse(AgreedPriceResponse)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: ListAgreedPricesQuery,
  ): Promise<Page<AgreedPriceResponse>> {
    return this.prices.list(actor, query);
  }

  @Post()
  @ApiCreatedResponse({ type: AgreedPriceResponse })
  propose(
    @CurrentActor() actor: Actor,
    @Body() body: ProposeAgreedPriceRequest,
    @Command() how: CommandCall,
  ): Promise<AgreedPriceResponse> {
    return this.prices.propose(actor, body, how);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @ApiOkResponse({ type: AgreedPriceResponse })
  approve(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<AgreedPriceResponse> {
    return this.prices.approve(actor, id, how);
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @ApiOkResponse({ type: AgreedPriceResponse })
  withdraw(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: WithdrawAgreedPriceRequest,
    @Command() how: CommandCall,
  ): Promise<AgreedPriceResponse> {
    return this.prices.withdraw(actor, id, body.reason, how);
  }
}
