import { Injectable } from '@nestjs/common';
import { type CommandCall, RequestValidationPipe } from '@app/http';
import type { Actor } from '@app/identity';
import { FileOfflineServiceRequest } from './offline/offline.dto';
import { OfflineOrders } from './offline/offline-orders.service';
import type { PlaceOrderRequest } from './order-filing.dto';
import type { OrderResponse } from './order.dto';
import { CreateOrderRequest } from './samples/sample.dto';
import { SampleOrders } from './samples/sample-orders.service';

/** Places an order of the kind that its request names. */
@Injectable()
export class OrderFiling {
  private readonly pipe = new RequestValidationPipe();

  constructor(
    private readonly samples: SampleOrders,
    private readonly offline: OfflineOrders,
  ) {}

  /** @throws InvalidRequest naming what the kind needs, and what it does not take (400); else as the services of the kinds */
  async create(actor: Actor, body: PlaceOrderRequest, how: CommandCall): Promise<OrderResponse> {
    if (body.kind === 'sample')
      return this.samples.create(actor, await this.read(body, CreateOrderRequest), how);
    return this.offline.create(actor, await this.read(body, FileOfflineServiceRequest), how);
  }

  private async read<T extends object>(body: object, metatype: new () => T): Promise<T> {
    return (await this.pipe.transform({ ...body }, { type: 'body', metatype })) as T;
  }
}
