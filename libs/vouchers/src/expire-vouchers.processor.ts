import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { inTransaction } from '@app/database';
import type { JobContext, JobProcessor } from '@app/messaging';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Ledger } from './ledger';
import { EXPIRED_SQL } from './voucher.queries';

interface ExpiredVoucher {
  id: string;
  programmeId: string;
  accountId: string;
  budgetAccountId: string;
}

/** Vouchers read at a time; each is expired in a transaction of its own, so that bookings never wait long. */
const BATCH = 200;

/**
 * Returns to the budget what vouchers past their last day have left, by the database's clock. Money that is held stays
 * until its order is completed or cancelled.
 */
@Injectable()
export class ExpireVouchersProcessor implements JobProcessor<'expire-vouchers'> {
  readonly job = 'expire-vouchers';

  constructor(
    private readonly db: DataSource,
    private readonly ledger: Ledger,
    private readonly audit: AuditService,
  ) {}

  async process(_payload: Record<string, never>, _context: JobContext): Promise<void> {
    for (
      let vouchers = await this.findExpired();
      vouchers.length > 0;
      vouchers = await this.findExpired()
    ) {
      for (const voucher of vouchers) await this.expire(voucher);
    }
  }

  private findExpired(): Promise<ExpiredVoucher[]> {
    return this.db.query(
      `SELECT voucher.id, voucher.programme_id AS "programmeId", account.id AS "accountId", budget.id AS "budgetAccountId"
         FROM voucher
         JOIN ledger_account account ON account.voucher_id = voucher.id AND account.kind = 'voucher_available'
         JOIN ledger_account budget ON budget.programme_id = voucher.programme_id AND budget.kind = 'budget_available'
        WHERE ${EXPIRED_SQL} AND account.balance_fen > 0 ORDER BY voucher.id LIMIT ${BATCH}`,
    );
  }

  private async expire({
    id,
    programmeId,
    accountId,
    budgetAccountId,
  }: ExpiredVoucher): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const balances = await this.ledger.lock(tx, [accountId, budgetAccountId]);
      const amountFen = balances.get(accountId);
      // Another worker was here, or an order took the last of it before midnight.
      if (!amountFen) return;
      await this.ledger.post(tx, {
        id: newId(),
        kind: 'expire',
        programmeId,
        debitAccountId: accountId,
        creditAccountId: budgetAccountId,
        amountFen,
        actorId: null,
      });
      await this.audit.record(tx, {
        actor: null,
        action: 'voucher.expire',
        objectType: 'voucher',
        objectId: id,
        detail: { amountFen },
      });
    });
  }
}
