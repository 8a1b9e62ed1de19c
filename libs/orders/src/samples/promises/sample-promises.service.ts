import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { newId } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { findCircumstances } from '../../circumstances.queries';
import { type OrderResponse, toOrderResponse } from '../../order.dto';
import { OrderSteps } from '../../order-steps';
import { findToday, pastDate } from '../sample-dates';
import { promiseUnchanged, refuse } from '../sample.errors';
import { SampleOrder } from '../sample-order.entity';
import type { ChangePromiseRequest } from './sample-promise.dto';
import { SamplePromise } from './sample-promise.entity';

/** The dates that a laboratory promises anew while it owes the work. */
@Injectable()
export class SamplePromises {
  constructor(
    private readonly db: DataSource,
    private readonly steps: OrderSteps,
  ) {}

  /**
   * Promises another date, with the reason; the one before stays on record.
   *
   * @throws FieldsRefused for a date that is over or the one promised already (422)
   */
  change(
    actor: Actor,
    id: string,
    { promisedOn, reason }: ChangePromiseRequest,
    { ifMatch, call }: CommandCall,
  ): Promise<OrderResponse> {
    return inCommand(this.db, call, async (tx) => {
      const order = await this.steps.lock(tx, id);
      requireVersion(ifMatch, order.version);
      await this.steps.require(tx, actor, order, 're-promise');
      const details = tx.getRepository(SampleOrder);
      const { promisedOn: previousOn } = await details.findOneByOrFail({ orderId: id });
      if (previousOn === null) throw new Error(`order ${id} binds without a promised date`);
      refuse([
        ...pastDate('/promisedOn', promisedOn, await findToday(tx)),
        ...(promisedOn === previousOn ? [promiseUnchanged(promisedOn)] : []),
      ]);
      await details.update({ orderId: id }, { promisedOn });
      await tx.getRepository(SamplePromise).insert({
        ...{ id: newId(), orderId: id, promisedOn, previousOn, reason, madeBy: actor.userId },
      });
      const taken = await this.steps.take(tx, actor, order, {
        ...{ action: 're-promise', required: true, detail: { promisedOn, previousOn } },
      });
      return toOrderResponse(taken, actor, (await findCircumstances(tx, [id]))(id));
    });
  }
}
