import { AuditService } from '@app/audit';
import { type Fen, fen, instantOf, isoInZone, newId, sumFen } from '@app/common';
import { type IdempotentCall, inCommand, onConstraint } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  type Page,
  page,
  type PageQuery,
  requireVersion,
} from '@app/http';
import type { Actor } from '@app/identity';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ClaimLedger, type PayableClaim } from './claim-ledger';
import {
  BatchOfSeveralProgrammes,
  BatchStateConflict,
  ClaimsNotPayable,
  PaymentBatchNotFound,
  PaymentReferenceUsed,
  SecondPersonRequired,
} from './claim.errors';
import type {
  CreatePaymentBatch,
  PaymentBatchLine,
  PaymentBatchResponse,
} from './payment-batch.dto';
import { refuseNotice } from './notices/payment-notice.errors';
import { type BatchState, PaymentBatch } from './payment-batch.entity';

/** Numbers of what decided a payment, where the programme asks for them. */
export type BatchDocuments = Pick<CreatePaymentBatch, 'minutesNumber' | 'fundDocumentNumber'>;

/** Pays approved claims: instruct, then confirm by the receipt, by two persons neither of whom approved. */
@Injectable()
export class PaymentBatchesService {
  constructor(
    private readonly db: DataSource,
    private readonly books: ClaimLedger,
    private readonly audit: AuditService,
  ) {}

  /**
   * Puts approved claims of one programme into a payment instruction.
   *
   * @throws ClaimsNotPayable when one is not approved (any more) (409)
   * @throws SecondPersonRequired for whoever approved one of them (403)
   * @throws NoticeNotOver, ClaimObjected (409), BatchWithoutDocuments (422) as the programme's policy asks
   */
  create(
    claimIds: string[],
    actor: Actor,
    call?: IdempotentCall,
    documents: BatchDocuments = {},
  ): Promise<PaymentBatchResponse> {
    return inCommand(this.db, call, async (tx) => {
      const claims = await lockApproved(tx, [...new Set(claimIds)]);
      if (claims.some((claim) => claim.reviewerId === actor.userId))
        throw new SecondPersonRequired();
      const [programmeId, ...others] = new Set(claims.map((claim) => claim.programmeId));
      if (programmeId === undefined || others.length > 0)
        throw new BatchOfSeveralProgrammes([programmeId ?? '', ...others]);
      const batch = { id: newId(), programmeId, madeBy: actor.userId };
      const totalFen = sumFen(claims.map((claim) => claim.amountFen));
      await insertBatch(tx, { ...batch, ...documents, totalFen });
      const taken = tx.query(
        `UPDATE claim SET state = 'in_batch', payment_batch_id = $2, version = version + 1 WHERE id = ANY($1) AND state = 'approved'`,
        [claims.map((claim) => claim.id), batch.id],
      );
      await taken.catch(refuseNotice);
      await this.books.instruct(tx, batch, claims);
      await this.record(tx, actor, 'payment-batch.create', batch.id, {
        claimIds: claims.map((claim) => claim.id),
        totalFen,
      });
      return getBatch(tx, batch.id);
    });
  }

  /**
   * Records the receipt of the payment.
   *
   * @throws SecondPersonRequired for who made the batch (403)
   * @throws BatchStateConflict, PaymentReferenceUsed (409)
   */
  confirm(
    id: string,
    reference: string,
    actor: Actor,
    command: CommandCall,
  ): Promise<PaymentBatchResponse> {
    return inCommand(this.db, command.call, async (tx) => {
      const batch = await tx
        .getRepository(PaymentBatch)
        .findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!batch) throw new PaymentBatchNotFound();
      requireVersion(command.ifMatch, batch.version);
      if (batch.madeBy === actor.userId) throw new SecondPersonRequired();
      if (await hasReviewed(tx, id, actor.userId)) throw new SecondPersonRequired();
      await markConfirmed(tx, batch, reference, actor.userId);
      await tx.query(
        `UPDATE claim SET state = 'paid', version = version + 1 WHERE payment_batch_id = $1 AND state = 'in_batch'`,
        [id],
      );
      await this.books.confirm(tx, batch, { reference, confirmedBy: actor.userId });
      await this.record(tx, actor, 'payment-batch.confirm', id, { reference });
      return getBatch(tx, id);
    });
  }

  /** @throws PaymentBatchNotFound */
  get(id: string): Promise<PaymentBatchResponse> {
    return getBatch(this.db.manager, id);
  }

  /** All batches, the newest first. */
  async list({ limit = DEFAULT_PAGE, cursor }: PageQuery): Promise<Page<PaymentBatchResponse>> {
    const rows: BatchRow[] = await this.db.query(
      `${BATCHES_SQL} WHERE $1::uuid IS NULL OR batch.id < $1 ORDER BY batch.id DESC LIMIT $2`,
      [decodeCursor(cursor, 1)?.[0] ?? null, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toBatchResponse);
  }

  private record(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, { actor, action, objectType: 'payment_batch', objectId, detail });
  }
}

/** Locks the claims in id order, so that two batches over the same claims never wait for each other in a circle. */
async function lockApproved(tx: EntityManager, claimIds: string[]): Promise<PayableClaim[]> {
  const rows: (Omit<PayableClaim, 'amountFen'> & { amountFen: string })[] = await tx.query(
    `SELECT id, programme_id AS "programmeId", order_id AS "orderId", amount_fen AS "amountFen", reviewer_id AS "reviewerId"
       FROM claim WHERE id = ANY($1) AND state = 'approved' ORDER BY id FOR UPDATE`,
    [claimIds],
  );
  const locked = new Set(rows.map((row) => row.id));
  const missing = claimIds.filter((id) => !locked.has(id));
  if (missing.length > 0) throw new ClaimsNotPayable(missing);
  return rows.map((row) => ({ ...row, amountFen: fen(row.amountFen) }));
}

/** Whether the person approved one of the batch's claims; approving and paying are never one person's. */
async function hasReviewed(tx: EntityManager, batchId: string, userId: string): Promise<boolean> {
  const [row]: { reviewed: boolean }[] = await tx.query(
    'SELECT EXISTS (SELECT FROM claim WHERE payment_batch_id = $1 AND reviewer_id = $2) AS reviewed',
    [batchId, userId],
  );
  return row?.reviewed ?? true;
}

async function insertBatch(
  tx: EntityManager,
  batch: { id: string; programmeId: string; madeBy: string; totalFen: Fen } & BatchDocuments,
): Promise<void> {
  // A statement of its own before the count: batches are numbered one after another, without a gap.
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('payment-batch-number', 0))`);
  await tx.query(
    `INSERT INTO payment_batch (id, number, programme_id, total_fen, made_by, minutes_number, fund_document_number)
     SELECT $1, prefix || to_char((SELECT count(*) + 1 FROM payment_batch WHERE number LIKE prefix || '%'), 'FM999990000'), $2, $3, $4, $5, $6
       FROM (SELECT 'BF' || extract(year FROM app_now() AT TIME ZONE 'Asia/Shanghai') || '-' AS prefix) AS year`,
    [
      ...[batch.id, batch.programmeId, batch.totalFen, batch.madeBy],
      ...[batch.minutesNumber ?? null, batch.fundDocumentNumber ?? null],
    ],
  );
}

async function markConfirmed(
  tx: EntityManager,
  { id, state, version }: PaymentBatch,
  reference: string,
  confirmedBy: string,
): Promise<void> {
  if (state !== 'instructed') throw new BatchStateConflict();
  try {
    const { affected } = await tx.getRepository(PaymentBatch).update(
      { id, state, version },
      {
        state: 'confirmed',
        reference,
        confirmedBy,
        confirmedAt: () => 'app_now()',
        version: version + 1,
      },
    );
    if (affected !== 1) throw new BatchStateConflict();
  } catch (error) {
    onConstraint(error, {
      payment_batch_reference_used_twice: () => new PaymentReferenceUsed(reference),
    });
  }
}

interface BatchRow {
  id: string;
  number: string;
  programme_id: string;
  total_fen: string;
  state: BatchState;
  claims: PaymentBatchLine[];
  made_by: string;
  confirmed_by: string | null;
  confirmed_at: Date | null;
  reference: string | null;
  minutes_number: string | null;
  fund_document_number: string | null;
  version: number;
  created_at: Date;
}

const BATCHES_SQL = `
  SELECT batch.*, (SELECT json_agg(json_build_object('claimId', claim.id, 'payeeOrganisationId', claim.payee_organisation_id,
                            'payeeNameZh', payee.name_zh, 'amountFen', claim.amount_fen) ORDER BY claim.id)
                     FROM claim JOIN organisation payee ON payee.id = claim.payee_organisation_id
                    WHERE claim.payment_batch_id = batch.id) AS claims
    FROM payment_batch batch`;

async function getBatch(tx: EntityManager, id: string): Promise<PaymentBatchResponse> {
  const [row]: BatchRow[] = await tx.query(`${BATCHES_SQL} WHERE batch.id = $1`, [id]);
  if (!row) throw new PaymentBatchNotFound();
  return toBatchResponse(row);
}

const toBatchResponse = (row: BatchRow): PaymentBatchResponse => ({
  id: row.id,
  number: row.number,
  programmeId: row.programme_id,
  totalFen: fen(row.total_fen),
  state: row.state,
  claims: row.claims,
  madeBy: row.made_by,
  confirmedBy: row.confirmed_by,
  confirmedAt: row.confirmed_at && isoInZone(instantOf(row.confirmed_at)),
  reference: row.reference,
  minutesNumber: row.minutes_number,
  fundDocumentNumber: row.fund_document_number,
  version: row.version,
  createdAt: isoInZone(instantOf(row.created_at)),
});
