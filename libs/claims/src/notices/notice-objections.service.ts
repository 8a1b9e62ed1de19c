import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { changeClaim, lockClaim } from '../claim.changes';
import { SecondPersonRequired } from '../claim.errors';
import { ClaimsService } from '../claims.service';
import { NoticeObjection } from './notice-objection.entity';
import { PaymentNoticeLine } from './payment-notice-line.entity';
import type { DecideObjection, PaymentNoticeResponse, RecordObjection } from './payment-notice.dto';
import { NoOpenObjection, NothingToObjectTo, refuseNotice } from './payment-notice.errors';
import { getNotice } from './payment-notice.queries';

/** Objections to claims on a notice: recorded by one person, decided by another; each stops the claim it concerns. */
@Injectable()
export class NoticeObjections {
  constructor(
    private readonly db: DataSource,
    private readonly claims: ClaimsService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Records what somebody says against a published claim: it is not paid before this is decided.
   *
   * @throws NothingToObjectTo for a claim that is on no notice or is being paid (409), ObjectionOpen (409)
   */
  record(
    claimId: string,
    { objector, statement }: RecordObjection,
    actor: Actor,
    { ifMatch, call }: CommandCall,
  ): Promise<PaymentNoticeResponse> {
    return inCommand(this.db, call, async (tx) => {
      const claim = await lockClaim(tx, claimId);
      requireVersion(ifMatch, claim.version);
      const line = await tx.getRepository(PaymentNoticeLine).findOneBy({ claimId, live: true });
      if (!line) throw new NothingToObjectTo();
      const { noticeId } = line;
      const id = newId();
      await tx
        .getRepository(NoticeObjection)
        .insert({ id, noticeId, claimId, objector, statement, recordedBy: actor.userId })
        .catch(refuseNotice);
      await this.note(tx, actor, 'notice-objection.record', id, { claimId });
      return getNotice(tx, noticeId);
    });
  }

  /**
   * Decides the open objection: dismissed, the claim may be paid; upheld, it goes back to the applicant for repair with
   * the reason, and is published anew after its next approval.
   *
   * @throws NoOpenObjection (409)
   * @throws SecondPersonRequired for who recorded it, approved the claim or is tied to it (403)
   */
  decide(
    claimId: string,
    { outcome, reason }: DecideObjection,
    actor: Actor,
    { ifMatch, call }: CommandCall,
  ): Promise<PaymentNoticeResponse> {
    return inCommand(this.db, call, async (tx) => {
      const claim = await lockClaim(tx, claimId);
      requireVersion(ifMatch, claim.version);
      await this.claims.requireIndependent(tx, claim, actor);
      const objections = tx.getRepository(NoticeObjection);
      const open = await objections
        .createQueryBuilder('objection')
        .where('claim_id = :claimId AND outcome IS NULL', { claimId })
        .getOne();
      if (!open) throw new NoOpenObjection();
      if ([open.recordedBy, claim.reviewerId].includes(actor.userId))
        throw new SecondPersonRequired();
      const decided = { outcome, reason, decidedBy: actor.userId, decidedAt: () => 'app_now()' };
      await objections.update({ id: open.id }, decided);
      if (outcome === 'upheld') {
        await changeClaim(tx, 'return', claim, {
          ...{ state: 'returned', reviewerId: actor.userId },
          ...{ reviewedAt: () => 'app_now()', returnReason: reason },
        });
      }
      await this.note(tx, actor, 'notice-objection.decide', open.id, { claimId, outcome });
      return getNotice(tx, open.noticeId);
    });
  }

  private note(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action, objectType: 'notice_objection', objectId, detail },
    });
  }
}
