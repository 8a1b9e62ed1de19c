import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { policyFaults, resolvePolicy } from '../booking-policy.rules';
import { requireSecondApprover } from '../second-approver.queries';
import type { BookingPolicy } from '../terms';
import type { PutBookingPolicyRequest } from '../terms.dto';
import { findHolderPolicy, followHolderPolicy } from './holder-policy.queries';

/** A change of a holder's rules: who, and against which version of them. */
interface PutHolderPolicy extends CommandCall {
  actor: Actor;
  holderId: string;
}

/** The booking rules that a holder's instruments have until somebody sets their own. */
@Injectable()
export class HolderPolicies {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** The rules in force; version 0 is the default policy. */
  get(holderId: string): Promise<BookingPolicy> {
    return findHolderPolicy(this.db.manager, holderId);
  }

  /**
   * Sets the rules anew; every instrument without rules of its own follows with a new version. What an instrument is has
   * not changed by it: its own version stays and nothing is sent.
   *
   * @throws FieldsRefused for a contradiction (422), VersionConflict (412)
   */
  async put(
    { actor, holderId, ifMatch, call }: PutHolderPolicy,
    body: PutBookingPolicyRequest,
  ): Promise<BookingPolicy> {
    const rules = resolvePolicy(body);
    const faults = policyFaults(rules);
    if (faults.length > 0) throw new FieldsRefused(faults);
    return inCommand(this.db, call, async (tx) => {
      await requireSecondApprover(tx, holderId, rules);
      // Registrations under way are waited for, and those that begin meanwhile wait: none keeps the rules of before.
      await tx.query('SELECT 1 FROM organisation WHERE id = $1 FOR UPDATE', [holderId]);
      // A rival who sets an instrument's own rules holds its row until they are seen.
      await tx.query(
        'SELECT 1 FROM instrument WHERE holder_id = $1 ORDER BY id FOR NO KEY UPDATE',
        [holderId],
      );
      const { version: current } = await findHolderPolicy(tx, holderId);
      requireVersion(ifMatch, current);
      const version = current + 1;
      await tx.query(
        'INSERT INTO holder_booking_policy (holder_id, version, rules, created_by) VALUES ($1, $2, $3, $4)',
        [holderId, version, JSON.stringify(rules), actor.userId],
      );
      const instrumentIds = await followHolderPolicy(tx, holderId, actor.userId);
      await this.audit.record(tx, {
        ...{ actor, action: 'organisation.set-booking-policy', objectType: 'organisation' },
        ...{ objectId: holderId, detail: { version, instrumentIds } },
      });
      return { version, ...rules };
    });
  }
}
