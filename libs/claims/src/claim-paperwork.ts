import { FieldsRefused, newId } from '@app/common';
import { onConstraint } from '@app/database';
import { FileStore } from '@app/files';
import type { ClaimableOrder } from '@app/orders';
import type { Capture } from '@app/vouchers';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ClaimPapers } from './claim.dto';
import { InvoiceNotOfOrder, InvoiceUsedTwice } from './claim.errors';
import { findEvidenceProblems, type InvoiceFacts, normaliseInvoiceKey } from './claim.rules';

/** Checks and keeps the papers of a claim: invoices, payment proof, files. */
@Injectable()
export class ClaimPaperwork {
  constructor(private readonly files: FileStore) {}

  /** @throws FieldsRefused with everything that is wrong (422) */
  async check(
    tx: EntityManager,
    papers: ClaimPapers,
    order: ClaimableOrder,
    capture: Capture,
  ): Promise<void> {
    const [now]: { today: string }[] = await tx.query(
      `SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS today`,
    );
    const problems = findEvidenceProblems({
      invoices: invoicesOf(papers),
      paymentProof: papers.paymentProof ?? null,
      paymentMode: capture.paymentMode,
      actualFen: order.actualFen ?? order.listFen,
      ownFen: order.ownFen,
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
  }

  /** Keeps the papers of a claim in place of those it had. @throws InvoiceUsedTwice, InvoiceNotOfOrder (409) */
  async replace(tx: EntityManager, claimId: string, papers: ClaimPapers): Promise<void> {
    await this.retire(tx, claimId);
    await tx.query('DELETE FROM claim_file WHERE claim_id = $1', [claimId]);
    await tx.query('INSERT INTO claim_file (claim_id, file_id) SELECT $1, unnest($2::uuid[])', [
      claimId,
      [...new Set(papers.files ?? [])],
    ]);
    // In one order, so that two claims with the same invoices wait for each other instead of deadlocking.
    const invoices = invoicesOf(papers).sort((left, right) =>
      keyOf(left) < keyOf(right) ? -1 : 1,
    );
    try {
      await tx.query(
        `INSERT INTO claim_invoice (id, claim_id, code, number, issued_on, amount_fen)
         SELECT "id", $1, "code", "number", "issuedOn", "amountFen"
           FROM json_to_recordset($2::json) AS given ("id" uuid, "code" text, "number" text, "issuedOn" date, "amountFen" bigint)`,
        [claimId, JSON.stringify(invoices.map((invoice) => ({ ...invoice, id: newId() })))],
      );
    } catch (error) {
      onConstraint(error, {
        claim_invoice_used_twice: () => new InvoiceUsedTwice(),
        claim_invoice_not_of_order: () => new InvoiceNotOfOrder(),
      });
    }
  }

  /** Removes the papers of a draft that is thrown away. */
  async remove(tx: EntityManager, claimId: string): Promise<void> {
    await tx.query('DELETE FROM claim_file WHERE claim_id = $1', [claimId]);
    await tx.query('DELETE FROM claim_invoice WHERE claim_id = $1', [claimId]);
  }

  /** Frees the invoices of a claim for another one. */
  async retire(tx: EntityManager, claimId: string): Promise<void> {
    await tx.query('UPDATE claim_invoice SET live = false WHERE claim_id = $1 AND live', [claimId]);
  }
}

const keyOf = ({ code, number }: InvoiceFacts): string => `${code}:${number}`;

const invoicesOf = (papers: ClaimPapers): InvoiceFacts[] =>
  papers.invoices.map(({ code, number, issuedOn, amountFen }) => ({
    code: normaliseInvoiceKey(code ?? ''),
    number: normaliseInvoiceKey(number),
    issuedOn,
    amountFen,
  }));
