import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { fen, type Fen, minFen, newId, subtractFen, sumFen } from '@app/common';
import { type IdempotentCall, inCommand, onConstraint } from '@app/database';
import { type CommandCall, decodeCursor, DEFAULT_PAGE, type Page, page } from '@app/http';
import { type Actor, reachOf } from '@app/identity';
import type { BankCredit } from '../bank-imports/bank-statement.rules';
import { findServedOrders, requireBillable } from '../invoices/invoice.queries';
import { requirePast } from '../settlement-dates';
import { amountRefused, fieldRefused } from '../settlement.errors';
import type {
  MatchReceipt,
  ReceiptListQuery,
  ReceiptResponse,
  RecordReceipt,
  RefundReceipt,
  ReopenMatch,
} from './receipt.dto';
import { ReceiptNotFound, ReceiptRecordedTwice } from './receipt.errors';
import {
  findPaid,
  findPayable,
  getReceipt,
  RECEIPTS_SQL,
  type ReceiptRow,
  toReceiptResponse,
} from './receipt.queries';
import { type NewEntry, postEntries } from './settlement-entries';

/** What is recorded under a serial number of the bank. */
export interface RecordedReference {
  receivedOn: string;
  amountFen: Fen;
}

/** Money that arrived at holders: recorded, matched to orders and invoices, freed again and given back. */
@Injectable()
export class ReceiptsService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** @throws ReceiptRecordedTwice (409), FieldsRefused for a day that is not yet or an unknown payer (422) */
  record(actor: Actor, input: RecordReceipt, call?: IdempotentCall): Promise<ReceiptResponse> {
    return inCommand(this.db, call, async (tx) => {
      const id = await this.enter(tx, actor, input);
      return getReceipt(tx, id);
    });
  }

  /**
   * Says what the receipt is for (到款认领): an order, or an invoice, whose orders are then paid one after the other.
   *
   * @throws AmountRefused above what the receipt has left or what is open, OrderNotBillable, FieldsRefused (422)
   */
  match(
    actor: Actor,
    id: string,
    input: MatchReceipt,
    { call }: CommandCall,
  ): Promise<ReceiptResponse> {
    return inCommand(this.db, call, async (tx) => {
      // Unlocked: the entries lock the invoice before the receipt, as whoever takes an invoice back does.
      await requireHolder(tx, actor, id, '');
      const parts = await this.partsOf(tx, actor, input);
      const entries = parts.map((part): NewEntry => ({ ...part, kind: 'payment', receiptId: id }));
      await this.post(tx, actor, entries, 'receipt.match');
      return getReceipt(tx, id);
    });
  }

  /** Frees all that the receipt has paid of an order: it was matched by mistake. @throws AmountRefused when that is nothing */
  reopen(
    actor: Actor,
    id: string,
    { orderId }: ReopenMatch,
    { call }: CommandCall,
  ): Promise<ReceiptResponse> {
    return inCommand(this.db, call, async (tx) => {
      await requireHolder(tx, actor, id);
      const paid = await findPaid(tx, { receiptId: id, orderId });
      if (paid.length === 0) throw orderNotPaid(id);
      await this.post(
        tx,
        actor,
        paid.map((part): NewEntry => ({ ...part, kind: 'reopen' })),
        'receipt.reopen',
      );
      return getReceipt(tx, id);
    });
  }

  /**
   * Gives money back that the receipt has paid of an order, whose fee is lower by it from then on.
   *
   * @throws AmountRefused above what it has paid, or while the part is still invoiced (422)
   */
  refund(
    actor: Actor,
    id: string,
    { orderId, amountFen, reason }: RefundReceipt,
    { call }: CommandCall,
  ): Promise<ReceiptResponse> {
    return inCommand(this.db, call, async (tx) => {
      await requireHolder(tx, actor, id);
      const paid = await findPaid(tx, { receiptId: id, orderId });
      const available = sumFen(paid.map((part) => part.amountFen));
      if (amountFen > available) throw orderNotPaid(id, available, amountFen);
      const entries = spread(
        amountFen,
        paid.map((part) => ({ ...part, upTo: part.amountFen })),
      ).map((part): NewEntry => ({ ...part, kind: 'refund', receiptId: id, reason }));
      await this.post(tx, actor, entries, 'receipt.refund');
      return getReceipt(tx, id);
    });
  }

  /** @throws ReceiptNotFound */
  get(id: string): Promise<ReceiptResponse> {
    return getReceipt(this.db.manager, id);
  }

  /** Receipts the actor may open, the newest first or by age. */
  async list(
    { limit = DEFAULT_PAGE, cursor, open, order = 'newest' }: ReceiptListQuery,
    actor: Actor,
  ): Promise<Page<ReceiptResponse>> {
    const { everything, organisationId } = reachOf(actor, 'receipts.get');
    const asked = [everything, organisationId, open ?? null];
    if (order === 'newest') {
      const before = decodeCursor(cursor, 1)?.[0] ?? null;
      const rows: ReceiptRow[] = await this.db.query(NEWEST_SQL, [...asked, before, limit + 1]);
      return page(rows, limit, (row) => [row.id], toReceiptResponse);
    }
    const [day, id] = decodeCursor(cursor, 2) ?? [null, null];
    const rows: ReceiptRow[] = await this.db.query(OLDEST_SQL, [...asked, day, id, limit + 1]);
    return page(rows, limit, (row) => [row.received_on, row.id], toReceiptResponse);
  }

  /**
   * Writes down, in a running transaction, what a file of the bank tells; what has a serial number that is recorded
   * already is left alone.
   *
   * @returns the serial numbers that became receipts
   */
  async enterAll(
    tx: EntityManager,
    actor: Actor,
    bankImportId: string,
    credits: readonly BankCredit[],
  ): Promise<ReadonlySet<string>> {
    // By serial number, so that two files with the same rows wait for each other instead of deadlocking.
    const added: { id: string; reference: string }[] = await tx.query(
      `INSERT INTO receipt (id, holder_organisation_id, payer_name, payer_account_ending, remark, reference, received_on,
                            amount_fen, source, bank_import_id, recorded_by)
       SELECT "id", $1, "payerName", "payerAccountEnding", "remark", "reference", "receivedOn", "amountFen", 'file', $2, $3
         FROM json_to_recordset($4::json) AS row ("id" uuid, "payerName" text, "payerAccountEnding" text, "remark" text,
              "reference" text, "receivedOn" date, "amountFen" bigint) ORDER BY "reference" COLLATE "C"
       ON CONFLICT ON CONSTRAINT receipt_recorded_twice DO NOTHING RETURNING id, reference`,
      [
        ...[actor.organisationId, bankImportId, actor.userId],
        JSON.stringify(credits.map((credit) => ({ ...credit, id: newId() }))),
      ],
    );
    const made = {
      actor,
      action: 'receipt.record',
      objectType: 'receipt',
      detail: { bankImportId },
    };
    await this.audit.recordAll(
      tx,
      made,
      added.map(({ id }) => id),
    );
    return new Set(added.map(({ reference }) => reference));
  }

  /** What the holder has recorded under some serial numbers, by serial number. */
  async findRecorded(
    tx: EntityManager,
    holderId: string,
    references: readonly string[],
  ): Promise<ReadonlyMap<string, RecordedReference>> {
    const rows: { reference: string; received_on: string; amount_fen: string }[] = await tx.query(
      `SELECT reference, received_on, amount_fen FROM receipt
        WHERE holder_organisation_id = $1 AND reference = ANY ($2)`,
      [holderId, references],
    );
    return new Map(
      rows.map(({ reference, received_on: receivedOn, amount_fen: amount }) => [
        reference,
        { receivedOn, amountFen: fen(amount) },
      ]),
    );
  }

  private async enter(tx: EntityManager, actor: Actor, input: RecordReceipt): Promise<string> {
    await requirePast(tx, '/receivedOn', input.receivedOn);
    const id = newId();
    try {
      await tx.query(
        `INSERT INTO receipt (id, holder_organisation_id, payer_organisation_id, payer_name, reference, received_on,
                              amount_fen, remark, source, recorded_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'manual', $9)`,
        [
          ...[id, actor.organisationId, input.payerOrganisationId ?? null, input.payerName],
          ...[
            input.reference,
            input.receivedOn,
            input.amountFen,
            input.remark ?? null,
            actor.userId,
          ],
        ],
      );
    } catch (error) {
      onConstraint(error, {
        receipt_recorded_twice: () => new ReceiptRecordedTwice(input.reference),
        receipt_payer_exists: () => fieldRefused('/payerOrganisationId', 'payer-unknown', UNKNOWN),
      });
    }
    await this.tell(tx, actor, 'receipt.record', id, { amountFen: input.amountFen });
    return id;
  }

  /** What an amount pays, in parts that are open. */
  private async partsOf(
    tx: EntityManager,
    { organisationId }: Actor,
    { orderId, invoiceId, amountFen }: MatchReceipt,
  ): Promise<Omit<NewEntry, 'kind' | 'receiptId'>[]> {
    if ((orderId === undefined) === (invoiceId === undefined)) {
      throw fieldRefused('/orderId', 'one-of-two', {
        zh: '请选择一个订单或一张发票，二者只填其一',
        en: 'name either an order or an invoice',
      });
    }
    if (orderId !== undefined) {
      const served = await findServedOrders(tx, organisationId, [orderId]);
      requireBillable(served, orderId, '/orderId');
      return [{ orderId, invoiceId: null, amountFen }];
    }
    return partsOfInvoice(tx, organisationId, invoiceId ?? '', amountFen);
  }

  private async post(
    tx: EntityManager,
    actor: Actor,
    entries: readonly NewEntry[],
    action: string,
  ): Promise<void> {
    await postEntries(tx, actor, entries);
    const [first] = entries;
    if (!first) return;
    const detail = entries.map(({ orderId, invoiceId, amountFen }) => ({
      ...{ orderId, invoiceId, amountFen },
    }));
    await this.tell(tx, actor, action, first.receiptId, { parts: detail });
  }

  private tell(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, { actor, action, objectType: 'receipt', objectId, detail });
  }
}

/** Of one holder or of all, with something open or not, as asked by the first three parameters. */
const LISTED_SQL = `${RECEIPTS_SQL}
  WHERE ($1::boolean OR receipt.holder_organisation_id = $2)
    AND ($3::boolean IS NULL OR (receipt.matched_fen + receipt.returned_fen < receipt.amount_fen) = $3)`;
const NEWEST_SQL = `${LISTED_SQL} AND ($4::uuid IS NULL OR receipt.id < $4) ORDER BY receipt.id DESC LIMIT $5`;
const OLDEST_SQL = `${LISTED_SQL} AND ($4::date IS NULL OR (receipt.received_on, receipt.id) > ($4, $5::uuid))
  ORDER BY receipt.received_on, receipt.id LIMIT $6`;

const UNKNOWN = { zh: '付款单位不存在', en: 'there is no such organisation' };

const orderNotPaid = (receiptId: string, availableFen = sumFen([]), askedFen = sumFen([])) =>
  amountRefused('settlement_entry_beyond_match', { objectId: receiptId, availableFen, askedFen });

/** The orders of an invoice, paid in the order of their allocation. The invoice's lock keeps rivals out of the sums. */
async function partsOfInvoice(
  tx: EntityManager,
  holderId: string,
  invoiceId: string,
  amountFen: Fen,
): Promise<Omit<NewEntry, 'kind' | 'receiptId'>[]> {
  const locked: unknown[] = await tx.query(
    'SELECT id FROM invoice WHERE id = $1 AND seller_organisation_id = $2 FOR NO KEY UPDATE',
    [invoiceId, holderId],
  );
  if (locked.length === 0) {
    throw fieldRefused('/invoiceId', 'invoice-unknown', {
      zh: '发票不存在，或不是本单位开具',
      en: 'the invoice does not exist or is not of your organisation',
    });
  }
  const payable = await findPayable(tx, invoiceId, holderId);
  const availableFen = sumFen(payable.map(({ payableFen }) => payableFen));
  if (amountFen > availableFen) {
    throw amountRefused('settlement_entry_beyond_invoice', {
      ...{ objectId: invoiceId, availableFen, askedFen: amountFen },
    });
  }
  return spread(
    amountFen,
    payable.map(({ orderId, payableFen }) => ({ orderId, invoiceId, upTo: payableFen })),
  );
}

/** Gives an amount to parts one after the other, to each no more than it takes; together they take it all. */
function spread<Part extends { orderId: string; invoiceId: string | null; upTo: Fen }>(
  amountFen: Fen,
  parts: readonly Part[],
): { orderId: string; invoiceId: string | null; amountFen: Fen }[] {
  let rest = amountFen;
  return parts.flatMap(({ orderId, invoiceId, upTo }) => {
    const taken = minFen(rest, upTo);
    rest = subtractFen(rest, taken);
    return taken > 0 ? [{ orderId, invoiceId, amountFen: taken }] : [];
  });
}

/** The guard has let the caller through; what is not its holder's is not there. */
async function requireHolder(
  tx: EntityManager,
  { organisationId }: Actor,
  id: string,
  lock: 'FOR NO KEY UPDATE' | '' = 'FOR NO KEY UPDATE',
): Promise<void> {
  const rows: unknown[] = await tx.query(
    `SELECT id FROM receipt WHERE id = $1 AND holder_organisation_id = $2 ${lock}`,
    [id, organisationId],
  );
  if (rows.length === 0) throw new ReceiptNotFound();
}
