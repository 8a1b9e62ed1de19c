import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { isoInZone, newId } from '@app/common';
import { inCommand, onConstraint } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  type Page,
  page,
  type PageQuery,
} from '@app/http';
import type { Actor } from '@app/identity';
import { amountRefused, refuseAmount } from '../settlement.errors';
import { OrderBalances } from '../accounts/order-balances.service';
import type { ProposeWriteOff, WriteOffResponse } from './write-off.dto';
import { WriteOff } from './write-off.entity';
import { WriteOffNeedsSecondPerson, WriteOffStateConflict } from './write-off.errors';

/** Gives up what stays open of an order, by two persons. */
@Injectable()
export class WriteOffs {
  constructor(
    private readonly db: DataSource,
    private readonly balances: OrderBalances,
    private readonly audit: AuditService,
  ) {}

  /** @throws WriteOffStateConflict while another waits (409), AmountRefused above what is open (422) */
  async propose(
    actor: Actor,
    orderId: string,
    { amountFen, reason }: ProposeWriteOff,
    how: CommandCall,
  ): Promise<WriteOffResponse> {
    const { openFen } = await this.balances.get(orderId);
    if (amountFen > openFen) {
      throw amountRefused('order_account_paid_beyond_fee', {
        ...{ objectId: orderId, availableFen: openFen, askedFen: amountFen },
      });
    }
    return inCommand(this.db, how.call, async (tx) => {
      const id = newId();
      await tx
        .query(
          `INSERT INTO write_off (id, order_id, amount_fen, reason, proposed_by) VALUES ($1, $2, $3, $4, $5)`,
          [id, orderId, amountFen, reason, actor.userId],
        )
        .catch((error) =>
          onConstraint(error, {
            write_off_proposed_twice: () => new WriteOffStateConflict('proposed'),
          }),
        );
      await this.tell(tx, actor, 'write-off.propose', id, { orderId, amountFen });
      return toResponse(await tx.getRepository(WriteOff).findOneByOrFail({ id }));
    });
  }

  /**
   * @throws WriteOffNeedsSecondPerson for who proposed it (403), WriteOffStateConflict (409),
   * AmountRefused when less is open by now (422)
   */
  approve(actor: Actor, orderId: string, how: CommandCall): Promise<WriteOffResponse> {
    return this.decide(actor, orderId, 'approved', how);
  }

  /** @throws WriteOffNeedsSecondPerson for who proposed it (403), WriteOffStateConflict (409) */
  reject(actor: Actor, orderId: string, how: CommandCall): Promise<WriteOffResponse> {
    return this.decide(actor, orderId, 'rejected', how);
  }

  /**
   * What was ever proposed to be given up of an order, the newest first; nothing of one that was
   * never accepted.
   * @throws OrderNotFound (404)
   */
  async list(
    orderId: string,
    { limit = DEFAULT_PAGE, cursor }: PageQuery,
  ): Promise<Page<WriteOffResponse>> {
    const before = decodeCursor(cursor, 1)?.[0];
    await this.balances.requireOrder(orderId);
    const query = this.db
      .getRepository(WriteOff)
      .createQueryBuilder('one')
      .where('one.order_id = :orderId', { orderId })
      .orderBy('one.id', 'DESC')
      .limit(limit + 1);
    if (before !== undefined) query.andWhere('one.id < :before', { before });
    return page(await query.getMany(), limit, ({ id }) => [id], toResponse);
  }

  private decide(
    actor: Actor,
    orderId: string,
    state: 'approved' | 'rejected',
    how: CommandCall,
  ): Promise<WriteOffResponse> {
    return inCommand(this.db, how.call, async (tx) => {
      const rows = tx.getRepository(WriteOff);
      const proposed = await rows.findOne({
        where: { orderId, state: 'proposed' },
        lock: { mode: 'pessimistic_write' },
      });
      if (!proposed) throw new WriteOffStateConflict('none');
      const { id } = proposed;
      if (proposed.proposedBy === actor.userId) throw new WriteOffNeedsSecondPerson();
      await tx
        .query(
          'UPDATE write_off SET state = $2, decided_by = $3, decided_at = app_now() WHERE id = $1',
          [id, state, actor.userId],
        )
        .catch(refuseAmount);
      await this.tell(tx, actor, `write-off.${state === 'approved' ? 'approve' : 'reject'}`, id, {
        orderId,
      });
      return toResponse(await rows.findOneByOrFail({ id }));
    });
  }

  private tell(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, { actor, action, objectType: 'write_off', objectId, detail });
  }
}

const toResponse = (one: WriteOff): WriteOffResponse => ({
  id: one.id,
  orderId: one.orderId,
  amountFen: one.amountFen,
  reason: one.reason,
  state: one.state,
  createdAt: isoInZone(one.createdAt),
  decidedAt: one.decidedAt && isoInZone(one.decidedAt),
});
