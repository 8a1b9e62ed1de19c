import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { type IdempotentCall, inCommand, inTransaction } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import { type Actor, DELEGATE, Delegations, hasRole, NotDelegated } from '@app/identity';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ClaimLedger } from './claim-ledger';
import { ClaimPaperwork } from './claim-paperwork';
import {
  changeClaim,
  insertClaim,
  lockClaim,
  proofOf,
  requireNotDrafter,
  requireState,
} from './claim.changes';
import type { ClaimPapers, ClaimResponse, SubmitClaim } from './claim.dto';
import { Claim } from './claim.entity';
import { getClaim } from './claim.queries';
import { ClaimableOrders } from './claimable-orders';

/** Claims that an agent (代) prepares for its principal, which alone submits them; a draft moves no money. */
@Injectable()
export class ClaimDrafts {
  constructor(
    private readonly db: DataSource,
    private readonly orders: ClaimableOrders,
    private readonly paperwork: ClaimPaperwork,
    private readonly books: ClaimLedger,
    private readonly delegations: Delegations,
    private readonly audit: AuditService,
  ) {}

  /**
   * Prepares a claim with the papers that carry it.
   *
   * @throws NotDelegated (403), AgentNotIndependent for an agent tied to the other party of the order (422)
   */
  create(input: SubmitClaim, actor: Actor, call?: IdempotentCall): Promise<ClaimResponse> {
    return inCommand(this.db, call, async (tx) => {
      const agentId = await this.delegations.requireAction(tx, actor, 'claims');
      const { order, capture } = await this.orders.find(tx, input.orderId, actor);
      const parties = [order.userOrganisationId, order.providerOrganisationId];
      const others = parties.filter((party) => party !== actor.organisationId);
      await this.delegations.requireIndependent(tx, agentId, others);
      const checked = await this.paperwork.check(tx, input, order, capture);
      const id = newId();
      await insertClaim(tx, id, order.id, input, capture, {
        state: 'draft',
        makerId: actor.userId,
        draftedBy: actor.userId,
        draftedByOrganisationId: agentId,
      });
      await this.paperwork.replace(tx, id, checked);
      await this.record(tx, actor, 'draft', id, {
        orderId: order.id,
        agentOrganisationId: agentId,
      });
      return getClaim(tx, id);
    });
  }

  /** Puts other papers into a locked draft, by its agent or by the principal. */
  async edit(
    tx: EntityManager,
    claim: Claim,
    papers: ClaimPapers,
    actor: Actor,
  ): Promise<ClaimResponse> {
    await this.requireHand(tx, claim, actor);
    requireState('edit', claim, ['draft']);
    const { order, capture } = await this.orders.find(tx, claim.orderId, actor);
    const checked = await this.paperwork.check(tx, papers, order, capture);
    await this.paperwork.replace(tx, claim.id, checked);
    await changeClaim(tx, 'edit', claim, proofOf(papers));
    await this.record(tx, actor, 'edit', claim.id, {});
    return getClaim(tx, claim.id);
  }

  /**
   * The principal hands the draft in: from here on it is a claim like any other, with its money under review.
   *
   * @throws SecondPersonNeeded for whoever drafted it (403)
   */
  submit(id: string, actor: Actor, { ifMatch, call }: CommandCall): Promise<ClaimResponse> {
    return inCommand(this.db, call, async (tx) => {
      const claim = await lockClaim(tx, id);
      requireVersion(ifMatch, claim.version);
      requireState('submit', claim, ['draft']);
      requireNotDrafter(claim, actor);
      const { order, capture } = await this.orders.find(tx, claim.orderId, actor);
      // What carried the claim when it was drafted may not any more.
      await this.paperwork.check(tx, await getClaim(tx, id), order, capture);
      await changeClaim(tx, 'submit', claim, { state: 'submitted', makerId: actor.userId });
      await this.books.claim(tx, {
        claimId: id,
        capture,
        orderId: order.id,
        actorId: actor.userId,
      });
      await this.record(tx, actor, 'submit', id, {
        orderId: order.id,
        amountFen: capture.amountFen,
        draftedByOrganisationId: claim.draftedByOrganisationId,
      });
      return getClaim(tx, id);
    });
  }

  /** Throws a draft away: its order and its invoices are free again. */
  discard(id: string, actor: Actor, { ifMatch }: CommandCall): Promise<void> {
    return inTransaction(this.db, async (tx) => {
      const claim = await lockClaim(tx, id);
      requireVersion(ifMatch, claim.version);
      await this.requireHand(tx, claim, actor);
      requireState('discard', claim, ['draft']);
      await this.paperwork.remove(tx, id);
      await tx.getRepository(Claim).delete({ id });
      await this.record(tx, actor, 'discard', id, { orderId: claim.orderId });
    });
  }

  /** An agent touches what it drafted itself, while it is delegated; the principal's own people touch every draft. */
  private async requireHand(tx: EntityManager, claim: Claim, actor: Actor): Promise<void> {
    if (!hasRole(actor, DELEGATE)) return;
    const agentId = await this.delegations.requireAction(tx, actor, 'claims');
    if (claim.draftedByOrganisationId !== agentId) throw new NotDelegated();
  }

  private record(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      actor,
      action: `claim.${action}`,
      objectType: 'claim',
      objectId,
      detail,
    });
  }
}
