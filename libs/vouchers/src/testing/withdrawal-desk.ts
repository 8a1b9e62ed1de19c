import { Outbox } from '@app/messaging';
import type { WithdrawalResponse } from '../withdrawals/voucher-withdrawal.dto';
import { VoucherWithdrawals } from '../withdrawals/voucher-withdrawals.service';
import type { TestBooks } from './books';

/** Withdrawals of vouchers by people of their issuer. */
export class WithdrawalDesk {
  readonly withdrawals: VoucherWithdrawals;

  constructor(readonly books: TestBooks) {
    const { db, ledger, audit } = books;
    this.withdrawals = new VoucherWithdrawals(db, ledger, new Outbox(), audit);
  }

  /** Somebody else of the issuer at each call. */
  async issuer(programmeId: string) {
    const { issuerOrganisationId } = await this.books.programmes.get(programmeId);
    return this.books.buildActor('bureau_admin', issuerOrganisationId);
  }

  async propose(voucherId: string, programmeId: string): Promise<WithdrawalResponse> {
    return this.withdrawals.propose(await this.issuer(programmeId), voucherId, '重复发放', {});
  }

  async approve(voucherId: string, programmeId: string): Promise<WithdrawalResponse> {
    return this.withdrawals.approve(await this.issuer(programmeId), voucherId, {});
  }
}
