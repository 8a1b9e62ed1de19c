import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { type IdempotentCall, inCommand } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  type Page,
  page,
  requireVersion,
} from '@app/http';
import { type Actor, DELEGATE, hasRole, reachOf } from '@app/identity';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ClaimDrafts } from './claim-drafts.service';
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
import type { ClaimListQuery, ClaimPapers, ClaimResponse, SubmitClaim } from './claim.dto';
import type { Claim, ClaimState } from './claim.entity';
import { type ClaimAction, SecondPersonRequired } from './claim.errors';
import { CLAIMS_SQL, type ClaimRow, getClaim, toClaimResponse } from './claim.queries';
import { ClaimableOrders } from './claimable-orders';

/** A decision of a reviewer. */
interface Decision extends CommandCall {
  action: ClaimAction;
  from: readonly ClaimState[];
  to: ClaimState;
  reason: string | null;
}

/** Claims from submission to the reviewer's decision; payment is in {@link PaymentBatchesService}. */
@Injectable()
export class ClaimsService {
  constructor(
    private readonly db: DataSource,
    private readonly orders: ClaimableOrders,
    private readonly drafts: ClaimDrafts,
    private readonly paperwork: ClaimPaperwork,
    private readonly books: ClaimLedger,
    private readonly audit: AuditService,
  ) {}

  /**
   * Claims the voucher money an accepted order used, for its payee; what an agent hands in is a draft.
   *
   * @throws OrderNotClaimable before acceptance, FieldsRefused for papers that do not carry the claim (422)
   * @throws OrderClaimedTwice, InvoiceUsedTwice (409)
   */
  submit(input: SubmitClaim, actor: Actor, call?: IdempotentCall): Promise<ClaimResponse> {
    if (hasRole(actor, DELEGATE)) return this.drafts.create(input, actor, call);
    return inCommand(this.db, call, async (tx) => {
      const { order, capture } = await this.orders.find(tx, input.orderId, actor);
      const checked = await this.paperwork.check(tx, input, order, capture);
      const claimId = newId();
      const maker = { state: 'submitted', makerId: actor.userId } as const;
      await insertClaim(tx, claimId, order.id, input, capture, maker);
      await this.paperwork.replace(tx, claimId, checked);
      await this.books.claim(tx, { claimId, capture, orderId: order.id, actorId: actor.userId });
      await this.record(tx, actor, 'claim.submit', claimId, {
        orderId: order.id,
        amountFen: capture.amountFen,
      });
      return getClaim(tx, claimId);
    });
  }

  /** Hands in repaired papers for a returned claim, whoever does is its maker from then on; or other ones for a draft. */
  resubmit(
    id: string,
    papers: ClaimPapers,
    actor: Actor,
    { ifMatch, call }: CommandCall,
  ): Promise<ClaimResponse> {
    return inCommand(this.db, call, async (tx) => {
      const claim = await lockClaim(tx, id);
      requireVersion(ifMatch, claim.version);
      if (claim.state === 'draft' || hasRole(actor, DELEGATE))
        return this.drafts.edit(tx, claim, papers, actor);
      requireState('resubmit', claim, ['returned']);
      requireNotDrafter(claim, actor);
      const { order, capture } = await this.orders.find(tx, claim.orderId, actor);
      const checked = await this.paperwork.check(tx, papers, order, capture);
      await this.paperwork.replace(tx, id, checked);
      await changeClaim(tx, 'resubmit', claim, {
        state: 'submitted',
        makerId: actor.userId,
        reviewerId: null,
        reviewedAt: null,
        ...proofOf(papers),
      });
      await this.record(tx, actor, 'claim.resubmit', id, {});
      return getClaim(tx, id);
    });
  }

  /** @throws SecondPersonRequired for the maker and for anyone of either party (403) */
  approve(id: string, actor: Actor, command: CommandCall): Promise<ClaimResponse> {
    return this.decide(id, actor, {
      ...command,
      action: 'approve',
      from: ['submitted'],
      to: 'approved',
      reason: null,
    });
  }

  /** Asks for repair (退回补正); the money stays under review and the invoices stay taken. */
  sendBack(id: string, reason: string, actor: Actor, command: CommandCall): Promise<ClaimResponse> {
    return this.decide(id, actor, {
      ...command,
      action: 'return',
      from: ['submitted'],
      to: 'returned',
      reason,
    });
  }

  /** Ends the claim (不予通过): the money is claimable again and the invoices are free. */
  reject(id: string, reason: string, actor: Actor, command: CommandCall): Promise<ClaimResponse> {
    return this.decide(id, actor, {
      ...command,
      action: 'reject',
      from: ['submitted', 'returned'],
      to: 'rejected',
      reason,
    });
  }

  /** @throws ClaimNotFound */
  get(id: string): Promise<ClaimResponse> {
    return getClaim(this.db.manager, id);
  }

  /** Claims the actor may open, the newest first. */
  async list(
    { limit = DEFAULT_PAGE, cursor, state }: ClaimListQuery,
    actor: Actor,
  ): Promise<Page<ClaimResponse>> {
    const { everything, organisationId } = reachOf(actor, 'claims.get');
    const after = decodeCursor(cursor, 1)?.[0] ?? null;
    const rows: ClaimRow[] = await this.db.query(
      `${CLAIMS_SQL}
        WHERE ($1::boolean OR claim.payee_organisation_id = $2) AND ($3::text IS NULL OR claim.state = $3)
          AND ($4::uuid IS NULL OR claim.id < $4) ORDER BY claim.id DESC LIMIT $5`,
      [everything, organisationId, state ?? null, after, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toClaimResponse);
  }

  private decide(id: string, actor: Actor, decision: Decision): Promise<ClaimResponse> {
    const { action, from, to, reason } = decision;
    return inCommand(this.db, decision.call, async (tx) => {
      const claim = await lockClaim(tx, id);
      requireVersion(decision.ifMatch, claim.version);
      await this.requireIndependent(tx, claim, actor);
      requireState(action, claim, from);
      await changeClaim(tx, action, claim, {
        state: to,
        reviewerId: actor.userId,
        reviewedAt: () => 'app_now()',
        returnReason: reason,
      });
      if (to === 'rejected') {
        await this.paperwork.retire(tx, id);
        await this.books.reject(tx, claim, actor.userId);
      }
      // The reason stands with the claim: the trail, which forgets nothing, holds no words of people.
      await this.record(tx, actor, `claim.${action}`, id, {});
      return getClaim(tx, id);
    });
  }

  /** @throws SecondPersonRequired for the claim's maker and drafter, and for anyone of a party or of the agent (403) */
  async requireIndependent(tx: EntityManager, claim: Claim, actor: Actor): Promise<void> {
    const parties = await this.orders.partiesOf(tx, claim.orderId);
    const hands = [claim.makerId, claim.draftedBy];
    const houses = [...parties, claim.draftedByOrganisationId];
    if (hands.includes(actor.userId) || houses.includes(actor.organisationId))
      throw new SecondPersonRequired();
  }

  private record(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, { actor, action, objectType: 'claim', objectId, detail });
  }
}
