import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import { type MailKind, Outbox } from '@app/messaging';
import type { Actor } from '../access/roles';
import { type OrganisationResponse, toOrganisationResponse } from './organisation.dto';
import { Organisation } from './organisation.entity';
import { OwnOrganisation, VerificationConflict } from './organisation.errors';
import { isMember } from './organisation.queries';
import type { Verification } from './organisation.words';
import { lockOrganisation } from './organisations.service';

/** What the decision makes of the organisation, and what its people are told. */
interface Decision {
  action: 'verify' | 'return';
  from: readonly Verification[];
  to: Verification;
  reason: string | null;
  mail: MailKind;
}

/** The office's decision about organisations that registered themselves. */
@Injectable()
export class VerificationService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Vouches for the organisation; bookings that only waited for this go on by themselves.
   *
   * @throws VerificationConflict unless it is waiting (409)
   * @throws OwnOrganisation when the actor belongs to it (403)
   */
  verify(actor: Actor, id: string, how: CommandCall): Promise<OrganisationResponse> {
    const decision: Decision = {
      action: 'verify',
      from: ['pending'],
      to: 'verified',
      reason: null,
      mail: 'organisation-verified',
    };
    return this.decide(actor, id, how, decision, (tx) =>
      this.outbox.add(tx, 'organisation-verified', { organisationId: id }),
    );
  }

  /** Sends it back to be corrected (退回补正), also when it was found wrong only after it was verified. */
  sendBack(
    actor: Actor,
    id: string,
    reason: string,
    how: CommandCall,
  ): Promise<OrganisationResponse> {
    return this.decide(actor, id, how, {
      action: 'return',
      from: ['pending', 'verified'],
      to: 'returned',
      reason,
      mail: 'organisation-returned',
    });
  }

  private async decide(
    actor: Actor,
    id: string,
    { ifMatch, call }: CommandCall,
    { action, from, to, reason, mail }: Decision,
    effect: (tx: EntityManager) => Promise<void> = () => Promise.resolve(),
  ): Promise<OrganisationResponse> {
    return inCommand(this.db, call, async (tx) => {
      const organisation = await lockOrganisation(tx, id);
      if (await isMember(tx, actor.userId, id)) throw new OwnOrganisation();
      requireVersion(ifMatch, organisation.version);
      if (!from.includes(organisation.verification))
        throw new VerificationConflict(organisation.verification);
      const verified = to === 'verified';
      await tx.getRepository(Organisation).update(id, {
        verification: to,
        verificationReason: reason,
        verifiedBy: verified ? actor.userId : null,
        verifiedAt: verified ? () => 'app_now()' : null,
        version: organisation.version + 1,
      });
      await this.audit.record(tx, {
        actor,
        action: `organisation.${action}`,
        objectType: 'organisation',
        objectId: id,
      });
      await this.outbox.add(tx, 'mail-requested', { mail, objectId: id });
      await effect(tx);
      return toOrganisationResponse(await tx.getRepository(Organisation).findOneByOrFail({ id }));
    });
  }
}
