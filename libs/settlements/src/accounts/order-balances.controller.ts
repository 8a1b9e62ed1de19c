import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { IdParam } from '@app/http';
import { OrderMoneyResponse } from './order-money';
import { OrderBalances } from './order-balances.service';

/** What an order costs, what must be there first, and what is invoiced, paid and open of it. */
@ApiTags('settlements')
@Controller('orders')
export class OrderBalancesController {
  constructor(private readonly balances: OrderBalances) {}

  @Get(':id/balance')
  @ApiOkResponse({ type: OrderMoneyResponse })
  get(@IdParam() id: string): Promise<OrderMoneyResponse> {
    return this.balances.tell(id);
  }
}
