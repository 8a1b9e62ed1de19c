import { fen, FieldsRefused, newId } from '@app/common';
import { constraintOf } from '@app/database';
import { FileStore } from '@app/files';
import type { ClaimableOrder } from '@app/orders';
import { detailOf, InvoiceFoundInvalid, shortageOf } from '@app/settlements';
import type { Capture } from '@app/vouchers';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ClaimPapers } from './claim.dto';
import {
  InvoiceAmountDiffers,
  InvoiceDayDiffers,
  InvoiceNotOfOrder,
  InvoiceUsedTwice,
} from './claim.errors';
import { findEvidenceProblems, type InvoiceFacts, normaliseInvoiceKey } from './claim.rules';

/** Papers that carry a claim: invoices with the part of each that is for its order. */
export interface CheckedPapers {
  invoices: readonly InvoiceFacts[];
  files: readonly string[];
}

/** Checks and keeps the papers of a claim: invoices, payment proof, files. */
@Injectable()
export class ClaimPaperwork {
  constructor(private readonly files: FileStore) {}

  /**
   * Holds the papers against order and capture.
   *
   * @returns them as {@link replace} keeps them
   * @throws FieldsRefused with everything that is wrong (422)
   */
  async check(
    tx: EntityManager,
    papers: ClaimPapers,
    order: ClaimableOrder,
    capture: Capture,
  ): Promise<CheckedPapers> {
    const invoices = await findParts(tx, order.id, papers);
    const [now]: { today: string }[] = await tx.query(
      `SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS today`,
    );
    const problems = findEvidenceProblems({
      invoices,
      paymentProof: papers.paymentProof ?? null,
      paymentMode: capture.paymentMode,
      actualFen: order.actualFen ?? order.listFen,
      ownFen: order.ownFen,
      missingPapers: order.missingPapers,
      today: now?.today ?? '',
    });
    const files = papers.files ?? [];
    const owned = await this.files.findOwned(tx, capture.payeeOrganisationId, files);
    if (new Set(owned).size < new Set(files).size) {
      problems.push({
        pointer: '/files',
        code: 'file-unknown',
        message: {
          zh: '有文件不存在或不属于本单位，请重新上传',
          en: 'a file does not exist or is not yours; upload it again',
        },
      });
    }
    if (problems.length > 0) throw new FieldsRefused(problems);
    return { invoices, files };
  }

  /**
   * Keeps the papers of a claim in place of those it had.
   *
   * @throws InvoiceUsedTwice, InvoiceAmountDiffers, InvoiceDayDiffers, InvoiceNotOfOrder (409), InvoiceFoundInvalid (422)
   */
  async replace(tx: EntityManager, claimId: string, papers: CheckedPapers): Promise<void> {
    await this.retire(tx, claimId);
    await tx.query('DELETE FROM claim_file WHERE claim_id = $1', [claimId]);
    await tx.query('INSERT INTO claim_file (claim_id, file_id) SELECT $1, unnest($2::uuid[])', [
      claimId,
      [...new Set(papers.files)],
    ]);
    // In one order, so that two claims with the same invoices wait for each other instead of deadlocking.
    const invoices = [...papers.invoices].sort((left, right) =>
      keyOf(left) < keyOf(right) ? -1 : 1,
    );
    await tx
      .query(
        `INSERT INTO claim_invoice (id, claim_id, code, number, issued_on, amount_fen, used_fen)
         SELECT "id", $1, "code", "number", "issuedOn", "amountFen", "usedFen" FROM json_to_recordset($2::json)
             AS given ("id" uuid, "code" text, "number" text, "issuedOn" date, "amountFen" bigint, "usedFen" bigint)`,
        [claimId, JSON.stringify(invoices.map((invoice) => ({ ...invoice, id: newId() })))],
      )
      .catch(refuseInvoice);
  }

  /** Removes the papers of a draft that is thrown away. */
  async remove(tx: EntityManager, claimId: string): Promise<void> {
    await tx.query('DELETE FROM claim_file WHERE claim_id = $1', [claimId]);
    await tx.query('DELETE FROM claim_invoice WHERE claim_id = $1', [claimId]);
  }

  /** Frees what a claim has of its invoices for another one. */
  async retire(tx: EntityManager, claimId: string): Promise<void> {
    await tx.query('UPDATE claim_invoice SET live = false WHERE claim_id = $1 AND live', [claimId]);
  }
}

const keyOf = ({ code, number }: Pick<InvoiceFacts, 'code' | 'number'>): string =>
  `${code}:${number}`;

/** The invoices with what of each is for the order: as told, else as the holder allocated it, else the whole of it. */
async function findParts(
  tx: EntityManager,
  orderId: string,
  papers: ClaimPapers,
): Promise<InvoiceFacts[]> {
  const invoices = papers.invoices.map((invoice) => ({
    ...invoice,
    code: normaliseInvoiceKey(invoice.code ?? ''),
    number: normaliseInvoiceKey(invoice.number),
  }));
  const parts: { code: string; number: string; partFen: string }[] = await tx.query(
    `SELECT invoice.code, invoice.number, sum(part.amount_fen) AS "partFen" FROM invoice
       JOIN invoice_allocation part ON part.invoice_id = invoice.id AND part.live
      WHERE part.order_id = $1 GROUP BY invoice.id`,
    [orderId],
  );
  const allocated = new Map(parts.map((part) => [keyOf(part), fen(part.partFen)]));
  return invoices.map(({ code, number, issuedOn, amountFen, usedFen }) => ({
    ...{ code, number, issuedOn, amountFen },
    usedFen: usedFen ?? allocated.get(keyOf({ code, number })) ?? amountFen,
  }));
}

/** Says in words what the triggers of `claim_invoice` refused. */
function refuseInvoice(error: unknown): never {
  if (constraintOf(error) === 'claim_invoice_day_differs') {
    const { recordedOn, claimedOn } = detailOf(error) ?? {};
    throw new InvoiceDayDiffers(String(recordedOn), String(claimedOn));
  }
  const shortage = shortageOf(error);
  if (!shortage) throw error;
  const { availableFen, askedFen } = shortage;
  switch (constraintOf(error)) {
    case 'claim_invoice_used_twice':
      throw new InvoiceUsedTwice({ availableFen, askedFen });
    case 'claim_invoice_of_strangers':
      throw new InvoiceUsedTwice();
    case 'claim_invoice_amount_differs':
      throw new InvoiceAmountDiffers(availableFen, askedFen);
    case 'claim_invoice_not_of_order':
      throw new InvoiceNotOfOrder();
    case 'invoice_found_invalid':
      throw new InvoiceFoundInvalid();
    default:
      throw error;
  }
}
