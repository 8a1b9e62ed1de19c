import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { CommandCall, Page } from '@app/http';
import type { Actor } from '@app/identity';
import { hasReport } from '../attachments/attachment.queries';
import { requireContract } from '../contract/contract-before-use';
import { commandOrder } from '../order-command';
import type { OrderResponse } from '../order.dto';
import { OrderNotFound } from '../order.errors';
import { OrderSteps } from '../order-steps';
import type { OrderAction } from '../order.words';
import { OrdersService } from '../orders.service';
import { ServiceOrder } from '../service-order.entity';
import { MachineTime } from './machine-time';
import { futureDate, findToday } from './sample-dates';
import type { CompleteSampleOrderRequest, SampleLabel, SendSamplesRequest } from './sample.dto';
import { notAHash, refuse, reportMissing, reportNotAttached } from './sample.errors';
import { SampleOrder } from './sample-order.entity';
import { findLabels } from './sample.queries';

/** What a step does beside moving the order; answers the order as it has become if it moved it itself. */
type Effect = (tx: EntityManager, order: ServiceOrder) => Promise<ServiceOrder | undefined>;

/** The way of the samples once the quote is accepted: sent, received under labels, worked on, reported, or called off. */
@Injectable()
export class SampleCourse {
  constructor(
    private readonly db: DataSource,
    private readonly steps: OrderSteps,
    private readonly orders: OrdersService,
    private readonly machineTime: MachineTime,
  ) {}

  /** The user organisation has sent the samples. */
  send(
    actor: Actor,
    id: string,
    { carrier, trackingNumber = null }: SendSamplesRequest,
    how: CommandCall,
  ): Promise<OrderResponse> {
    return this.step(actor, id, how, 'send', async (tx) => {
      await tx.getRepository(SampleOrder).update({ orderId: id }, { carrier, trackingNumber });
      return undefined;
    });
  }

  /**
   * The lab has the samples, brought or sent: each gets the code of its label.
   *
   * @throws ContractRequired when the lab asks for a contract that is not there yet (422)
   */
  receive(actor: Actor, id: string, how: CommandCall): Promise<OrderResponse> {
    return this.step(actor, id, how, 'receive', async (tx, { number }) => {
      await requireContract(tx, id);
      await tx
        .getRepository(SampleOrder)
        .update({ orderId: id }, { receivedAt: () => 'app_now()' });
      await tx.query(
        `UPDATE order_sample SET label_code = $2 || '/' || position WHERE order_id = $1`,
        [id, number],
      );
      return undefined;
    });
  }

  /**
   * The lab begins with the work.
   *
   * @throws ContractRequired as for {@link receive}, and what a starting rule refuses with
   */
  start(actor: Actor, id: string, how: CommandCall): Promise<OrderResponse> {
    return this.step(actor, id, how, 'start', async (tx) => {
      await requireContract(tx, id);
      await this.orders.requireStartable(tx, id);
      return undefined;
    });
  }

  /**
   * The lab hands over the report and states the fee: the voucher part of it is captured, the rest of the hold returns.
   *
   * @throws FieldsRefused where the report that was ordered is missing or not attached to the order (422)
   * @throws FeeAboveQuote for more than was agreed (422)
   */
  complete(
    actor: Actor,
    id: string,
    { actualFen, ...report }: CompleteSampleOrderRequest,
    how: CommandCall,
  ): Promise<OrderResponse> {
    return this.step(actor, id, how, 'complete', async (tx) => {
      await recordReport(tx, id, report);
      await this.machineTime.release(tx, id);
      return this.orders.complete(tx, actor, id, actualFen ?? undefined);
    });
  }

  /** Either side calls the order off before the work begins; what the voucher has set aside returns. */
  cancel(
    actor: Actor,
    id: string,
    endedReason: string | null,
    how: CommandCall,
  ): Promise<OrderResponse> {
    return this.step(actor, id, how, 'cancel', async (tx) => {
      await tx.getRepository(SampleOrder).update({ orderId: id }, { endedReason });
      await this.machineTime.release(tx, id);
      await this.orders.cancel(tx, actor, id);
      return this.steps.lock(tx, id);
    });
  }

  /** The labels of an order's samples; none before the lab has received them. @throws OrderNotFound */
  async labels(id: string): Promise<Page<SampleLabel>> {
    if (!(await this.db.getRepository(ServiceOrder).existsBy({ id }))) throw new OrderNotFound();
    return { items: await findLabels(this.db.manager, id) };
  }

  private step(
    actor: Actor,
    id: string,
    how: CommandCall,
    action: OrderAction,
    effect: Effect,
  ): Promise<OrderResponse> {
    const command = { actor, id, how, action, kind: 'sample' } as const;
    return commandOrder(this.db, this.steps, command, async (tx, order) => {
      const moved = await effect(tx, order);
      return moved ?? this.steps.take(tx, actor, order, { action, required: true });
    });
  }
}

/** Keeps what is known of the report, whole or not at all. */
async function recordReport(
  tx: EntityManager,
  orderId: string,
  { reportNumber, reportIssuedOn, reportSha256 }: Omit<CompleteSampleOrderRequest, 'actualFen'>,
): Promise<void> {
  const { reportKind } = await tx.getRepository(SampleOrder).findOneByOrFail({ orderId });
  if (reportKind === 'none' && !reportNumber && !reportIssuedOn && !reportSha256) return;
  if (!reportNumber) throw reportMissing('reportNumber');
  if (!reportIssuedOn) throw reportMissing('reportIssuedOn');
  if (!reportSha256) throw reportMissing('reportSha256');
  const hash = reportSha256.toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hash)) throw notAHash(reportSha256);
  refuse(futureDate('/reportIssuedOn', reportIssuedOn, await findToday(tx)));
  if (!(await hasReport(tx, orderId, hash))) throw reportNotAttached(hash);
  await tx
    .getRepository(SampleOrder)
    .update({ orderId }, { reportNumber, reportIssuedOn, reportSha256: hash });
}
