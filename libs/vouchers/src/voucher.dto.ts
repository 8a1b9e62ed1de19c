import { type Fen } from '@app/common';
import {
  BooleanField,
  CivilDateField,
  FenField,
  IdField,
  InstantField,
  OneOf,
  PageQuery,
  TextField,
  WholeNumber,
} from '@app/http';
import { ACCOUNT_KINDS, type AccountKind } from './ledger-account.entity';
import { TRANSFER_KINDS, type TransferKind } from './ledger-transfer.entity';

/** Body of `POST /vouchers`. */
export class IssueVoucher {
  @IdField() programmeId: string;
  @IdField({ description: 'the organisation that may spend it' }) organisationId: string;
  @FenField({ min: 1 }) amountFen: number;
}

/** Query of `GET /vouchers`. */
export class VoucherListQuery extends PageQuery {
  @IdField({ optional: true }) programmeId?: string;
  @IdField({
    optional: true,
    description: 'other organisations are for the bureau, finance and auditors',
  })
  organisationId?: string;
}

/** A voucher with where its money is now. */
export class VoucherResponse {
  @IdField() id: string;
  @IdField() programmeId: string;
  @TextField() programmeNameZh: string;
  @IdField() organisationId: string;
  @TextField() organisationNameZh: string;
  @FenField() faceValueFen: Fen;
  @FenField({ description: 'may be spent' }) availableFen: Fen;
  @FenField({ description: 'set aside for orders' }) heldFen: Fen;
  @FenField({ description: 'used by completed orders' }) capturedFen: Fen;
  @CivilDateField({ description: 'last day, included' }) expiresOn: string;
  @BooleanField() expired: boolean;
  @FenField({ description: 'taken back by the issuer, unused' }) withdrawnFen: Fen;
  @InstantField({ nullable: true, description: 'nothing can be spent since' })
  withdrawnAt: string | null;
  @InstantField() createdAt: string;
}

/** One side of one transfer on an account of the voucher. */
export class VoucherEntryResponse {
  @IdField() transferId: string;
  @OneOf(TRANSFER_KINDS, { enumName: 'TransferKind' }) kind: TransferKind;
  @OneOf(ACCOUNT_KINDS, { enumName: 'AccountKind' }) accountKind: AccountKind;
  @WholeNumber({
    min: Number.MIN_SAFE_INTEGER,
    description: 'integer fen, negative when it leaves the account',
  })
  amountFen: Fen;
  @WholeNumber({ min: 1, description: 'position among the entries of the account' }) seq: number;
  @IdField({ nullable: true }) orderId: string | null;
  @CivilDateField({ description: 'the day it counts for' }) effectiveOn: string;
  @InstantField() createdAt: string;
}
