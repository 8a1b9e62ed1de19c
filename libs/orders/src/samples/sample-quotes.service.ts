import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { DataSource, type EntityManager } from 'typeorm';
import type { CommandCall } from '@app/http';
import type { Actor } from '@app/identity';
import { commandOrder } from '../order-command';
import type { OrderResponse } from '../order.dto';
import { type OrderStepTaken, OrderSteps } from '../order-steps';
import { ServiceOrder } from '../service-order.entity';
import { VoucherParts } from '../voucher-parts';
import { SampleQueue } from './promises/sample-queue.service';
import { findToday, pastDate } from './sample-dates';
import type { AcceptQuoteRequest, PriceSampleOrderRequest } from './sample.dto';
import { QuoteRanOut, QuoteRevised, refuse, revisedWithoutReason } from './sample.errors';
import { SampleOrder } from './sample-order.entity';
import { SamplePrices } from './sample-prices';
import { SampleQuote } from './sample-quote.entity';
import { priceQuote, quoteProblems } from './sample-quote.rules';

/** Days a quote can be accepted when the lab names no other date. */
const QUOTE_DAYS = 30;

/** The quote of a sample order: named and revised by the lab, accepted or refused by the user organisation, or run out. */
@Injectable()
export class SampleQuotes {
  constructor(
    private readonly db: DataSource,
    private readonly steps: OrderSteps,
    private readonly prices: SamplePrices,
    private readonly queue: SampleQueue,
    private readonly voucherParts: VoucherParts,
  ) {}

  /**
   * The lab prices the order and promises a date, that of its queue unless it names another; until it is accepted it may
   * do so anew, with a reason, and the quote before stays on record. Nothing is set aside before the user organisation
   * accepts.
   *
   * @throws FieldsRefused for lines that make no quote, dates that are over, or a revision without a reason (422)
   */
  price(
    actor: Actor,
    id: string,
    body: PriceSampleOrderRequest,
    how: CommandCall,
  ): Promise<OrderResponse> {
    return this.step(actor, id, how, 'price', async (tx, order) => {
      const today = await findToday(tx);
      const { prices, version } = await this.prices.of(tx, order, body.lines);
      const details = tx.getRepository(SampleOrder);
      const { quoteVersion: before } = await details.findOneByOrFail({ orderId: id });
      refuse([
        ...quoteProblems(body.lines, prices),
        ...pastDate('/promisedOn', body.promisedOn, today),
        ...pastDate('/validUntil', body.validUntil, today),
        ...(before > 0 && !body.reason ? [revisedWithoutReason()] : []),
      ]);
      const { lines, listFen, work } = priceQuote(body.lines, prices);
      const promisedOn = body.promisedOn ?? (await this.queue.expect(tx, order, work)).promisedOn;
      const quote = {
        lines,
        promisedOn,
        validUntil: body.validUntil ?? daysAfter(today, QUOTE_DAYS),
      };
      const quoteVersion = before + 1;
      await tx.getRepository(SampleQuote).insert({
        ...{ orderId: id, version: quoteVersion, ...quote, listFen, pricedBy: actor.userId },
        reason: before > 0 ? (body.reason ?? null) : null,
      });
      await details.update(
        { orderId: id },
        {
          ...{ quoteVersion, quoteLines: lines, promisedOn, quoteValidUntil: quote.validUntil },
          machineMinutes: work.machineMinutes,
        },
      );
      const isListed = lines.some(({ feeKind }) => feeKind !== null);
      const agreedPriceId = lines.length > body.lines.length ? (prices.agreed?.id ?? null) : null;
      return {
        change: {
          ...{ listFen, ownFen: listFen, agreedPriceId },
          feeScheduleVersion: isListed ? version : null,
        },
        detail: { listFen, quoteVersion },
      };
    });
  }

  /**
   * The user organisation takes the quote: from now on the order binds, and its voucher part is set aside with it.
   *
   * @throws QuoteRevised when it named a version that the lab has replaced meanwhile (409)
   * @throws QuoteRanOut past its last day (422)
   * @throws VoucherInsufficient when others have used the voucher meanwhile (422)
   */
  accept(
    actor: Actor,
    id: string,
    how: CommandCall,
    { quoteVersion: seen }: AcceptQuoteRequest = {},
  ): Promise<OrderResponse> {
    return this.step(actor, id, how, 'accept-quote', async (tx, order) => {
      const { quoteValidUntil, quoteVersion } = await tx
        .getRepository(SampleOrder)
        .findOneByOrFail({ orderId: id });
      if (typeof seen === 'number' && seen !== quoteVersion) throw new QuoteRevised(quoteVersion);
      if (quoteValidUntil !== null && quoteValidUntil < (await findToday(tx)))
        throw new QuoteRanOut(quoteValidUntil);
      const parts = await this.voucherParts.follow(tx, actor, order, order.listFen);
      const { listFen } = order;
      return { change: parts, detail: { listFen, voucherFen: parts.voucherFen, quoteVersion } };
    });
  }

  /** The lab does not take the order on, or takes its quote back. */
  reject(actor: Actor, id: string, reason: string, how: CommandCall): Promise<OrderResponse> {
    return this.step(actor, id, how, 'reject', async (tx) => {
      await tx.getRepository(SampleOrder).update({ orderId: id }, { endedReason: reason });
      return {};
    });
  }

  /** The user organisation takes its order back before it binds. */
  withdraw(actor: Actor, id: string, how: CommandCall): Promise<OrderResponse> {
    return this.step(actor, id, how, 'withdraw', () => Promise.resolve({}));
  }

  /** Ends the orders whose quote nobody accepted in time. @returns how many */
  async expire(tx: EntityManager): Promise<number> {
    const due: ServiceOrder[] = await tx
      .getRepository(ServiceOrder)
      .createQueryBuilder('o')
      .where(
        `o.state = 'priced' AND EXISTS (SELECT FROM sample_order s WHERE s.order_id = o.id AND s.quote_valid_until < :today)`,
        { today: await findToday(tx) },
      )
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getMany();
    for (const order of due) await this.steps.take(tx, null, order, { action: 'expire' });
    return due.length;
  }

  private step(
    actor: Actor,
    id: string,
    how: CommandCall,
    action: OrderStepTaken['action'],
    effect: (
      tx: EntityManager,
      order: ServiceOrder,
    ) => Promise<Pick<OrderStepTaken, 'change' | 'detail'>>,
  ): Promise<OrderResponse> {
    const command = { actor, id, how, action, kind: 'sample' } as const;
    return commandOrder(this.db, this.steps, command, async (tx, order) => {
      const step = await effect(tx, order);
      return this.steps.take(tx, actor, order, { action, required: true, ...step });
    });
  }
}

const daysAfter = (date: string, days: number): string =>
  DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd');
