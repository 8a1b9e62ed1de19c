import { fen, instantOf, isoInZone } from '@app/common';
import type { AccountKind } from './ledger-account.entity';
import type { TransferKind } from './ledger-transfer.entity';
import type { VoucherEntryResponse, VoucherResponse } from './voucher.dto';
import { EXPIRED_SQL } from './voucher.queries';

/** A row of {@link VOUCHERS_SQL}. */
export interface VoucherRow {
  id: string;
  programme_id: string;
  programme_name_zh: string;
  organisation_id: string;
  organisation_name_zh: string;
  face_value_fen: string;
  available_fen: string;
  held_fen: string;
  captured_fen: string;
  expires_on: string;
  expired: boolean;
  withdrawn_fen: string;
  withdrawn_at: Date | null;
  created_at: Date;
}

/** Vouchers with where their money is; to be continued with WHERE. */
export const VOUCHERS_SQL = `
  SELECT voucher.id, voucher.programme_id, programme.name_zh AS programme_name_zh, voucher.organisation_id,
         organisation.name_zh AS organisation_name_zh, voucher.face_value_fen, account.balance_fen AS available_fen,
         (SELECT coalesce(sum(hold.amount_fen) FILTER (WHERE hold.state = 'held'), 0) FROM voucher_hold hold
           WHERE hold.voucher_id = voucher.id) AS held_fen,
         (SELECT coalesce(sum(hold.captured_fen - hold.refunded_fen), 0) FROM voucher_hold hold
           WHERE hold.voucher_id = voucher.id) AS captured_fen,
         voucher.expires_on, ${EXPIRED_SQL} AS expired, voucher.withdrawn_fen, voucher.withdrawn_at, voucher.created_at
    FROM voucher
    JOIN voucher_programme programme ON programme.id = voucher.programme_id
    JOIN organisation ON organisation.id = voucher.organisation_id
    JOIN ledger_account account ON account.voucher_id = voucher.id AND account.kind = 'voucher_available'`;

export const toVoucherResponse = (row: VoucherRow): VoucherResponse => ({
  id: row.id,
  programmeId: row.programme_id,
  programmeNameZh: row.programme_name_zh,
  organisationId: row.organisation_id,
  organisationNameZh: row.organisation_name_zh,
  faceValueFen: fen(row.face_value_fen),
  availableFen: fen(row.available_fen),
  heldFen: fen(row.held_fen),
  capturedFen: fen(row.captured_fen),
  expiresOn: row.expires_on,
  expired: row.expired,
  withdrawnFen: fen(row.withdrawn_fen),
  withdrawnAt: row.withdrawn_at && isoInZone(instantOf(row.withdrawn_at)),
  createdAt: isoInZone(instantOf(row.created_at)),
});

/** A row of {@link ENTRIES_SQL}. */
export interface EntryRow {
  transferId: string;
  kind: TransferKind;
  accountKind: AccountKind;
  amountFen: string;
  seq: number;
  orderId: string | null;
  effectiveOn: string;
  createdAt: Date;
}

/**
 * Entries of voucher $1 after transfer $2 and signed amount $3, $4 of them. Transfer ids are made in the order of
 * time, and the two sides of one transfer differ in sign.
 */
export const ENTRIES_SQL = `
  SELECT entry.transfer_id AS "transferId", transfer.kind, account.kind AS "accountKind", entry.amount_fen AS "amountFen",
         entry.seq, transfer.order_id AS "orderId", transfer.effective_on AS "effectiveOn", transfer.created_at AS "createdAt"
    FROM ledger_account account
    JOIN ledger_entry entry ON entry.account_id = account.id
    JOIN ledger_transfer transfer ON transfer.id = entry.transfer_id
   WHERE account.voucher_id = $1 AND ($2::uuid IS NULL OR (entry.transfer_id, entry.amount_fen) > ($2, $3::bigint))
   ORDER BY entry.transfer_id, entry.amount_fen LIMIT $4`;

export const toEntryResponse = (row: EntryRow): VoucherEntryResponse => ({
  ...row,
  amountFen: fen(row.amountFen),
  createdAt: isoInZone(instantOf(row.createdAt)),
});
