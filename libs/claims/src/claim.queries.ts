import { fen, instantOf, isoInZone } from '@app/common';
import type { EntityManager } from 'typeorm';
import type { ClaimInvoiceBody, ClaimResponse } from './claim.dto';
import type { ClaimState } from './claim.entity';
import { ClaimNotFound } from './claim.errors';

/** A row of {@link CLAIMS_SQL}. */
export interface ClaimRow {
  id: string;
  order_id: string;
  order_number: string;
  programme_id: string;
  payee_organisation_id: string;
  payee_name_zh: string;
  amount_fen: string;
  state: ClaimState;
  invoices: ClaimInvoiceBody[] | null;
  files: string[] | null;
  proof_reference: string | null;
  proof_paid_on: string | null;
  proof_amount_fen: string | null;
  maker_id: string;
  drafted_by_organisation_id: string | null;
  agent_name_zh: string | null;
  reviewer_id: string | null;
  reviewed_at: Date | null;
  return_reason: string | null;
  payment_batch_id: string | null;
  version: number;
  created_at: Date;
}

/** Claims with their papers; to be continued with WHERE. */
export const CLAIMS_SQL = `
  SELECT claim.*, service_order.number AS order_number, payee.name_zh AS payee_name_zh, agent.name_zh AS agent_name_zh,
         (SELECT json_agg(json_build_object('code', invoice.code, 'number', invoice.number, 'issuedOn', invoice.issued_on,
                   'amountFen', invoice.amount_fen, 'usedFen', invoice.used_fen) ORDER BY invoice.id)
            FROM claim_invoice invoice WHERE invoice.claim_id = claim.id
             AND (invoice.live OR claim.state = 'rejected')) AS invoices,
         (SELECT json_agg(file.file_id ORDER BY file.file_id) FROM claim_file file WHERE file.claim_id = claim.id) AS files
    FROM claim
    JOIN service_order ON service_order.id = claim.order_id
    JOIN organisation payee ON payee.id = claim.payee_organisation_id
    LEFT JOIN organisation agent ON agent.id = claim.drafted_by_organisation_id`;

/** One claim with its papers. @throws ClaimNotFound */
export async function getClaim(tx: EntityManager, id: string): Promise<ClaimResponse> {
  const [row]: ClaimRow[] = await tx.query(`${CLAIMS_SQL} WHERE claim.id = $1`, [id]);
  if (!row) throw new ClaimNotFound();
  return toClaimResponse(row);
}

export function toClaimResponse(row: ClaimRow): ClaimResponse {
  const { drafted_by_organisation_id: agentId, agent_name_zh: agentNameZh } = row;
  const { proof_reference: reference, proof_paid_on: paidOn, proof_amount_fen: amount } = row;
  return {
    id: row.id,
    orderId: row.order_id,
    orderNumber: row.order_number,
    programmeId: row.programme_id,
    payeeOrganisationId: row.payee_organisation_id,
    payeeNameZh: row.payee_name_zh,
    amountFen: fen(row.amount_fen),
    state: row.state,
    invoices: row.invoices ?? [],
    paymentProof:
      reference !== null && paidOn !== null && amount !== null
        ? { reference, paidOn, amountFen: fen(amount) }
        : null,
    files: row.files ?? [],
    draftedBy:
      agentId !== null && agentNameZh !== null
        ? { organisation: { id: agentId, nameZh: agentNameZh } }
        : null,
    makerId: row.maker_id,
    reviewerId: row.reviewer_id,
    reviewedAt: row.reviewed_at && isoInZone(instantOf(row.reviewed_at)),
    returnReason: row.return_reason,
    paymentBatchId: row.payment_batch_id,
    version: row.version,
    createdAt: isoInZone(instantOf(row.created_at)),
  };
}
