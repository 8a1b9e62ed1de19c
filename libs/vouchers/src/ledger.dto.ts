import type { Fen, Text } from '@app/common';
import { FenField, IdField, InstantField, OneOf, WholeNumber } from '@app/http';
import { ApiProperty } from '@nestjs/swagger';
import { ACCOUNT_KINDS, type AccountKind } from './ledger-account.entity';

/** An invariant that was checked. */
export class InvariantResponse {
  @ApiProperty() id: string;
  @ApiProperty({ type: String, description: "in the reader's language" }) title: Text;
}

/** A row that breaks an invariant. */
export class ViolationResponse extends InvariantResponse {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'the offending row' })
  row: Record<string, unknown>;
}

/** Whether the books hold. */
export class LedgerInvariantsResponse {
  @ApiProperty() ok: boolean;
  @ApiProperty({ type: [InvariantResponse] }) checked: InvariantResponse[];
  @ApiProperty({ type: [ViolationResponse] }) violations: ViolationResponse[];
}

/** The moment a balance is asked for. */
export class BalanceQuery {
  @InstantField({ optional: true, fromQuery: true, description: 'now unless told' }) at?: string;
}

/** What all accounts of one kind hold together. */
export class KindBalanceResponse {
  @OneOf(ACCOUNT_KINDS) kind: AccountKind;
  @FenField({ min: Number.MIN_SAFE_INTEGER }) balanceFen: Fen;
}

/** What the accounts of a programme held at a moment, in the order money passes them; the sum is zero. */
export class ProgrammeBalancesResponse {
  @ApiProperty({ type: [KindBalanceResponse] }) balances: KindBalanceResponse[];
}

/** What a voucher had at a moment. */
export class VoucherBalanceResponse {
  @FenField() availableFen: Fen;
  @FenField({ description: 'set aside for orders' }) heldFen: Fen;
}

/** An account that says something else than its entries. */
export class BalanceDifferenceResponse {
  @IdField() accountId: string;
  @OneOf(ACCOUNT_KINDS) kind: AccountKind;
  @IdField() programmeId: string;
  @FenField({ min: Number.MIN_SAFE_INTEGER, description: 'what the account says' }) storedFen: Fen;
  @FenField({ min: Number.MIN_SAFE_INTEGER, description: 'what its entries make' }) rebuiltFen: Fen;
  @WholeNumber({ min: 0 }) storedEntries: number;
  @WholeNumber({ min: 0 }) rebuiltEntries: number;
}

/** Every balance beside the one rebuilt from the entries. */
export class BalanceComparisonResponse {
  @WholeNumber({ min: 0, description: 'how many were rebuilt' }) accounts: number;
  @ApiProperty({ type: [BalanceDifferenceResponse] }) differences: BalanceDifferenceResponse[];
}
