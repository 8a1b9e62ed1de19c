import { type Fen, fen } from '@app/common';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ACCOUNT_KINDS, type AccountKind } from './ledger-account.entity';
import { VoucherNotFound, VoucherProgrammeNotFound } from './voucher.errors';

/** An account whose stored figures are not what its entries make. */
export interface BalanceDifference {
  accountId: string;
  kind: AccountKind;
  programmeId: string;
  storedFen: Fen;
  rebuiltFen: Fen;
  storedEntries: number;
  rebuiltEntries: number;
}

/** What the accounts of a programme held at a moment, by kind. */
export type BalancesByKind = Record<AccountKind, Fen>;

const AT_MOMENT = `
  SELECT account.kind, account.programme_id, account.voucher_id, entry.amount_fen FROM ledger_account account
    JOIN ledger_entry entry ON entry.account_id = account.id
    JOIN ledger_transfer transfer ON transfer.id = entry.transfer_id
   WHERE transfer.created_at <= coalesce($2::timestamptz, app_now())`;

/** Balances made from the entries alone: at any past moment, and beside the ones that are stored. */
@Injectable()
export class LedgerBalances {
  constructor(private readonly db: DataSource) {}

  /**
   * What the accounts of a programme held at an instant (now unless told), by kind; they sum to zero.
   *
   * @throws VoucherProgrammeNotFound
   */
  async ofProgramme(programmeId: string, at: string | null): Promise<BalancesByKind> {
    const rows: { kind: AccountKind; total: string }[] = await this.db.query(
      `SELECT kind, sum(amount_fen) AS total FROM (${AT_MOMENT} AND account.programme_id = $1) posted GROUP BY kind`,
      [programmeId, at],
    );
    if (rows.length === 0) await this.requireProgramme(programmeId);
    const known = new Map(rows.map(({ kind, total }) => [kind, fen(total)]));
    const entries = ACCOUNT_KINDS.map((kind) => [kind, known.get(kind) ?? fen(0)]);
    return Object.fromEntries(entries) as BalancesByKind;
  }

  /**
   * What a voucher had free and set aside at an instant (now unless told); nothing before it was issued.
   *
   * @throws VoucherNotFound
   */
  async ofVoucher(
    voucherId: string,
    at: string | null,
  ): Promise<{ availableFen: Fen; heldFen: Fen }> {
    const [row]: { available: string; held: string }[] = await this.db.query(
      `SELECT coalesce(sum(amount_fen) FILTER (WHERE kind = 'voucher_available'), 0) AS available,
              coalesce(sum(amount_fen) FILTER (WHERE kind = 'voucher_held'), 0) AS held
         FROM voucher LEFT JOIN (${AT_MOMENT} AND account.voucher_id = $1) posted ON posted.voucher_id = voucher.id
        WHERE voucher.id = $1 GROUP BY voucher.id`,
      [voucherId, at],
    );
    if (!row) throw new VoucherNotFound();
    return { availableFen: fen(row.available), heldFen: fen(row.held) };
  }

  /** Rebuilds every balance and count from the entries and tells which stored ones differ; changes nothing. */
  async compare(): Promise<{ accounts: number; differences: BalanceDifference[] }> {
    // One statement, one snapshot: transfers that are posted meanwhile make no difference.
    const rows: DifferenceRow[] = await this.db.query(
      `SELECT account.id, account.kind, account.programme_id, account.balance_fen,
              rebuilt.balance_fen AS rebuilt_fen, account.entry_count, rebuilt.entry_count AS rebuilt_count
         FROM ledger_account account JOIN ledger_rebuilt rebuilt ON rebuilt.account_id = account.id
        WHERE (account.balance_fen, account.entry_count) IS DISTINCT FROM (rebuilt.balance_fen, rebuilt.entry_count)
        ORDER BY account.id`,
    );
    const [all]: { accounts: number }[] = await this.db.query(
      'SELECT count(*)::integer AS accounts FROM ledger_account',
    );
    return { accounts: all?.accounts ?? 0, differences: rows.map(toDifference) };
  }

  private async requireProgramme(id: string): Promise<void> {
    const rows: unknown[] = await this.db.query('SELECT FROM voucher_programme WHERE id = $1', [
      id,
    ]);
    if (rows.length === 0) throw new VoucherProgrammeNotFound();
  }
}

interface DifferenceRow {
  id: string;
  kind: AccountKind;
  programme_id: string;
  balance_fen: string;
  rebuilt_fen: string;
  entry_count: number;
  rebuilt_count: number;
}

const toDifference = (row: DifferenceRow): BalanceDifference => ({
  accountId: row.id,
  kind: row.kind,
  programmeId: row.programme_id,
  storedFen: fen(row.balance_fen),
  rebuiltFen: fen(row.rebuilt_fen),
  storedEntries: row.entry_count,
  rebuiltEntries: row.rebuilt_count,
});
