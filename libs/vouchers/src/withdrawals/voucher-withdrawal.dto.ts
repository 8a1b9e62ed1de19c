import type { Fen } from '@app/common';
import { FenField, IdField, InstantField, OneOf, TextField } from '@app/http';
import { WITHDRAWAL_STATES, type WithdrawalState } from './voucher-withdrawal.entity';

/** Body of `POST /vouchers/{id}/withdrawals`. */
export class ProposeWithdrawal {
  @TextField({ max: 500, description: 'why; the organisation reads it' }) reason: string;
}

/** Body of `POST /vouchers/{id}/withdrawals/decline`. */
export class DeclineWithdrawal {
  @TextField({ max: 500 }) reason: string;
}

/** What the issuer takes back, or wanted to. */
export class WithdrawalResponse {
  @IdField() id: string;
  @IdField() voucherId: string;
  @TextField() reason: string;
  @OneOf(WITHDRAWAL_STATES, { enumName: 'WithdrawalState' }) state: WithdrawalState;
  @TextField({ nullable: true }) declineReason: string | null;
  @FenField({ nullable: true, description: 'what was unused when it was approved' })
  amountFen: Fen | null;
  @InstantField() createdAt: string;
  @InstantField({ nullable: true }) decidedAt: string | null;
}
