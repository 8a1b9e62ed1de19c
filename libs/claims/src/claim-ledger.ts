import { type Fen, newId } from '@app/common';
import { type Capture, Ledger, type Transfer } from '@app/vouchers';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Claim } from './claim.entity';
import type { PaymentBatch } from './payment-batch.entity';

/** A claim as payment needs it. */
export type PayableClaim = Pick<Claim, 'id' | 'programmeId' | 'orderId' | 'amountFen'> & {
  reviewerId: string;
};

/** The movements of money behind claims and payment batches. */
@Injectable()
export class ClaimLedger {
  constructor(private readonly ledger: Ledger) {}

  /** From what is payable to the payee into review. */
  async claim(
    tx: EntityManager,
    {
      claimId,
      capture,
      orderId,
      actorId,
    }: { claimId: string; capture: Capture; orderId: string; actorId: string },
  ): Promise<void> {
    const { programmeId, payeeOrganisationId, amountFen } = capture;
    await this.ledger.post(tx, {
      id: claimId,
      kind: 'claim',
      programmeId,
      debitAccountId: await this.ledger.openAccount(tx, {
        kind: 'claim_payable',
        programmeId,
        payeeOrganisationId,
      }),
      creditAccountId: await this.ledger.openAccount(tx, {
        kind: 'claim_in_review',
        programmeId,
        claimId,
      }),
      amountFen,
      actorId,
      orderId,
    });
  }

  /** From review back to what is payable to the payee. */
  async reject(tx: EntityManager, claim: Claim, actorId: string): Promise<void> {
    const { id, programmeId, payeeOrganisationId, amountFen, orderId, makerId } = claim;
    await this.ledger.post(tx, {
      id: newId(),
      kind: 'reject',
      programmeId,
      debitAccountId: (
        await this.ledger.getAccount(tx, { kind: 'claim_in_review', programmeId, claimId: id })
      ).id,
      creditAccountId: await this.ledger.openAccount(tx, {
        kind: 'claim_payable',
        programmeId,
        payeeOrganisationId,
      }),
      amountFen,
      actorId: makerId,
      checkerId: actorId,
      orderId,
    });
  }

  /** Each approved claim into the batch's clearing account; the claim's reviewer is the checker. */
  async instruct(
    tx: EntityManager,
    batch: { id: string; programmeId: string; madeBy: string },
    claims: readonly PayableClaim[],
  ): Promise<void> {
    const { id: paymentBatchId, programmeId, madeBy } = batch;
    const creditAccountId = await this.ledger.openAccount(tx, {
      kind: 'treasury_clearing',
      programmeId,
      paymentBatchId,
    });
    const transfers: Transfer[] = [];
    for (const { id: claimId, amountFen, reviewerId, orderId } of claims) {
      const { id: debitAccountId } = await this.ledger.getAccount(tx, {
        kind: 'claim_in_review',
        programmeId,
        claimId,
      });
      transfers.push({
        id: newId(),
        kind: 'pay',
        programmeId,
        debitAccountId,
        creditAccountId,
        amountFen,
        groupId: paymentBatchId,
        actorId: madeBy,
        checkerId: reviewerId,
        orderId,
      });
    }
    await this.ledger.postAll(tx, transfers);
  }

  /** The whole batch from clearing to paid; who made the batch and who confirms it are two persons. */
  async confirm(
    tx: EntityManager,
    batch: PaymentBatch,
    confirmation: { reference: string; confirmedBy: string },
  ): Promise<void> {
    const { id: paymentBatchId, programmeId, madeBy } = batch;
    const totalFen: Fen = batch.totalFen;
    await this.ledger.post(tx, {
      id: newId(),
      kind: 'confirm',
      programmeId,
      debitAccountId: (
        await this.ledger.getAccount(tx, { kind: 'treasury_clearing', programmeId, paymentBatchId })
      ).id,
      creditAccountId: (await this.ledger.getAccount(tx, { kind: 'paid', programmeId })).id,
      amountFen: totalFen,
      groupId: paymentBatchId,
      externalReference: confirmation.reference,
      actorId: confirmation.confirmedBy,
      checkerId: madeBy,
    });
  }
}
