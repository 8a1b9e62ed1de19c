import { type Fen, fen, newId } from '@app/common';
import { onConstraint, prepared } from '@app/database';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AccountKind } from './ledger-account.entity';
import {
  BudgetExhausted,
  ExternalReferenceUsed,
  LedgerShortfall,
  shortfallOf,
  type Shortfall,
  TransferPostedTwice,
  VoucherInsufficient,
} from './ledger.errors';
import type { TransferKind } from './ledger-transfer.entity';

/** Names one account: its kind, its programme and whose it is. */
export type AccountOwner = { programmeId: string } & (
  | { kind: 'authority' | 'budget_available' | 'paid' | 'lapsed' }
  | { kind: 'voucher_available'; voucherId: string }
  | { kind: 'voucher_held'; voucherId: string; holdId: string }
  | { kind: 'claim_payable' | 'clawback_due'; payeeOrganisationId: string }
  | { kind: 'claim_in_review'; claimId: string }
  | { kind: 'treasury_clearing'; paymentBatchId: string }
);

/** One movement of money to post. */
export interface Transfer {
  /** Made by the caller: the same id posts once. */
  id: string;
  kind: TransferKind;
  programmeId: string;
  /** Account the money leaves. */
  debitAccountId: string;
  /** Account it arrives at. */
  creditAccountId: string;
  amountFen: Fen;
  /** Common to the transfers of one command. */
  groupId?: string;
  reversesId?: string;
  externalReference?: string;
  /** Who makes it; null for the system's jobs. */
  actorId: string | null;
  /** The second person, where the kind asks for one. */
  checkerId?: string;
  orderId?: string;
}

/** The column that tells accounts of one kind and programme apart. */
const OWNER_COLUMN: Partial<Record<AccountKind, string>> = {
  voucher_available: 'voucher_id',
  voucher_held: 'hold_id',
  claim_payable: 'payee_organisation_id',
  clawback_due: 'payee_organisation_id',
  claim_in_review: 'claim_id',
  treasury_clearing: 'payment_batch_id',
};

const OPEN = prepared(
  `INSERT INTO ledger_account (id, kind, programme_id, voucher_id, hold_id, payee_organisation_id, claim_id,
     payment_batch_id, ceiling_fen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
   ON CONFLICT DO NOTHING RETURNING id`,
);
const POST = prepared(
  `INSERT INTO ledger_transfer (id, kind, programme_id, debit_account_id, credit_account_id, amount_fen, group_id,
     reverses_id, external_reference, actor_id, checker_id, order_id)
   SELECT "id", "kind", "programmeId", "debitAccountId", "creditAccountId", "amountFen", "groupId", "reversesId",
     "externalReference", "actorId", "checkerId", "orderId"
   FROM json_to_recordset($1::json) AS given ("id" uuid, "kind" text, "programmeId" uuid, "debitAccountId" uuid,
     "creditAccountId" uuid, "amountFen" bigint, "groupId" uuid, "reversesId" uuid, "externalReference" text,
     "actorId" uuid, "checkerId" uuid, "orderId" uuid)`,
);

/** The only code that writes the ledger; every rule of it is held by the database, not here. */
@Injectable()
export class Ledger {
  /**
   * The account of this owner, opened when there is none; a voucher's takes its face value as the ceiling.
   * Call it before the command's first transfer: rivals who open the same account wait for each other.
   */
  async openAccount(
    tx: EntityManager,
    owner: AccountOwner,
    ceilingFen: Fen | null = null,
  ): Promise<string> {
    const rows: { id: string }[] = await tx.query(OPEN, [
      newId(),
      owner.kind,
      owner.programmeId,
      'voucherId' in owner ? owner.voucherId : null,
      'holdId' in owner ? owner.holdId : null,
      'payeeOrganisationId' in owner ? owner.payeeOrganisationId : null,
      'claimId' in owner ? owner.claimId : null,
      'paymentBatchId' in owner ? owner.paymentBatchId : null,
      ceilingFen,
    ]);
    return rows[0]?.id ?? (await this.getAccount(tx, owner)).id;
  }

  /** An account that must exist, with its balance as last committed; lock it before relying on the figure. */
  async getAccount(
    tx: EntityManager,
    owner: AccountOwner,
  ): Promise<{ id: string; balanceFen: Fen }> {
    const column = OWNER_COLUMN[owner.kind];
    // Kind and column are words of this file; written out so that the partial indexes apply.
    const text = `SELECT id, balance_fen FROM ledger_account WHERE kind = '${owner.kind}' AND programme_id = $1
       ${column ? `AND ${column} = $2` : ''}`;
    const rows: { id: string; balance_fen: string }[] = await tx.query(
      prepared(text),
      column ? [owner.programmeId, ownerIdOf(owner)] : [owner.programmeId],
    );
    if (!rows[0])
      throw new Error(`programme ${owner.programmeId} has no such ${owner.kind} account`);
    return { id: rows[0].id, balanceFen: fen(rows[0].balance_fen) };
  }

  /** Locks accounts in id order until the transaction ends and tells their balances then. */
  async lock(tx: EntityManager, accountIds: readonly string[]): Promise<Map<string, Fen>> {
    const rows: { id: string; balance_fen: string }[] = await tx.query(
      'SELECT id, balance_fen FROM ledger_lock($1::uuid[])',
      [accountIds],
    );
    return new Map(rows.map((row) => [row.id, fen(row.balance_fen)]));
  }

  /**
   * Posts one transfer.
   *
   * @throws BudgetExhausted, VoucherInsufficient or LedgerShortfall when the debit account holds less
   * @throws TransferPostedTwice for an id, an opening or a resolution that was posted before
   */
  post(tx: EntityManager, transfer: Transfer): Promise<void> {
    return this.insert(tx, [transfer]);
  }

  /** Posts the transfers of one command, all accounts locked in id order first. */
  async postAll(tx: EntityManager, transfers: readonly Transfer[]): Promise<void> {
    await this.lock(
      tx,
      transfers.flatMap(({ debitAccountId, creditAccountId }) => [debitAccountId, creditAccountId]),
    );
    await this.insert(tx, transfers);
  }

  private async insert(tx: EntityManager, transfers: readonly Transfer[]): Promise<void> {
    try {
      await tx.query(POST, [JSON.stringify(transfers)]);
    } catch (error) {
      const shortfall = shortfallOf(error);
      onConstraint(error, {
        ...(shortfall && { ledger_account_floor_broken: () => refusalOf(shortfall) }),
        ledger_transfer_pkey: () => new TransferPostedTwice(),
        ledger_transfer_opened_twice: () => new TransferPostedTwice(),
        ledger_transfer_hold_resolved_twice: () => new TransferPostedTwice(),
        ledger_transfer_reversed_twice: () => new TransferPostedTwice(),
        ledger_transfer_reference_used_twice: () => new ExternalReferenceUsed(),
      });
    }
  }
}

function refusalOf(shortfall: Shortfall): Error {
  if (shortfall.accountKind === 'budget_available') return new BudgetExhausted(shortfall);
  if (shortfall.accountKind === 'voucher_available') return new VoucherInsufficient(shortfall);
  return new LedgerShortfall(shortfall);
}

function ownerIdOf(owner: AccountOwner): string | undefined {
  if ('holdId' in owner) return owner.holdId;
  if ('voucherId' in owner) return owner.voucherId;
  if ('payeeOrganisationId' in owner) return owner.payeeOrganisationId;
  if ('claimId' in owner) return owner.claimId;
  return 'paymentBatchId' in owner ? owner.paymentBatchId : undefined;
}
