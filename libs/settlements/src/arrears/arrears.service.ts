import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Page } from '@app/http';
import type { Actor } from '@app/identity';
import { findArrearsLimits } from '../terms/settlement-terms.queries';
import type { ArrearsResponse } from './arrears.dto';
import { ArrearsOverLimit } from './arrears.errors';
import { findOverdue, findOverdueOf } from './arrears.queries';
import { type ArrearsReason, arrearsReason } from './arrears.rules';

/**
 * Why a user organisation books and orders nothing more from a holder; null while it may. Where the terms in force set no
 * limit, orders are not looked at.
 */
export async function findArrearsReason(
  tx: EntityManager,
  holderId: string,
  customerId: string,
): Promise<ArrearsReason | null> {
  if (holderId === customerId) return null;
  const limits = await findArrearsLimits(tx, holderId, customerId);
  if (limits.limitFen === null && limits.limitDays === null) return null;
  return arrearsReason(await findOverdue(tx, holderId, customerId), limits);
}

/** What is owed past its day. */
@Injectable()
export class Arrears {
  constructor(private readonly db: DataSource) {}

  /** @throws ArrearsOverLimit for a user organisation that owes the provider more than that allows (422) */
  async requireWithin(tx: EntityManager, holderId: string, customerId: string): Promise<void> {
    const reason = await findArrearsReason(tx, holderId, customerId);
    if (reason) throw new ArrearsOverLimit(reason);
  }

  /** What is overdue to the actor's organisation, and what it owes itself; the largest amounts first. */
  async list({ organisationId }: Actor): Promise<Page<ArrearsResponse>> {
    const tx = this.db.manager;
    const items: ArrearsResponse[] = [];
    for (const { holderId, customerId, ...overdue } of await findOverdueOf(tx, organisationId)) {
      const limits = await findArrearsLimits(tx, holderId, customerId);
      items.push({
        ...{ holderOrganisationId: holderId, customerOrganisationId: customerId, ...overdue },
        overLimit: arrearsReason(overdue, limits) !== null,
      });
    }
    return { items };
  }
}
