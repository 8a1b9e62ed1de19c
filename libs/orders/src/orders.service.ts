import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { addFen, fen, type Fen, newId, subtractFen, ZERO_FEN } from '@app/common';
import { inCommand, prepared } from '@app/database';
import { type CommandCall, type Page, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { VouchersService } from '@app/vouchers';
import { findCircumstances } from './circumstances.queries';
import type { OrderParties } from './order.actions';
import { type ClaimPaper, findMissingPapers } from './offline/offline-papers.queries';
import { orderNumber } from './order-number';
import {
  type ListOrdersQuery,
  type OrderHistoryStep,
  type OrderListItem,
  type OrderResponse,
  type QuoteResponse,
  toOrderResponse,
} from './order.dto';
import { FeeAboveQuote, OrderNotFound } from './order.errors';
import { findHistory, listOrders } from './order.queries';
import { OrderSteps } from './order-steps';
import type { OrderKind, OrderState } from './order.words';
import { captureOf } from './price.rules';
import type { PricedService, Quote } from './quotes.service';
import { feeOf, ServiceOrder } from './service-order.entity';
import { type FeeParts, VoucherParts } from './voucher-parts';

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
  /** Papers that its claim needs and the order lacks; none but for filed services. */
  missingPapers: readonly ClaimPaper[];
}

/** What a new order is known by. */
export interface OrderIdentity {
  id: string;
  number: string;
  serial: string;
}

const OPEN = prepared(
  `INSERT INTO service_order (id, serial, number, kind, user_organisation_id, provider_organisation_id, instrument_id, placed_by,
                              purpose, sample_count, list_fen, voucher_fen, own_fen, voucher_id, voucher_reason, fee_schedule_version,
                              agreed_price_id, price_lines, nature, voucher_rules_version)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
);
const NEXT_NUMBER = prepared(
  `SELECT nextval(pg_get_serial_sequence('service_order', 'serial')) AS serial,
          extract(year FROM app_now() AT TIME ZONE 'Asia/Shanghai')::int AS year`,
);

/** Throws unless one organisation may order from the other. */
export type PlacingRule = (tx: EntityManager, parties: PlacingParties) => Promise<void>;
type PlacingParties = Pick<OrderParties, 'userOrganisationId' | 'providerOrganisationId'>;
/** Throws unless the work of an order may begin. */
export type StartingRule = (tx: EntityManager, orderId: string) => Promise<void>;

/** The life of orders; reservations open, complete and cancel them inside their own transactions. */
@Injectable()
export class OrdersService {
  private readonly placingRules: PlacingRule[] = [];
  private readonly startingRules: StartingRule[] = [];

  constructor(
    private readonly db: DataSource,
    private readonly vouchers: VouchersService,
    private readonly steps: OrderSteps,
    private readonly outbox: Outbox,
    private readonly voucherParts: VoucherParts,
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
      quote.agreedPriceId ?? null,
      quote.lines ? JSON.stringify(quote.lines) : null,
      service.nature ?? null,
      quote.voucherRulesVersion ?? null,
    ]);
    if (quote.voucherFen > 0 && service.voucherId !== undefined) {
      await this.vouchers.hold(tx, {
        orderId: id,
        voucherId: service.voucherId,
        amountFen: quote.voucherFen,
        providerOrganisationId: service.instrument.holderId,
        actor,
      });
    }
  }

  /** Lets a lib that knows more of two organisations have its say before one orders from the other. */
  addPlacingRule(rule: PlacingRule): void {
    this.placingRules.push(rule);
  }

  /** @throws whatever a rule refuses an order between two organisations with; bookings have rules of their own */
  async requirePlaceable(tx: EntityManager, parties: PlacingParties): Promise<void> {
    for (const rule of this.placingRules) await rule(tx, parties);
  }

  /** Lets a lib that knows more of an order have its say before samples are worked on or somebody checks in. */
  addStartingRule(rule: StartingRule): void {
    this.startingRules.push(rule);
  }

  /** @throws whatever a rule keeps the work of an order from beginning with; in the transaction that begins it */
  async requireStartable(tx: EntityManager, orderId: string): Promise<void> {
    for (const rule of this.startingRules) await rule(tx, orderId);
  }

  /** Id and number of an order that is about to be opened; one that never is leaves a gap in the numbers. */
  async nextIdentity(tx: EntityManager): Promise<OrderIdentity> {
    const [next]: { serial: string; year: number }[] = await tx.query(NEXT_NUMBER);
    if (!next) throw new Error('the order sequence gave nothing');
    const { serial, year } = next;
    return { id: newId(), number: orderNumber(year, Number(serial)), serial };
  }

  /**
   * The lab's statement of what was done: captures the voucher part of the actual fee and tells the platform; `actor` is
   * null for one by a link.
   */
  async complete(
    tx: EntityManager,
    actor: Actor | null,
    orderId: string,
    actualFen?: number,
  ): Promise<ServiceOrder> {
    const order = await this.steps.lock(tx, orderId);
    const agreed = feeOf(order);
    const actual = actualFen === undefined ? agreed : fen(actualFen);
    if (actual > agreed) throw new FeeAboveQuote(actual, agreed);
    const captured = captureOf(order.voucherFen, agreed, actual);
    const fees = { actualFen: actual, capturedFen: captured };
    const completed = await this.steps.take(tx, actor, order, {
      action: 'complete',
      change: fees,
      detail: fees,
    });
    if (order.voucherFen > 0) {
      const { userOrganisationId, providerOrganisationId } = order;
      const payee = { userOrganisationId, providerOrganisationId };
      await this.vouchers.capture(tx, { orderId, amountFen: captured, payee, actor });
    }
    await this.outbox.add(tx, 'service-completed', { orderId });
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
    price: (order: ServiceOrder) => Promise<Quote>,
  ): Promise<void> {
    const order = await this.steps.lock(tx, orderId);
    await this.steps.require(tx, actor, order, 'move');
    if (order.changeFen !== ZERO_FEN) return this.repriceChanged(tx, actor, order, price);
    if (order.voucherFen > 0) await this.vouchers.release(tx, { orderId, actor });
    const quote = await price(order);
    const { voucherFen } = quote;
    if (voucherFen > 0 && order.voucherId !== null) {
      await this.vouchers.hold(tx, {
        ...{ orderId, voucherId: order.voucherId, amountFen: voucherFen, actor },
        ...{ providerOrganisationId: order.providerOrganisationId, placedAt: order.createdAt },
      });
    }
    const { ownFen, voucherReason = null, voucherRulesVersion = null } = quote;
    const parts = { voucherFen, ownFen, voucherReason, voucherRulesVersion };
    await this.takeMove(tx, actor, order, quote, parts);
  }

  /** What was agreed in change orders stays agreed when the time moves; a reduction never below nothing. */
  private async repriceChanged(
    tx: EntityManager,
    actor: Actor,
    order: ServiceOrder,
    price: (order: ServiceOrder) => Promise<Quote>,
  ): Promise<void> {
    const quote = await price(order);
    const changeFen = fen(Math.max(order.changeFen, subtractFen(ZERO_FEN, quote.listFen)));
    const feeFen = addFen(quote.listFen, changeFen);
    const parts = await this.voucherParts.follow(tx, actor, order, feeFen);
    await this.takeMove(tx, actor, order, quote, { ...parts, changeFen });
  }

  private async takeMove(
    tx: EntityManager,
    actor: Actor,
    order: ServiceOrder,
    { listFen, feeScheduleVersion, agreedPriceId, lines }: Quote,
    parts: FeeParts & { changeFen?: Fen },
  ): Promise<void> {
    await this.steps.take(tx, actor, order, {
      action: 'move',
      change: {
        ...{ listFen, priceLines: lines, ...parts },
        feeScheduleVersion: feeScheduleVersion ?? null,
        agreedPriceId: agreedPriceId ?? null,
      },
      detail: { listFen, voucherFen: parts.voucherFen },
    });
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
    const order = await this.steps.lock(tx, orderId);
    const actualFen = feeFen > 0 ? feeFen : null;
    await this.steps.take(tx, actor, order, {
      action: 'cancel',
      change: { actualFen },
      detail: actualFen === null ? {} : { actualFen },
    });
    if (order.voucherFen > 0) await this.vouchers.release(tx, { orderId, actor });
  }

  /** An order as its two parties and the bureau see it, with the lines that make its price. @throws OrderNotFound */
  async get(actor: Actor, id: string): Promise<OrderResponse> {
    const order = await this.db.getRepository(ServiceOrder).findOneBy({ id });
    if (!order) throw new OrderNotFound();
    const circumstances = (await findCircumstances(this.db.manager, [id]))(id);
    const shown = toOrderResponse(order, actor, circumstances);
    const lines = order.priceLines ?? undefined;
    return { ...shown, quote: { ...shown.quote, ...(lines && { lines }) } };
  }

  /** Orders the actor may open, the newest first. */
  list(actor: Actor, query: ListOrdersQuery): Promise<Page<OrderListItem>> {
    return listOrders(this.db.manager, actor, query);
  }

  /** What happened to an order, the first step first. @throws OrderNotFound */
  async history(id: string): Promise<Page<OrderHistoryStep>> {
    const items = await findHistory(this.db.manager, id);
    if (items.length === 0) throw new OrderNotFound();
    return { items };
  }

  /** The user organisation takes the service as rendered. */
  accept(actor: Actor, id: string, { ifMatch, call }: CommandCall): Promise<OrderResponse> {
    return inCommand(this.db, call, async (tx) => {
      const order = await this.steps.lock(tx, id);
      requireVersion(ifMatch, order.version);
      const change = { acceptedBy: actor.userId };
      const accepted = await this.steps.take(tx, actor, order, { action: 'accept', change });
      return toOrderResponse(accepted, actor, (await findCircumstances(tx, [id]))(id));
    });
  }

  /** Accepts what the user organisation left unanswered for `days` after completion. @returns how many */
  async acceptSilent(tx: EntityManager, days: number): Promise<number> {
    const silent: ServiceOrder[] = await tx
      .getRepository(ServiceOrder)
      .createQueryBuilder('o')
      .where(`o.state = 'completed' AND o.completed_at < app_now() - make_interval(days => :days)`)
      .setParameters({ days })
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getMany();
    for (const order of silent)
      await this.steps.take(tx, null, order, {
        ...{ action: 'accept', auditedAs: 'accept-silent' },
        detail: { days },
      });
    return silent.length;
  }

  /** What a claim is about. @throws OrderNotFound */
  async getForClaim(tx: EntityManager, orderId: string): Promise<ClaimableOrder> {
    const order = await tx.getRepository(ServiceOrder).findOneBy({ id: orderId });
    if (!order) throw new OrderNotFound();
    const ownFen = subtractFen(order.actualFen ?? feeOf(order), order.capturedFen);
    const missingPapers = order.kind === 'offline' ? await findMissingPapers(tx, orderId) : [];
    return { ...order, ownFen, missingPapers };
  }
}
