import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { type FieldError, FieldsRefused, newId, subtractFen, ZERO_FEN } from '@app/common';
import { type IdempotentCall, inCommand, onConstraint } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  type Page,
  page,
  requireVersion,
} from '@app/http';
import { type Actor, reachOf } from '@app/identity';
import { reopenInvoice } from '../receipts/settlement-entries';
import { requirePast } from '../settlement-dates';
import { fieldRefused, orderUnknown, refuseAmount } from '../settlement.errors';
import type {
  AllocationBody,
  FlushInvoice,
  InvoiceListQuery,
  InvoiceResponse,
  RecordInvoice,
  VerifyInvoice,
} from './invoice.dto';
import {
  InvoiceClaimedOtherwise,
  InvoiceRecordedTwice,
  InvoiceStateConflict,
} from './invoice.errors';
import {
  type BillableOrder,
  findServedOrders,
  requireBillable,
  getInvoice,
  INVOICES_SQL,
  type InvoiceRow,
  lockInvoice,
  type LockedInvoice,
  toInvoiceResponse,
} from './invoice.queries';
import { findStanding, lowerParts, noteParts, planTakingBack } from './red-invoice';

/** What a new row of `invoice` says, a negative one included. */
type NewInvoice = Omit<LockedInvoice, 'state' | 'version' | 'flushedFen'> & {
  code: string;
  number: string;
  issuedOn: string;
  statementId: string | null;
};

/** Invoices of holders: recorded, allocated to orders, verified and taken back. */
@Injectable()
export class InvoicesService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /**
   * Records an invoice that the actor's organisation issued for orders it served, all of one user organisation.
   *
   * @throws FieldsRefused, AmountRefused, OrderNotBillable (422), InvoiceRecordedTwice (409)
   */
  record(actor: Actor, input: RecordInvoice, call?: IdempotentCall): Promise<InvoiceResponse> {
    return inCommand(this.db, call, async (tx) =>
      getInvoice(tx, await this.enter(tx, actor, input, null)),
    );
  }

  /** The same in a running transaction, over a statement whose lock the caller has. @returns its id */
  async enter(
    tx: EntityManager,
    actor: Actor,
    input: RecordInvoice,
    statementId: string | null,
  ): Promise<string> {
    const { organisationId } = actor;
    const orders = await this.requireOrders(tx, organisationId, input.allocations);
    const [first] = orders;
    if (!first) throw orderUnknown('/allocations');
    await requireBuyer(tx, input, orders);
    const id = newId();
    await insertInvoice(tx, actor, {
      id,
      code: normalised(input.code),
      number: normalised(input.number),
      sellerOrganisationId: organisationId,
      buyerOrganisationId: first.userOrganisationId,
      kind: input.kind,
      title: input.title,
      taxNumber: input.taxNumber,
      issuedOn: input.issuedOn,
      amountFen: input.amountFen,
      redOf: null,
      statementId,
    });
    await allocate(tx, id, input.allocations);
    await this.tell(tx, actor, 'invoice.record', id, { amountFen: input.amountFen, statementId });
    return id;
  }

  /** Gives one more order a part of what the invoice has left. @throws AmountRefused, FieldsRefused (422) */
  allocate(
    actor: Actor,
    id: string,
    part: AllocationBody,
    how: CommandCall,
  ): Promise<InvoiceResponse> {
    return inCommand(this.db, how.call, async (tx) => {
      const invoice = await this.lock(tx, id, how);
      const [order] = await this.requireOrders(tx, actor.organisationId, [part], () => '/orderId');
      if (order?.userOrganisationId !== invoice.buyerOrganisationId)
        throw fieldRefused('/orderId', 'order-of-another-buyer', OTHER_BUYER);
      await allocate(tx, id, [part]);
      await touch(tx, invoice);
      await this.tell(tx, actor, 'invoice.allocate', id, { ...part });
      return getInvoice(tx, id);
    });
  }

  /** Writes down what the tax bureau's platform said of the invoice; a later look replaces it. */
  verify(
    actor: Actor,
    id: string,
    { result }: VerifyInvoice,
    how: CommandCall,
  ): Promise<InvoiceResponse> {
    return inCommand(this.db, how.call, async (tx) => {
      const invoice = await this.lock(tx, id, how);
      await tx.query(
        'UPDATE invoice SET verification = $2, verified_at = app_now(), verified_by = $3, version = version + 1 WHERE id = $1',
        [invoice.id, result, actor.userId],
      );
      await this.tell(tx, actor, 'invoice.verify', id, { result });
      return getInvoice(tx, id);
    });
  }

  /**
   * Takes back the named parts of the invoice, or all that stands of it, by a negative one (红冲): orders can be invoiced
   * again for what they had of it, and what was paid beyond what they keep is free again.
   *
   * @throws InvoiceStateConflict, InvoiceRecordedTwice, InvoiceClaimed (409)
   * @throws FieldsRefused, AmountRefused for parts that do not stand (422)
   */
  flush(actor: Actor, id: string, input: FlushInvoice, how: CommandCall): Promise<InvoiceResponse> {
    return inCommand(this.db, how.call, async (tx) => {
      const invoice = await this.lock(tx, id, how);
      await requirePast(tx, '/issuedOn', input.issuedOn);
      const taking = planTakingBack(invoice, await findStanding(tx, id), input.parts);
      const freed = await reopenInvoice(tx, actor, id, taking.kept);
      await lowerParts(tx, taking);
      const redId = newId();
      await insertInvoice(tx, actor, {
        ...invoice,
        id: redId,
        code: normalised(input.code),
        number: normalised(input.number),
        issuedOn: input.issuedOn,
        amountFen: taking.amountFen,
        redOf: id,
        statementId: null,
      });
      await noteParts(tx, redId, taking);
      await this.tellFlush(tx, actor, id, redId, freed);
      return getInvoice(tx, id);
    });
  }

  /** @throws InvoiceNotFound */
  get(id: string): Promise<InvoiceResponse> {
    return getInvoice(this.db.manager, id);
  }

  /** Invoices the actor may open, the newest first. */
  async list(
    { limit = DEFAULT_PAGE, cursor, state }: InvoiceListQuery,
    actor: Actor,
  ): Promise<Page<InvoiceResponse>> {
    const { everything, organisationId, counterpartyId } = reachOf(actor, 'invoices.get');
    const before = decodeCursor(cursor, 1)?.[0] ?? null;
    const rows: InvoiceRow[] = await this.db.query(
      `${INVOICES_SQL}
        WHERE ($1::boolean OR invoice.seller_organisation_id = $2 OR invoice.buyer_organisation_id = $3)
          AND ($4::text IS NULL OR invoice.state = $4) AND ($5::uuid IS NULL OR invoice.id < $5)
        ORDER BY invoice.id DESC LIMIT $6`,
      [everything, organisationId, counterpartyId, state ?? null, before, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toInvoiceResponse);
  }

  private async lock(tx: EntityManager, id: string, how: CommandCall): Promise<LockedInvoice> {
    const invoice = await lockInvoice(tx, id);
    requireVersion(how.ifMatch, invoice.version);
    if (invoice.redOf !== null) throw new InvoiceStateConflict('red');
    if (invoice.state !== 'recorded') throw new InvoiceStateConflict(invoice.state);
    return invoice;
  }

  /** The orders of some parts, all of them served by the holder and accepted. */
  private async requireOrders(
    tx: EntityManager,
    holderId: string,
    parts: readonly AllocationBody[],
    pointerOf = (at: number): string => `/allocations/${at}/orderId`,
  ): Promise<BillableOrder[]> {
    const served = await findServedOrders(
      tx,
      holderId,
      parts.map(({ orderId }) => orderId),
    );
    return parts.map(({ orderId }, at) => requireBillable(served, orderId, pointerOf(at)));
  }

  private async tellFlush(
    tx: EntityManager,
    actor: Actor,
    invoiceId: string,
    redInvoiceId: string,
    freed: readonly string[],
  ): Promise<void> {
    await this.tell(tx, actor, 'invoice.flush', invoiceId, { redInvoiceId });
    await this.tell(tx, actor, 'invoice.record', redInvoiceId, { redOf: invoiceId });
    const reopened = {
      ...{ actor, action: 'receipt.reopen', objectType: 'receipt' },
      detail: { invoiceId },
    };
    await this.audit.recordAll(tx, reopened, freed);
  }

  private tell(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, { actor, action, objectType: 'invoice', objectId, detail });
  }
}

const OTHER_BUYER = {
  zh: '该订单属于另一用户单位，一张发票只能开给一个单位',
  en: 'the order is of another user organisation; an invoice is made out to one',
};

/** Codes and numbers are written with and without blanks and in either width. */
const normalised = (text = ''): string => text.normalize('NFKC').replaceAll(/\s/g, '');

/** One buyer, named by its tax number, which is not the seller itself. */
async function requireBuyer(
  tx: EntityManager,
  { issuedOn, taxNumber }: RecordInvoice,
  orders: readonly BillableOrder[],
): Promise<void> {
  await requirePast(tx, '/issuedOn', issuedOn);
  const [first] = orders;
  const problems: FieldError[] = orders.flatMap(({ userOrganisationId }, at) =>
    userOrganisationId === first?.userOrganisationId
      ? []
      : [
          {
            pointer: `/allocations/${at}/orderId`,
            code: 'order-of-another-buyer',
            message: OTHER_BUYER,
          },
        ],
  );
  if (taxNumber !== first?.creditCode) {
    problems.push({
      pointer: '/taxNumber',
      code: 'tax-number-of-another',
      message: {
        zh: `税号 ${taxNumber} 不是订单用户单位的统一社会信用代码，请核对抬头和税号`,
        en: `${taxNumber} is not the credit code of the orders' user organisation; check whom the invoice is made out to`,
      },
    });
  }
  if (problems.length > 0) throw new FieldsRefused(problems);
}

async function insertInvoice(tx: EntityManager, actor: Actor, invoice: NewInvoice): Promise<void> {
  const { id, code, number, kind, title, taxNumber, issuedOn, amountFen, redOf } = invoice;
  try {
    await tx.query(
      `INSERT INTO invoice (id, code, number, seller_organisation_id, buyer_organisation_id, kind, title, tax_number,
                            issued_on, amount_fen, red_of, recorded_by, statement_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        ...[id, code, number, invoice.sellerOrganisationId, invoice.buyerOrganisationId],
        ...[
          kind,
          title,
          taxNumber,
          issuedOn,
          redOf === null ? amountFen : subtractFen(ZERO_FEN, amountFen),
        ],
        ...[redOf, actor.userId, invoice.statementId],
      ],
    );
  } catch (error) {
    onConstraint(error, {
      invoice_recorded_twice: () => new InvoiceRecordedTwice(code, number),
      invoice_claimed_otherwise: () => InvoiceClaimedOtherwise.of(error, { amountFen, issuedOn }),
      invoice_to_itself: () =>
        fieldRefused('/allocations', 'order-of-own-house', {
          zh: '本单位使用自己的仪器不开发票，请用内部转账',
          en: 'an organisation issues no invoice to itself; use an internal transfer',
        }),
    });
  }
}

/** Parts go in by the order of their orders' ids, so that two invoices with the same orders wait instead of deadlocking. */
async function allocate(
  tx: EntityManager,
  invoiceId: string,
  parts: readonly AllocationBody[],
): Promise<void> {
  const sorted = [...parts].sort((left, right) => (left.orderId < right.orderId ? -1 : 1));
  await tx
    .query(
      `INSERT INTO invoice_allocation (id, invoice_id, order_id, amount_fen)
       SELECT "id", $1, "orderId", "amountFen"
         FROM json_to_recordset($2::json) AS part ("id" uuid, "orderId" uuid, "amountFen" bigint)`,
      [invoiceId, JSON.stringify(sorted.map((part) => ({ id: newId(), ...part })))],
    )
    .catch(refuseAmount);
}

async function touch(tx: EntityManager, { id }: LockedInvoice): Promise<void> {
  await tx.query('UPDATE invoice SET version = version + 1 WHERE id = $1', [id]);
}
