import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { DataSource, type EntityManager } from 'typeorm';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { InstrumentsService } from '@app/instruments';
import { findCircumstances } from '../circumstances.queries';
import { type OrderResponse, toOrderResponse } from '../order.dto';
import { type OrderStepTaken, OrderSteps } from '../order-steps';
import { tierOf } from '../quotes.service';
import { ServiceOrder } from '../service-order.entity';
import { VoucherParts } from '../voucher-parts';
import { findToday, pastDate } from './sample-dates';
import type { PriceSampleOrderRequest } from './sample.dto';
import { QuoteRanOut, refuse } from './sample.errors';
import { SampleOrder } from './sample-order.entity';
import { type PriceList, priceQuote, quoteProblems } from './sample-quote.rules';

/** Days a quote can be accepted when the lab names no other date. */
const QUOTE_DAYS = 30;

/** The quote of a sample order: named by the lab, accepted or refused by the user organisation, or left to run out. */
@Injectable()
export class SampleQuotes {
  constructor(
    private readonly db: DataSource,
    private readonly steps: OrderSteps,
    private readonly instruments: InstrumentsService,
    private readonly voucherParts: VoucherParts,
  ) {}

  /**
   * The lab prices the order and promises a date. Nothing is set aside before the user organisation accepts.
   *
   * @throws FieldsRefused for lines that make no quote, or dates that are over (422)
   */
  price(
    actor: Actor,
    id: string,
    { lines, promisedOn, validUntil }: PriceSampleOrderRequest,
    how: CommandCall,
  ): Promise<OrderResponse> {
    return this.step(actor, id, how, 'price', async (tx, order) => {
      const today = await findToday(tx);
      const { prices, version } = await this.pricesFor(tx, order);
      refuse([
        ...quoteProblems(lines, prices),
        ...pastDate('/promisedOn', promisedOn, today),
        ...pastDate('/validUntil', validUntil, today),
      ]);
      const { lines: quoteLines, listFen } = priceQuote(lines, prices);
      const quoteValidUntil = validUntil ?? daysAfter(today, QUOTE_DAYS);
      await tx
        .getRepository(SampleOrder)
        .update({ orderId: id }, { quoteLines, promisedOn, quoteValidUntil });
      const isListed = quoteLines.some(({ feeKind }) => feeKind !== null);
      return {
        change: { listFen, ownFen: listFen, feeScheduleVersion: isListed ? version : null },
        detail: { listFen },
      };
    });
  }

  /**
   * The user organisation takes the quote: from now on the order binds, and its voucher part is set aside with it.
   *
   * @throws QuoteRanOut past its last day (422)
   * @throws VoucherInsufficient when others have used the voucher meanwhile (422)
   */
  accept(actor: Actor, id: string, how: CommandCall): Promise<OrderResponse> {
    return this.step(actor, id, how, 'accept-quote', async (tx, order) => {
      const { quoteValidUntil } = await tx
        .getRepository(SampleOrder)
        .findOneByOrFail({ orderId: id });
      if (quoteValidUntil !== null && quoteValidUntil < (await findToday(tx)))
        throw new QuoteRanOut(quoteValidUntil);
      const parts = await this.voucherParts.follow(tx, actor, order, order.listFen);
      return { change: parts, detail: { listFen: order.listFen, voucherFen: parts.voucherFen } };
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
    { ifMatch, call }: CommandCall,
    action: OrderStepTaken['action'],
    effect: (
      tx: EntityManager,
      order: ServiceOrder,
    ) => Promise<Pick<OrderStepTaken, 'change' | 'detail'>>,
  ): Promise<OrderResponse> {
    return inCommand(this.db, call, async (tx) => {
      const order = await this.steps.lock(tx, id);
      requireVersion(ifMatch, order.version);
      await this.steps.require(tx, actor, order, action);
      const step = await effect(tx, order);
      const taken = await this.steps.take(tx, actor, order, { action, required: true, ...step });
      return toOrderResponse(taken, actor, (await findCircumstances(tx, [id]))(id));
    });
  }

  /** Today's public prices of the order's instrument for its user organisation; none without an instrument. */
  private async pricesFor(
    tx: EntityManager,
    { instrumentId, userOrganisationId }: ServiceOrder,
  ): Promise<{ prices: PriceList; version: number | null }> {
    if (instrumentId === null) return { prices: { fees: [], tier: 'outside' }, version: null };
    const instrument = await this.instruments.getBookable(tx, instrumentId, null);
    const fees = instrument.feeSchedule?.lines ?? [];
    const tier = await tierOf(tx, { userOrganisationId, instrument }, fees);
    return { prices: { fees, tier }, version: instrument.feeSchedule?.version ?? null };
  }
}

const daysAfter = (date: string, days: number): string =>
  DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd');
