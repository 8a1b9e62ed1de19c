import type { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { fen, newId } from '@app/common';
import { inTransaction } from '@app/database';
import type { Actor, Role } from '@app/identity';
import { Outbox } from '@app/messaging';
import {
  Ledger,
  LedgerInvariants,
  VoucherIssueService,
  VoucherProgrammesService,
  VouchersService,
} from '@app/vouchers';
import { ChangeOrders } from '../change-orders/change-orders.service';
import { ServicePeriods } from '../confirmation/service-periods';
import { Disputes } from '../disputes/disputes.service';
import type { OrderResponse } from '../order.dto';
import { orderNumber } from '../order-number';
import { OrderSteps } from '../order-steps';
import type { OrderKind, OrderState } from '../order.words';
import { OrdersService } from '../orders.service';
import { VoucherParts } from '../voucher-parts';

/** Everybody who has to do with an order. */
export interface OrderSides {
  /** Placed it. */
  person: Actor;
  /** Leads at the user organisation. */
  leader: Actor;
  manager: Actor;
  operator: Actor;
  office: Actor;
}

interface OrderParts {
  kind?: OrderKind;
  state?: OrderState;
  /** Held of the voucher and, once completed, captured; none unless told. */
  voucherFen?: number;
}

/** Fee of the orders that a test builds, in fen: a thousand yuan. */
export const LIST_FEN = 100_000;

const COMPLETED: readonly OrderState[] = ['completed', 'accepted', 'disputed'];

/** The services of orders on one data source, with builders that make what a test needs. */
export class OrderDesk {
  readonly vouchers: VouchersService;
  readonly steps: OrderSteps;
  readonly orders: OrdersService;
  readonly changes: ChangeOrders;
  readonly disputes: Disputes;
  readonly voucherParts: VoucherParts;
  readonly invariants: LedgerInvariants;
  private readonly programmes: VoucherProgrammesService;
  private readonly issuing: VoucherIssueService;
  private serial = 900_000;

  constructor(readonly db: DataSource) {
    const [ledger, audit] = [new Ledger(), new AuditService()];
    this.vouchers = new VouchersService(ledger, audit);
    this.programmes = new VoucherProgrammesService(db, ledger, audit);
    this.issuing = new VoucherIssueService(db, ledger, audit);
    this.invariants = new LedgerInvariants(db);
    this.steps = new OrderSteps(audit);
    const voucherParts = new VoucherParts(this.vouchers, new ServicePeriods());
    this.voucherParts = voucherParts;
    this.orders = new OrdersService(
      ...([db, this.vouchers, this.steps, new Outbox()] as const),
      voucherParts,
    );
    this.changes = new ChangeOrders(db, this.steps, voucherParts);
    this.disputes = new Disputes(db, this.steps, this.vouchers, new Outbox());
  }

  /** Somebody of an organisation, of a new one unless told. */
  async buildActor(role: Role, organisationId = newId()): Promise<Actor> {
    const userId = newId();
    const names = { displayName: '王晓', organisationNameZh: '测试单位' };
    await this.db.query(
      `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone, verification)
       VALUES ($1, $2, $1::uuid::text, 'enterprise', 'enterprise', '330402', '王晓', '0573-00000000', 'verified')
       ON CONFLICT DO NOTHING`,
      [organisationId, names.organisationNameZh],
    );
    await this.db.query(
      `INSERT INTO app_user (id, login, display_name, password_hash) VALUES ($1, $1::uuid::text, $2, '')`,
      [userId, names.displayName],
    );
    return {
      ...{ userId, organisationId, ...names },
      ...{ organisationRegionCode: '330402', organisationVerified: true },
      ...{ agentOrganisationId: null, roles: [role] },
    };
  }

  /** The two organisations of orders, each with two persons, and the office. */
  async buildSides(): Promise<OrderSides> {
    const person = await this.buildActor('enterprise_member');
    const manager = await this.buildActor('lab_manager');
    return {
      ...{ person, manager },
      leader: await this.buildActor('enterprise_admin', person.organisationId),
      operator: await this.buildActor('instrument_operator', manager.organisationId),
      office: await this.buildActor('bureau_reviewer'),
    };
  }

  /** An order of {@link LIST_FEN} that has come to a state. */
  async buildOrder(sides: OrderSides, parts: OrderParts = {}): Promise<string> {
    const { kind = 'slot', state = 'open', voucherFen = 0 } = parts;
    const [id, isServed] = [newId(), COMPLETED.includes(state)];
    const { person, manager } = sides;
    const voucherId = voucherFen > 0 ? await this.issueTo(person) : null;
    const serial = (this.serial += 1);
    await this.db.query(
      `INSERT INTO service_order (id, number, kind, user_organisation_id, provider_organisation_id, placed_by, purpose, state,
         list_fen, voucher_fen, own_fen, voucher_id, actual_fen, captured_fen, completed_at, accepted_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'testing', $7, $8::bigint, $9::bigint, $8::bigint - $9::bigint, $10,
         CASE WHEN $11 THEN $8::bigint END, CASE WHEN $11 THEN $9::bigint ELSE 0 END, CASE WHEN $11 THEN app_now() END,
         CASE WHEN $7 = 'accepted' THEN app_now() END)`,
      [
        ...[id, orderNumber(2026, serial), kind, person.organisationId, manager.organisationId],
        ...[person.userId, state, LIST_FEN, voucherFen, voucherId, isServed],
      ],
    );
    if (state === 'disputed')
      await this.db.query(
        'INSERT INTO order_dispute (id, order_id, opened_by, fee_before_fen) VALUES ($1, $2, $3, $4)',
        [newId(), id, person.userId, LIST_FEN],
      );
    if (voucherId !== null)
      await this.settle(id, { voucherId, voucherFen, state, person, manager });
    return id;
  }

  /** The order as somebody sees it. */
  get(actor: Actor, id: string): Promise<OrderResponse> {
    return this.orders.get(actor, id);
  }

  /** What a voucher still may spend, in fen. */
  async availableOf(voucherId: string): Promise<number> {
    const [row]: { balance_fen: string }[] = await this.db.query(
      `SELECT balance_fen FROM ledger_account WHERE voucher_id = $1 AND kind = 'voucher_available'`,
      [voucherId],
    );
    return Number(row?.balance_fen);
  }

  /** A voucher over ten times the fee, which pays half of any service of the test's day. */
  async issueTo({ organisationId }: Actor, { outsideJiaxingOnly = false } = {}): Promise<string> {
    const bureau = await this.buildActor('bureau_admin');
    const { id: programmeId } = await this.programmes.create(
      {
        ...{ nameZh: '测试方案', year: 2026, ratio: 0.5, ceilingFen: 10 * LIST_FEN },
        ...{ validFrom: '2020-01-01', validTo: '2099-12-31', paymentMode: 'reimburse' },
        ...{ purposes: ['testing'], eligibleForms: ['enterprise'], source: '测试' },
        outsideJiaxingOnly,
      },
      bureau,
    );
    const amountFen = 10 * LIST_FEN;
    await this.programmes.appropriate(programmeId, { amountFen, documentNumber: newId() }, bureau);
    const issued = await this.issuing.issue({ programmeId, organisationId, amountFen }, bureau);
    return issued.id;
  }

  private async settle(
    orderId: string,
    {
      voucherId,
      voucherFen,
      state,
      person,
      manager,
    }: Pick<OrderSides, 'person' | 'manager'> & {
      voucherId: string;
      voucherFen: number;
      state: OrderState;
    },
  ): Promise<void> {
    const amountFen = fen(voucherFen);
    const payee = {
      userOrganisationId: person.organisationId,
      providerOrganisationId: manager.organisationId,
    };
    await inTransaction(this.db, async (tx) => {
      await this.vouchers.hold(tx, {
        ...{ orderId, voucherId, amountFen, actor: person },
        providerOrganisationId: manager.organisationId,
      });
      if (COMPLETED.includes(state))
        await this.vouchers.capture(tx, { orderId, amountFen, payee, actor: manager });
      if (state === 'cancelled') await this.vouchers.release(tx, { orderId, actor: person });
    });
  }
}
