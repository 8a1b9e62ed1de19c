import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { type Fen, isoInZone, newId } from '@app/common';
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
import { Outbox } from '@app/messaging';
import { Ledger } from '../ledger';
import { NotTheIssuer, VoucherNotFound } from '../voucher.errors';
import { EXPIRED_SQL } from '../voucher.queries';
import type { WithdrawalResponse } from './voucher-withdrawal.dto';
import { VoucherWithdrawal } from './voucher-withdrawal.entity';
import {
  VoucherNotWithdrawable,
  WithdrawalNeedsOtherPerson,
  WithdrawalStateConflict,
} from './voucher-withdrawal.errors';

/** A voucher whose unused part is to be taken back. */
interface WithdrawableVoucher {
  programmeId: string;
  accountId: string;
  budgetAccountId: string;
}

/** Takes back what vouchers have unused (撤券): one person of the issuer proposes, another decides. */
@Injectable()
export class VoucherWithdrawals {
  constructor(
    private readonly db: DataSource,
    private readonly ledger: Ledger,
    private readonly outbox: Outbox,
    private readonly audit: AuditService,
  ) {}

  /**
   * @throws VoucherNotFound (404), NotTheIssuer (403)
   * @throws VoucherNotWithdrawable, WithdrawalStateConflict while another waits (409)
   */
  propose(
    actor: Actor,
    voucherId: string,
    reason: string,
    { call }: CommandCall,
  ): Promise<WithdrawalResponse> {
    return inCommand(this.db, call, async (tx) => {
      await getWithdrawable(tx, actor, voucherId);
      const id = newId();
      await tx
        .getRepository(VoucherWithdrawal)
        .insert({ id, voucherId, reason, proposedBy: actor.userId })
        .catch((error) =>
          onConstraint(error, {
            voucher_withdrawal_live_twice: () => new WithdrawalStateConflict('proposed'),
          }),
        );
      await this.tell(tx, actor, 'voucher.propose-withdrawal', voucherId, { withdrawalId: id });
      return getWithdrawal(tx, id);
    });
  }

  /**
   * Returns what is unused to the budget and ends the voucher. What is held stays with its orders; what returns of it
   * later goes to the budget too.
   *
   * @throws WithdrawalNeedsOtherPerson for who proposed it, NotTheIssuer (403)
   * @throws WithdrawalStateConflict, VoucherNotWithdrawable when orders or the last day were faster (409)
   */
  approve(actor: Actor, voucherId: string, { call }: CommandCall): Promise<WithdrawalResponse> {
    return inCommand(this.db, call, async (tx) => {
      await lockVoucher(tx, voucherId);
      const { id, proposedBy } = await lockProposed(tx, actor, voucherId);
      const amountFen = await this.withdraw(tx, actor, { id, proposedBy, voucherId });
      await decide(tx, id, actor, { state: 'approved', amountFen });
      await this.outbox.add(tx, 'mail-requested', { mail: 'voucher-withdrawn', objectId: id });
      await this.tell(tx, actor, 'voucher.withdraw', voucherId, { withdrawalId: id, amountFen });
      return getWithdrawal(tx, id);
    });
  }

  /** @throws WithdrawalNeedsOtherPerson (403), WithdrawalStateConflict (409) */
  decline(
    actor: Actor,
    voucherId: string,
    declineReason: string,
    { call }: CommandCall,
  ): Promise<WithdrawalResponse> {
    return inCommand(this.db, call, async (tx) => {
      const { id } = await lockProposed(tx, actor, voucherId);
      await decide(tx, id, actor, { state: 'declined', declineReason });
      await this.tell(tx, actor, 'voucher.decline-withdrawal', voucherId, { withdrawalId: id });
      return getWithdrawal(tx, id);
    });
  }

  /** What was ever proposed to be taken back of a voucher, the newest first. @throws VoucherNotFound (404) */
  async list(
    voucherId: string,
    { limit = DEFAULT_PAGE, cursor }: PageQuery,
  ): Promise<Page<WithdrawalResponse>> {
    const before = decodeCursor(cursor, 1)?.[0];
    const [voucher]: object[] = await this.db.query('SELECT FROM voucher WHERE id = $1', [
      voucherId,
    ]);
    if (!voucher) throw new VoucherNotFound();
    const query = this.db
      .getRepository(VoucherWithdrawal)
      .createQueryBuilder('one')
      .where('one.voucher_id = :voucherId', { voucherId })
      .orderBy('one.id', 'DESC')
      .limit(limit + 1);
    if (before !== undefined) query.andWhere('one.id < :before', { before });
    return page(await query.getMany(), limit, ({ id }) => [id], toResponse);
  }

  private async withdraw(
    tx: EntityManager,
    actor: Actor,
    { id, proposedBy, voucherId }: Pick<VoucherWithdrawal, 'id' | 'proposedBy' | 'voucherId'>,
  ): Promise<Fen> {
    const { programmeId, accountId, budgetAccountId } = await getWithdrawable(tx, actor, voucherId);
    const balances = await this.ledger.lock(tx, [accountId, budgetAccountId]);
    const amountFen = balances.get(accountId);
    if (!amountFen) throw new VoucherNotWithdrawable('nothing-unused');
    await tx.query(
      'UPDATE voucher SET withdrawn_at = app_now(), withdrawn_fen = $2 WHERE id = $1',
      [voucherId, amountFen],
    );
    await this.ledger.post(tx, {
      ...({ id, kind: 'withdraw', programmeId, amountFen } as const),
      ...{ debitAccountId: accountId, creditAccountId: budgetAccountId },
      ...{ actorId: proposedBy, checkerId: actor.userId },
    });
    return amountFen;
  }

  private tell(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, { actor, action, objectType: 'voucher', objectId, detail });
  }
}

/**
 * Ends the race with orders before the money is looked at: nobody holds on the voucher any more, as a hold refers to the
 * locked row, and whoever resolves a hold meanwhile reads afterwards that the voucher is over.
 */
async function lockVoucher(tx: EntityManager, voucherId: string): Promise<void> {
  const rows: object[] = await tx.query('SELECT FROM voucher WHERE id = $1 FOR UPDATE', [
    voucherId,
  ]);
  if (rows.length === 0) throw new VoucherNotFound();
  await tx.query(
    `SELECT FROM voucher_hold WHERE voucher_id = $1 AND state <> 'released' ORDER BY id FOR UPDATE`,
    [voucherId],
  );
}

async function lockProposed(
  tx: EntityManager,
  actor: Actor,
  voucherId: string,
): Promise<VoucherWithdrawal> {
  const proposed = await tx.getRepository(VoucherWithdrawal).findOne({
    where: { voucherId, state: 'proposed' },
    lock: { mode: 'pessimistic_write' },
  });
  if (!proposed) throw new WithdrawalStateConflict('none');
  if (proposed.proposedBy === actor.userId) throw new WithdrawalNeedsOtherPerson();
  return proposed;
}

const decide = (
  tx: EntityManager,
  id: string,
  actor: Actor,
  change: Partial<Pick<VoucherWithdrawal, 'state' | 'amountFen' | 'declineReason'>>,
): Promise<unknown> =>
  tx
    .getRepository(VoucherWithdrawal)
    .update(id, { ...change, decidedBy: actor.userId, decidedAt: () => 'app_now()' });

/** @throws VoucherNotFound (404), NotTheIssuer (403), VoucherNotWithdrawable (409) */
async function getWithdrawable(
  tx: EntityManager,
  actor: Actor,
  voucherId: string,
): Promise<WithdrawableVoucher> {
  const [row]: (WithdrawableVoucher & {
    issuer: string;
    expired: boolean;
    withdrawn: boolean;
    unused: boolean;
  })[] = await tx.query(
    `SELECT voucher.programme_id AS "programmeId", programme.issuer_organisation_id AS issuer, ${EXPIRED_SQL} AS expired,
            voucher.withdrawn_at IS NOT NULL AS withdrawn, account.balance_fen > 0 AS unused,
            account.id AS "accountId", budget.id AS "budgetAccountId"
       FROM voucher
       JOIN voucher_programme programme ON programme.id = voucher.programme_id
       JOIN ledger_account account ON account.voucher_id = voucher.id AND account.kind = 'voucher_available'
       JOIN ledger_account budget ON budget.programme_id = voucher.programme_id AND budget.kind = 'budget_available'
      WHERE voucher.id = $1`,
    [voucherId],
  );
  if (!row) throw new VoucherNotFound();
  if (row.issuer !== actor.organisationId) throw new NotTheIssuer();
  if (row.withdrawn) throw new VoucherNotWithdrawable('withdrawn');
  if (row.expired) throw new VoucherNotWithdrawable('expired');
  if (!row.unused) throw new VoucherNotWithdrawable('nothing-unused');
  return row;
}

const getWithdrawal = async (tx: EntityManager, id: string): Promise<WithdrawalResponse> =>
  toResponse(await tx.getRepository(VoucherWithdrawal).findOneByOrFail({ id }));

const toResponse = (one: VoucherWithdrawal): WithdrawalResponse => ({
  id: one.id,
  voucherId: one.voucherId,
  reason: one.reason,
  state: one.state,
  declineReason: one.declineReason,
  amountFen: one.amountFen,
  createdAt: isoInZone(one.createdAt),
  decidedAt: one.decidedAt && isoInZone(one.decidedAt),
});
