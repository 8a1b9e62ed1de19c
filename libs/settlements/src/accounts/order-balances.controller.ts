import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { IdParam } from '@app/http';
import { OrderBalanceResponse } from './order-balance';
import { OrderBalances } from './order-balances.service';

/** What is invoiced, paid and open of an order. */
@ApiTags('settlements')
@Controller('orders')
export class OrderBalancesController {
  constructor(private readonly balances: OrderBalances) {}

  @Get(':id/balance')
  @ApiOkResponse({ type: OrderBalanceResponse })
  get(@IdParam() id: string): Promise<OrderBalanceResponse> {
    return this.balances.get(id);
  }
}
