import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { fen, type Fen, newId, ZERO_FEN } from '@app/common';
import { inCommand, prepared } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { VouchersService } from '@app/vouchers';
import { orderNumber } from './order-number';
import { type OrderResponse, type QuoteResponse, toOrderResponse } from './order.dto';
import { FeeAboveQuote, type OrderAction, OrderNotFound, OrderStateConflict } from './order.errors';
import type { OrderKind, OrderState } from './order.words';
import { captureOf } from './price.rules';
import type { PricedService } from './quotes.service';
import { ServiceOrder } from './service-order.entity';

/** What a claim needs to know of an order. */
export interface ClaimableOrder {
  id: string;
  number: string;
  state: OrderState;
  userOrganisationId: string;
  providerOrganisationId: string;
  instrumentId: string | null;
  listFen: Fen;
  /** What the user organisation itself owes of the actual fee. */
  ownFen: Fen;
  actualFen: Fen | null;
  voucherId: string | null;
  completedAt: ServiceOrder['completedAt'];
  acceptedAt: ServiceOrder['acceptedAt'];
}

type Change = Partial<Omit<ServiceOrder, 'id' | 'serial' | 'number' | 'version'>>;

/** What a new order is known by. */
export interface OrderIdentity {
  id: string;
  number: string;
  serial: string;
}

const OPEN = prepared(
  `INSERT INTO service_order (id, serial, number, kind, user_organisation_id, provider_organisation_id, instrument_id, placed_by,
                              purpose, sample_count, list_fen, voucher_fen, own_fen, voucher_id, voucher_reason, fee_schedule_version)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
);
const NEXT_NUMBER = prepared(
  `SELECT nextval(pg_get_serial_sequence('service_order', 'serial')) AS serial,
          extract(year FROM app_now() AT TIME ZONE 'Asia/Shanghai')::int AS year`,
);

/** The life of orders; reservations open, complete and cancel them inside their own transactions. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly db: DataSource,
    private readonly vouchers: VouchersService,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /** Opens an order at its quoted price and holds the voucher part: both or neither. */
  async open(
    tx: EntityManager,
    actor: Actor,
    { id, number, serial }: OrderIdentity,
    { kind, service, quote }: { kind: OrderKind; service: PricedService; quote: QuoteResponse },
  ): Promise<void> {
    await tx.query(OPEN, [
      id,
      serial,
      number,
      kind,
      service.userOrganisationId,
      service.instrument.holderId,
      service.instrument.id,
      actor.userId,
      service.purpose,
      service.sampleCount || null,
      quote.listFen,
      quote.voucherFen,
      quote.ownFen,
      service.voucherId ?? null,
      quote.voucherReason ?? null,
      quote.feeScheduleVersion ?? null,
    ]);
    if (quote.voucherFen > 0 && service.voucherId !== undefined) {
      await this.vouchers.hold(tx, {
        orderId: id,
        voucherId: service.voucherId,
        amountFen: quote.voucherFen,
        actor,
      });
    }
  }

  /** Id and number of an order that is about to be opened; one that never is leaves a gap in the numbers. */
  async nextIdentity(tx: EntityManager): Promise<OrderIdentity> {
    const [next]: { serial: string; year: number }[] = await tx.query(NEXT_NUMBER);
    if (!next) throw new Error('the order sequence gave nothing');
    const { serial, year } = next;
    return { id: newId(), number: orderNumber(year, Number(serial)), serial };
  }

  /** The lab's statement of what was done: captures the voucher part of the actual fee and tells the platform. */
  async complete(
    tx: EntityManager,
    actor: Actor,
    orderId: string,
    actualFen?: number,
  ): Promise<ServiceOrder> {
    const order = await this.lock(tx, orderId);
    const actual = actualFen === undefined ? order.listFen : fen(actualFen);
    if (actual > order.listFen) throw new FeeAboveQuote(actual, order.listFen);
    const captured = captureOf(order.voucherFen, order.listFen, actual);
    const completed = await this.change(tx, order, 'complete', ['open'], {
      state: 'completed',
      actualFen: actual,
      capturedFen: captured,
    });
    if (order.voucherFen > 0) {
      const { userOrganisationId, providerOrganisationId } = order;
      const payee = { userOrganisationId, providerOrganisationId };
      await this.vouchers.capture(tx, { orderId, amountFen: captured, payee, actor });
    }
    await this.outbox.add(tx, 'service-completed', { orderId });
    await this.record(tx, actor, 'order.complete', orderId, {
      actualFen: actual,
      capturedFen: captured,
    });
    return completed;
  }

  /**
   * Prices an open order anew, because its time has moved: the old hold goes back before the new price is asked for,
   * so that the voucher counts in full.
   */
  async reprice(
    tx: EntityManager,
    actor: Actor,
    orderId: string,
    price: (order: ServiceOrder) => Promise<QuoteResponse>,
  ): Promise<void> {
    const order = await this.lock(tx, orderId);
    if (order.voucherFen > 0) await this.vouchers.release(tx, { orderId, actor });
    const quote = await price(order);
    await this.change(tx, order, 'move', ['open'], {
      listFen: quote.listFen,
      voucherFen: quote.voucherFen,
      ownFen: quote.ownFen,
      voucherReason: quote.voucherReason ?? null,
      feeScheduleVersion: quote.feeScheduleVersion ?? null,
    });
    if (quote.voucherFen > 0 && order.voucherId !== null) {
      const { voucherId } = order;
      await this.vouchers.hold(tx, { orderId, voucherId, amountFen: quote.voucherFen, actor });
    }
  }

  /**
   * Ends an order that will not be served and gives the voucher part back; `actor` is null for the system's own jobs. What
   * cancelling late costs stays owed as its actual fee, all of it by the user organisation: a voucher pays for services.
   */
  async cancel(
    tx: EntityManager,
    actor: Actor | null,
    orderId: string,
    feeFen: Fen = ZERO_FEN,
  ): Promise<void> {
    const order = await this.lock(tx, orderId);
    const actualFen = feeFen > 0 ? feeFen : null;
    await this.change(tx, order, 'cancel', ['open'], { state: 'cancelled', actualFen });
    if (order.voucherFen > 0) await this.vouchers.release(tx, { orderId, actor });
    await this.record(tx, actor, 'order.cancel', orderId, actualFen === null ? {} : { actualFen });
  }

  /** An order as its two parties and the bureau see it. @throws OrderNotFound */
  async get(id: string): Promise<OrderResponse> {
    const order = await this.db.getRepository(ServiceOrder).findOneBy({ id });
    if (!order) throw new OrderNotFound();
    return toOrderResponse(order);
  }

  /** The user organisation takes the service as rendered. */
  accept(actor: Actor, id: string, how: CommandCall): Promise<OrderResponse> {
    const change: Change = { state: 'accepted', acceptedBy: actor.userId };
    return this.answer(actor, id, { action: 'accept', change, how });
  }

  /** The user organisation objects; capture and payment stand still until it is resolved. */
  dispute(actor: Actor, id: string, reason: string, how: CommandCall): Promise<OrderResponse> {
    return this.answer(actor, id, {
      action: 'dispute',
      change: { state: 'disputed', disputeReason: reason },
      how,
    });
  }

  /** Accepts what the user organisation left unanswered for `days` after completion. @returns how many */
  async acceptSilent(tx: EntityManager, days: number): Promise<number> {
    const [accepted]: [{ id: string }[], number] = await tx.query(
      `UPDATE service_order SET state = 'accepted', accepted_at = app_now(), version = version + 1
        WHERE state = 'completed' AND completed_at < app_now() - make_interval(days => $1) RETURNING id`,
      [days],
    );
    for (const { id } of accepted) await this.record(tx, null, 'order.accept-silent', id, { days });
    return accepted.length;
  }

  /** What a claim is about. @throws OrderNotFound */
  async getForClaim(tx: EntityManager, orderId: string): Promise<ClaimableOrder> {
    const order = await tx.getRepository(ServiceOrder).findOneBy({ id: orderId });
    if (!order) throw new OrderNotFound();
    const ownFen = fen((order.actualFen ?? order.listFen) - order.capturedFen);
    return { ...order, ownFen };
  }

  private async answer(
    actor: Actor,
    id: string,
    answer: { action: 'accept' | 'dispute'; change: Change; how: CommandCall },
  ): Promise<OrderResponse> {
    return inCommand(this.db, answer.how.call, async (tx) => {
      const order = await this.lock(tx, id);
      requireVersion(answer.how.ifMatch, order.version);
      const changed = await this.change(tx, order, answer.action, ['completed'], answer.change);
      await this.record(tx, actor, `order.${answer.action}`, id, {});
      return toOrderResponse(changed);
    });
  }

  private async lock(tx: EntityManager, id: string): Promise<ServiceOrder> {
    const order = await tx
      .getRepository(ServiceOrder)
      .findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!order) throw new OrderNotFound();
    return order;
  }

  /** Compare-and-set on (state, version); the row is locked, so it fails only for a state that does not fit. */
  private async change(
    tx: EntityManager,
    order: ServiceOrder,
    action: OrderAction,
    from: OrderState[],
    change: Change,
  ): Promise<ServiceOrder> {
    if (!from.includes(order.state)) throw new OrderStateConflict(action, order.state);
    const { id, state, version } = order;
    const moments = {
      ...(change.state === 'completed' && { completedAt: () => 'app_now()' }),
      ...(change.state === 'accepted' && { acceptedAt: () => 'app_now()' }),
    };
    const { affected } = await tx
      .getRepository(ServiceOrder)
      .update({ id, state, version }, { ...change, ...moments, version: version + 1 });
    if (affected !== 1) throw new OrderStateConflict(action, state);
    return tx.getRepository(ServiceOrder).findOneByOrFail({ id });
  }

  private record(
    tx: EntityManager,
    actor: Actor | null,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, { actor, action, objectType: 'service_order', objectId, detail });
  }
}
