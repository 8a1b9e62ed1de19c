import { fen, instantOf, isoInZone } from '@app/common';
import type { EntityManager } from 'typeorm';
import type { ObjectionResponse, PaymentNoticeResponse } from './payment-notice.dto';

/** A row of {@link NOTICES_SQL}; instants inside arrive as text. */
export interface NoticeRow {
  id: string;
  programme_id: string;
  starts_on: string;
  ends_on: string;
  published_by: string;
  created_at: Date;
  claims: {
    claimId: string;
    payeeNameZh: string;
    amountFen: number;
    live: boolean;
    objections: ObjectionResponse[] | null;
  }[];
}

/** Notices with their lines and the objections to each; to be continued with WHERE. */
export const NOTICES_SQL = `
  SELECT notice.*, (SELECT json_agg(json_build_object('claimId', line.claim_id, 'payeeNameZh', payee.name_zh, 'amountFen', line.amount_fen,
           'live', line.live, 'objections', (SELECT json_agg(json_build_object('id', o.id, 'objector', o.objector, 'statement', o.statement,
                       'recordedBy', o.recorded_by, 'createdAt', o.created_at, 'outcome', o.outcome, 'reason', o.reason,
                       'decidedBy', o.decided_by, 'decidedAt', o.decided_at) ORDER BY o.id)
                     FROM notice_objection o WHERE o.notice_id = line.notice_id AND o.claim_id = line.claim_id)) ORDER BY line.claim_id)
           FROM payment_notice_line line JOIN claim ON claim.id = line.claim_id
           JOIN organisation payee ON payee.id = claim.payee_organisation_id WHERE line.notice_id = notice.id) AS claims
    FROM payment_notice notice`;

/** The notice, which is there. */
export async function getNotice(tx: EntityManager, id: string): Promise<PaymentNoticeResponse> {
  const rows: [NoticeRow] = await tx.query(`${NOTICES_SQL} WHERE notice.id = $1`, [id]);
  return toNoticeResponse(rows[0]);
}

const instantText = (at: string | Date): string => isoInZone(instantOf(new Date(at)));

export const toNoticeResponse = (row: NoticeRow): PaymentNoticeResponse => ({
  id: row.id,
  programmeId: row.programme_id,
  startsOn: row.starts_on,
  endsOn: row.ends_on,
  claims: row.claims.map(({ objections, ...line }) => ({
    ...line,
    amountFen: fen(line.amountFen),
    objections: (objections ?? []).map((objection) => ({
      ...objection,
      createdAt: instantText(objection.createdAt),
      decidedAt: objection.decidedAt && instantText(objection.decidedAt),
    })),
  })),
  publishedBy: row.published_by,
  createdAt: instantText(row.created_at),
});
