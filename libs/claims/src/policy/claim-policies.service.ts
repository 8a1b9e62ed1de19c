import { AuditService } from '@app/audit';
import { isoInZone } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { refuseNotice } from '../notices/payment-notice.errors';
import { DEFAULT_SPLIT_DAYS } from '../risks/claim-risk.queries';
import type { ClaimPolicyResponse, PutClaimPolicy } from './claim-policy.dto';
import { ClaimPolicy } from './claim-policy.entity';

/** The rules of a programme's claims; what nobody set is as it is without them. */
@Injectable()
export class ClaimPolicies {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  get(programmeId: string): Promise<ClaimPolicyResponse> {
    return findPolicy(this.db.manager, programmeId);
  }

  /**
   * Sets the rules anew, for the claims on their way as well; what is promised to the public only gets stricter while there are any.
   *
   * @throws VersionConflict (412), PolicyLoosened (409)
   */
  put(
    programmeId: string,
    body: PutClaimPolicy,
    actor: Actor,
    { ifMatch, call }: CommandCall,
  ): Promise<ClaimPolicyResponse> {
    return inCommand(this.db, call, async (tx) => {
      // A statement of its own: the row to lock need not be there yet.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('claim-policy ' || $1, 0))`, [
        programmeId,
      ]);
      const { version } = await findPolicy(tx, programmeId);
      requireVersion(ifMatch, version);
      const upsert = tx.getRepository(ClaimPolicy).upsert(
        {
          programmeId,
          splitDays: body.splitDays ?? DEFAULT_SPLIT_DAYS,
          splitCapFen: body.splitCapFen ?? null,
          noticeWorkdays: body.noticeWorkdays ?? 0,
          asksDocuments: body.asksDocuments ?? false,
          setBy: actor.userId,
          setAt: () => 'app_now()',
          version: version + 1,
        },
        ['programmeId'],
      );
      await upsert.catch(refuseNotice);
      await this.audit.record(tx, {
        ...{ actor, action: 'claim-policy.put', objectType: 'voucher_programme' },
        ...{ objectId: programmeId, detail: { ...body, version: version + 1 } },
      });
      return findPolicy(tx, programmeId);
    });
  }
}

async function findPolicy(tx: EntityManager, programmeId: string): Promise<ClaimPolicyResponse> {
  const policy = await tx.getRepository(ClaimPolicy).findOneBy({ programmeId });
  if (!policy) {
    return {
      ...{ programmeId, splitDays: DEFAULT_SPLIT_DAYS, splitCapFen: null },
      ...{ noticeWorkdays: 0, asksDocuments: false },
      ...{ setBy: null, setAt: null, version: 0 },
    };
  }
  return { ...policy, setAt: isoInZone(policy.setAt) };
}
