import { onConstraint } from '@app/database';
import { type Actor, SecondPersonNeeded } from '@app/identity';
import type { Capture } from '@app/vouchers';
import type { EntityManager, QueryDeepPartialEntity } from 'typeorm';
import type { ClaimPapers } from './claim.dto';
import { Claim, type ClaimState } from './claim.entity';
import {
  type ClaimAction,
  ClaimNotFound,
  ClaimStateConflict,
  OrderClaimedTwice,
} from './claim.errors';

/** Who hands in a new claim, and for whom it was prepared when an agent does. */
export type ClaimMaker =
  | { state: 'submitted'; makerId: string }
  | { state: 'draft'; makerId: string; draftedBy: string; draftedByOrganisationId: string };

/** @throws OrderClaimedTwice when the order has a standing claim or draft (409) */
export async function insertClaim(
  tx: EntityManager,
  id: string,
  orderId: string,
  papers: ClaimPapers,
  capture: Capture,
  maker: ClaimMaker,
): Promise<void> {
  const { programmeId, payeeOrganisationId, amountFen } = capture;
  try {
    await tx.getRepository(Claim).insert({
      id,
      orderId,
      programmeId,
      payeeOrganisationId,
      amountFen,
      ...proofOf(papers),
      ...maker,
    });
  } catch (error) {
    onConstraint(error, { claim_order_claimed_twice: () => new OrderClaimedTwice() });
  }
}

/** The payment proof as the claim's columns keep it. */
export const proofOf = ({ paymentProof: proof }: ClaimPapers) => ({
  proofReference: proof?.reference ?? null,
  proofPaidOn: proof?.paidOn ?? null,
  proofAmountFen: proof?.amountFen ?? null,
});

/** The claim, locked against other commands. @throws ClaimNotFound */
export async function lockClaim(tx: EntityManager, id: string): Promise<Claim> {
  const claim = await tx
    .getRepository(Claim)
    .findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!claim) throw new ClaimNotFound();
  return claim;
}

/** Compare-and-set on (state, version), which holds even if a caller forgot to lock. */
export async function changeClaim(
  tx: EntityManager,
  action: ClaimAction,
  { id, state, version }: Claim,
  change: QueryDeepPartialEntity<Claim>,
): Promise<void> {
  const { affected } = await tx
    .getRepository(Claim)
    .update({ id, state, version }, { ...change, version: version + 1 });
  if (affected !== 1) throw new ClaimStateConflict(action, state);
}

/** What an agent's person drafted is another person's to submit. @throws SecondPersonNeeded (403) */
export function requireNotDrafter(claim: Claim, actor: Actor): void {
  if (claim.draftedBy === actor.userId) throw new SecondPersonNeeded();
}

/** @throws ClaimStateConflict (409) */
export function requireState(
  action: ClaimAction,
  claim: Claim,
  allowed: readonly ClaimState[],
): void {
  if (!allowed.includes(claim.state)) throw new ClaimStateConflict(action, claim.state);
}
