import type { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { fen, newId } from '@app/common';
import type { Actor, Role } from '@app/identity';
import { type LedgerReader, ThreadLedgerReader } from '@app/instruments';
import type { PaymentMode } from '@app/vouchers';
import type { OrderBalanceResponse } from '../accounts/order-balance';
import { OrderBalances } from '../accounts/order-balances.service';
import { BankImports } from '../bank-imports/bank-imports.service';
import { SETTLEMENT_INVARIANTS } from '../invariants.sql';
import type { AllocationBody, InvoiceResponse, RecordInvoice } from '../invoices/invoice.dto';
import { InvoicesService } from '../invoices/invoices.service';
import type { ReceiptResponse, RecordReceipt } from '../receipts/receipt.dto';
import { ReceiptSuggestions } from '../receipts/receipt-suggestions';
import { ReceiptsService } from '../receipts/receipts.service';
import type { WriteOffResponse } from '../write-offs/write-off.dto';
import type { PutSettlementTerms, SettlementTermsResponse } from '../terms/settlement-terms.dto';
import { SettlementTermsService } from '../terms/settlement-terms.service';
import { WriteOffs } from '../write-offs/write-offs.service';

/** A holder and a user organisation that settle with each other. */
export interface Sides {
  holder: Actor;
  user: Actor;
}

/** An order of a test. */
interface OrderWish {
  feeFen?: number;
  state?: 'completed' | 'accepted' | 'disputed' | 'cancelled';
  /** A voucher pays half of it, to the user organisation or to the holder. */
  voucher?: PaymentMode;
}

/** The services of settlement on one data source, with builders that make what a test needs. */
export class SettlementDesk {
  readonly invoices: InvoicesService;
  readonly receipts: ReceiptsService;
  readonly bankImports: BankImports;
  readonly suggestions: ReceiptSuggestions;
  readonly writeOffs: WriteOffs;
  readonly balances: OrderBalances;
  readonly terms: SettlementTermsService;

  /** @param reader another one than the thread, which needs the built code */
  constructor(
    readonly db: DataSource,
    reader: LedgerReader = new ThreadLedgerReader(),
  ) {
    const audit = new AuditService();
    this.invoices = new InvoicesService(db, audit);
    this.receipts = new ReceiptsService(db, audit);
    this.bankImports = new BankImports(db, reader, this.receipts, audit);
    this.suggestions = new ReceiptSuggestions(db);
    this.balances = new OrderBalances(db);
    this.writeOffs = new WriteOffs(db, this.balances, audit);
    this.terms = new SettlementTermsService(db, audit);
  }

  /** Somebody with a role, of an organisation of its own unless one is given; its credit code is its id's first digits. */
  async buildActor(role: Role, organisationId = newId()): Promise<Actor> {
    const userId = newId();
    await this.db.query(
      `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone, verification)
       VALUES ($1, '测试单位', $2, 'enterprise', 'enterprise', '330402', '测试', '0573-00000000', 'verified')
       ON CONFLICT DO NOTHING`,
      [organisationId, creditCodeOf(organisationId)],
    );
    await this.db.query(
      `INSERT INTO app_user (id, login, display_name, password_hash) VALUES ($1, $1::uuid::text, '测试', '')`,
      [userId],
    );
    return {
      userId,
      organisationId,
      displayName: '测试',
      organisationNameZh: '测试单位',
      organisationRegionCode: '330402',
      organisationVerified: true,
      agentOrganisationId: null,
      roles: [role],
    };
  }

  async buildSides(): Promise<Sides> {
    const holder = await this.buildActor('lab_manager');
    return { holder, user: await this.buildActor('enterprise_admin') };
  }

  /** An accepted order of 100 yuan unless told otherwise. @returns its id */
  async buildOrder(
    { holder, user }: Sides,
    { feeFen = 10_000, state = 'accepted', voucher }: OrderWish = {},
  ): Promise<string> {
    const id = newId();
    const voucherFen = voucher ? feeFen / 2 : 0;
    await this.db.query(
      `INSERT INTO service_order (id, number, kind, user_organisation_id, provider_organisation_id, placed_by, purpose, state,
         list_fen, voucher_fen, own_fen, voucher_id, actual_fen, captured_fen, completed_at)
       VALUES ($1, $1::uuid::text, 'slot', $2, $3, $4, 'testing', $5, $6, $7, $8, $9, $6, $10, app_now())`,
      [
        ...[id, user.organisationId, holder.organisationId, user.userId, state, feeFen, voucherFen],
        ...[feeFen - voucherFen, voucher ? await this.buildVoucher(user, voucher) : null],
        state === 'cancelled' ? 0 : voucherFen,
      ],
    );
    return id;
  }

  /** Records an invoice for some orders, each with its part. */
  invoice(
    { holder, user }: Sides,
    parts: Readonly<Record<string, number>>,
    change: Partial<RecordInvoice> = {},
  ): Promise<InvoiceResponse> {
    const allocations = allocationsOf(parts);
    const amountFen = fen(allocations.reduce((sum, part) => sum + part.amountFen, 0));
    return this.invoices.record(holder, {
      number: invoiceNumber(),
      kind: 'ordinary',
      title: '测试单位',
      taxNumber: creditCodeOf(user.organisationId),
      issuedOn: '2026-01-05',
      amountFen,
      allocations,
      ...change,
    });
  }

  /** Takes an invoice back, all that stands of it unless parts are told. */
  flush(
    holder: Actor,
    invoiceId: string,
    parts?: Readonly<Record<string, number>>,
  ): Promise<InvoiceResponse> {
    const red = {
      ...{ number: invoiceNumber(), issuedOn: '2026-01-06' },
      ...(parts && { parts: allocationsOf(parts) }),
    };
    return this.invoices.flush(holder, invoiceId, red, {});
  }

  /** How the holder wants to be paid by the user organisation: within 30 days of the service unless told otherwise. */
  agree(
    { holder, user }: Sides,
    change: Partial<PutSettlementTerms> = {},
  ): Promise<SettlementTermsResponse> {
    const terms = { mode: 'after_service', daysToPay: 30 } as const;
    const customerOrganisationId = user.organisationId;
    return this.terms.put(holder, { customerOrganisationId, ...terms, ...change }, {});
  }

  /** Money that arrived at the holder. */
  receipt(
    { holder }: Sides,
    amountFen: number,
    change: Partial<RecordReceipt> = {},
  ): Promise<ReceiptResponse> {
    return this.receipts.record(holder, {
      reference: newId(),
      receivedOn: '2026-01-10',
      amountFen: fen(amountFen),
      payerName: '测试单位',
      ...change,
    });
  }

  /** Matches a part of a receipt to an order or to an invoice. */
  match(
    { holder }: Sides,
    receiptId: string,
    to: { orderId: string } | { invoiceId: string },
    amountFen: number,
  ): Promise<ReceiptResponse> {
    return this.receipts.match(holder, receiptId, { ...to, amountFen: fen(amountFen) }, {});
  }

  /** Gives money back that a receipt has paid of an order. */
  refund(
    { holder }: Sides,
    receiptId: string,
    orderId: string,
    amountFen: number,
  ): Promise<ReceiptResponse> {
    const input = { orderId, amountFen: fen(amountFen), reason: '多收' };
    return this.receipts.refund(holder, receiptId, input, {});
  }

  /** Gives up a part of an order; a second person of the holder agrees. */
  async writeOff({ holder }: Sides, orderId: string, amountFen: number): Promise<WriteOffResponse> {
    const input = { amountFen: fen(amountFen), reason: '尾差' };
    await this.writeOffs.propose(holder, orderId, input, {});
    const second = await this.buildActor('holder_admin', holder.organisationId);
    return this.writeOffs.approve(second, orderId, {});
  }

  balance(orderId: string): Promise<OrderBalanceResponse> {
    return this.balances.get(orderId);
  }

  /** Ids of this lib's invariants that are broken. */
  async violations(): Promise<string[]> {
    const broken: string[] = [];
    for (const { id, sql } of SETTLEMENT_INVARIANTS) {
      const rows: unknown[] = await this.db.query(sql);
      if (rows.length > 0) broken.push(id);
    }
    return broken;
  }

  private async buildVoucher(user: Actor, paymentMode: PaymentMode): Promise<string> {
    const [programmeId, voucherId] = [newId(), newId()];
    await this.db.query(
      `INSERT INTO voucher_programme (id, name_zh, year, issuer_organisation_id, ratio, ceiling_fen, valid_from, valid_to,
                                      payment_mode, purposes, eligible_forms, source, outside_jiaxing_only)
       VALUES ($1, '测试方案', 2026, $2, 0.5, 100000000, '2020-01-01', '2099-12-31', $3, '{testing}', '{enterprise}', '测试', false)`,
      [programmeId, user.organisationId, paymentMode],
    );
    await this.db.query(
      `INSERT INTO voucher (id, programme_id, organisation_id, face_value_fen, expires_on, issued_by)
       VALUES ($1, $2, $3, 100000000, '2099-12-31', $4)`,
      [voucherId, programmeId, user.organisationId, user.userId],
    );
    return voucherId;
  }
}

const allocationsOf = (parts: Readonly<Record<string, number>>): AllocationBody[] =>
  Object.entries(parts).map(([orderId, amountFen]) => ({ orderId, amountFen: fen(amountFen) }));

/** The unified social credit code of an organisation that a desk has built. */
export const creditCodeOf = (organisationId: string): string =>
  organisationId.replaceAll('-', '').slice(-18);

/** A number of 20 digits or letters that no other invoice has. */
export const invoiceNumber = (): string => newId().replaceAll('-', '').slice(-20);
