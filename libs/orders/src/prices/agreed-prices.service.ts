import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, newId } from '@app/common';
import { inCommand, onConstraint } from '@app/database';
import { type CommandCall, decodeCursor, DEFAULT_PAGE, type Page, page } from '@app/http';
import type { Actor } from '@app/identity';
import { findToday } from '../samples/sample-dates';
import {
  type AgreedPriceResponse,
  type ListAgreedPricesQuery,
  type ProposeAgreedPriceRequest,
  toAgreedPriceResponse,
} from './agreed-price.dto';
import { AgreedPrice, type AgreedPriceState } from './agreed-price.entity';
import {
  AgreedPriceNeedsAnother,
  AgreedPriceNotFound,
  AgreedPriceOverlaps,
  AgreedPriceStateConflict,
  customerUnknown,
} from './agreed-price.errors';
import { agreedPriceProblems } from './agreed-price.rules';
import { requireHeldInstrument } from './held-instrument.queries';

/** Prices that a holder agrees on with a customer (协议价), by two persons; what they are worth is a quote's matter. */
@Injectable()
export class AgreedPrices {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /**
   * Proposes one for the actor's own organisation as the holder; it holds once another person has approved it.
   *
   * @throws FieldsRefused for terms that contradict themselves, or a customer or instrument that is none (422)
   */
  propose(
    actor: Actor,
    body: ProposeAgreedPriceRequest,
    { call }: CommandCall,
  ): Promise<AgreedPriceResponse> {
    return inCommand(this.db, call, async (tx) => {
      const problems = agreedPriceProblems(body, await findToday(tx));
      if (problems.length > 0) throw new FieldsRefused(problems);
      const holderId = actor.organisationId;
      const { customerOrganisationId, instrumentId = null, percent = null, lines = null } = body;
      await requireCustomer(tx, holderId, customerOrganisationId);
      if (instrumentId !== null) await requireHeldInstrument(tx, holderId, instrumentId);
      const id = newId();
      await tx.getRepository(AgreedPrice).insert({
        ...{
          id,
          holderId,
          customerOrganisationId,
          instrumentId,
          percent,
          proposedBy: actor.userId,
        },
        lines: lines && lines.map(({ kind, amountFen }) => ({ kind, amountFen })),
        ...{ validFrom: body.validFrom, validUntil: body.validUntil, reason: body.reason },
      });
      return this.tell(tx, actor, id, 'propose');
    });
  }

  /**
   * From now on quotes for services on its days are lower.
   *
   * @throws AgreedPriceNeedsAnother for its proposer (403)
   * @throws AgreedPriceOverlaps while another one holds on one of its days (409)
   */
  async approve(actor: Actor, id: string, how: CommandCall): Promise<AgreedPriceResponse> {
    try {
      return await inCommand(this.db, how.call, async (tx) => {
        const { proposedBy } = await this.lock(tx, id, ['proposed']);
        if (proposedBy === actor.userId) throw new AgreedPriceNeedsAnother();
        await tx
          .getRepository(AgreedPrice)
          .update({ id }, { ...approved(actor), approvedAt: () => 'app_now()' });
        return this.tell(tx, actor, id, 'approve');
      });
    } catch (error) {
      const other = await this.findOverlapped(id);
      return onConstraint(error, {
        agreed_price_no_overlap: () =>
          other ? new AgreedPriceOverlaps(other) : new AgreedPriceStateConflict('proposed'),
      });
    }
  }

  /** Ends it for every quote to come; orders keep the price they were placed at. @throws AgreedPriceStateConflict (409) */
  withdraw(
    actor: Actor,
    id: string,
    withdrawReason: string,
    { call }: CommandCall,
  ): Promise<AgreedPriceResponse> {
    return inCommand(this.db, call, async (tx) => {
      await this.lock(tx, id, ['proposed', 'approved']);
      await tx.getRepository(AgreedPrice).update(
        { id },
        {
          ...{ state: 'withdrawn', withdrawReason, withdrawnBy: actor.userId },
          withdrawnAt: () => 'app_now()',
        },
      );
      return this.tell(tx, actor, id, 'withdraw');
    });
  }

  /** Those of the actor's organisation as the holder, and those granted to it as a customer; the newest first. */
  async list(
    { organisationId }: Actor,
    { limit = DEFAULT_PAGE, cursor, state }: ListAgreedPricesQuery,
  ): Promise<Page<AgreedPriceResponse>> {
    const query = this.db
      .getRepository(AgreedPrice)
      .createQueryBuilder('a')
      .where(
        '(a.holder_id = :organisationId OR a.customer_organisation_id = :organisationId AND a.approved_at IS NOT NULL)',
        { organisationId },
      )
      .orderBy('a.id', 'DESC')
      .limit(limit + 1);
    const before = decodeCursor(cursor, 1)?.[0];
    if (before !== undefined) query.andWhere('a.id < :before', { before });
    if (state !== undefined) query.andWhere('a.state = :state', { state });
    return page(await query.getMany(), limit, ({ id }) => [id], toAgreedPriceResponse);
  }

  private async lock(
    tx: EntityManager,
    id: string,
    from: readonly AgreedPriceState[],
  ): Promise<AgreedPrice> {
    const found = await tx
      .getRepository(AgreedPrice)
      .findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!found) throw new AgreedPriceNotFound();
    if (!from.includes(found.state)) throw new AgreedPriceStateConflict(found.state);
    return found;
  }

  /** The one in force that keeps another from being approved. */
  private async findOverlapped(id: string): Promise<AgreedPrice | null> {
    return this.db
      .getRepository(AgreedPrice)
      .createQueryBuilder('other')
      .innerJoin(AgreedPrice, 'one', 'one.id = :id', { id })
      .where(
        `other.state = 'approved' AND other.holder_id = one.holder_id AND other.customer_organisation_id = one.customer_organisation_id
         AND other.instrument_id IS NOT DISTINCT FROM one.instrument_id
         AND other.valid_from <= one.valid_until AND one.valid_from <= other.valid_until`,
      )
      .orderBy('other.valid_from')
      .getOne();
  }

  private async tell(
    tx: EntityManager,
    actor: Actor,
    id: string,
    step: 'propose' | 'approve' | 'withdraw',
  ): Promise<AgreedPriceResponse> {
    const one = await tx.getRepository(AgreedPrice).findOneByOrFail({ id });
    const { customerOrganisationId, instrumentId } = one;
    await this.audit.record(tx, {
      ...{ actor, action: `agreed-price.${step}`, objectType: 'agreed_price', objectId: id },
      detail: { customerOrganisationId, instrumentId },
    });
    return toAgreedPriceResponse(one);
  }
}

const approved = ({ userId }: Actor): Pick<AgreedPrice, 'state' | 'approvedBy'> => ({
  state: 'approved',
  approvedBy: userId,
});

/** @throws FieldsRefused for nobody, and for the holder itself */
async function requireCustomer(tx: EntityManager, holderId: string, id: string): Promise<void> {
  const found: unknown[] = await tx.query(
    `SELECT FROM organisation WHERE id = $1 AND id <> $2 AND kind <> 'operator'`,
    [id, holderId],
  );
  if (found.length === 0) throw customerUnknown(id);
}
