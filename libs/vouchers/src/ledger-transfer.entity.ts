import { CivilDateColumn, CreatedAtColumn, FenColumn } from '@app/database';
import type { Fen } from '@app/common';
import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What a transfer does; which accounts each may join is checked by the database. */
export const TRANSFER_KINDS = [
  'appropriate',
  'issue',
  'hold',
  'capture',
  /** What a capture did not need; linked with it by the group. */
  'remainder',
  'release',
  'claim',
  'reject',
  'pay',
  'confirm',
  'bounce',
  'expire',
  'surrender',
  'reverse',
  'recover',
  /** Part of a capture that is given back, because the fee was reduced before it was claimed. */
  'refund',
  /** What a voucher has unused goes back, because its issuer takes it back. */
  'withdraw',
] as const;
export type TransferKind = (typeof TRANSFER_KINDS)[number];

/**
 * One movement of money: `amountFen` leaves the debit account and arrives at the credit account. A row balances by
 * construction and is never changed or removed; a mistake is corrected by another transfer.
 */
@Entity('ledger_transfer')
@Check(
  'ledger_transfer_kind_unknown',
  `kind IN ('appropriate', 'issue', 'hold', 'capture', 'remainder', 'release', 'claim', 'reject', 'pay', 'confirm', 'bounce', 'expire', 'surrender', 'reverse', 'recover', 'refund', 'withdraw')`,
)
// Nine quadrillion fen: above it a JavaScript number could not hold the amount.
@Check('ledger_transfer_amount_insane', 'amount_fen > 0 AND amount_fen <= 9000000000000000')
@Check('ledger_transfer_goes_nowhere', 'debit_account_id <> credit_account_id')
@Check('ledger_transfer_reverses_nothing', `(reverses_id IS NOT NULL) = (kind = 'reverse')`)
@Check(
  'ledger_transfer_checked_by_maker',
  `actor_id <> checker_id AND (checker_id IS NOT NULL OR kind NOT IN ('pay', 'confirm', 'bounce', 'reverse', 'refund', 'withdraw'))`,
)
@Index('ledger_transfer_reversed_twice', ['reversesId'], {
  unique: true,
  where: 'reverses_id IS NOT NULL',
})
@Index('ledger_transfer_reference_used_twice', ['kind', 'programmeId', 'externalReference'], {
  unique: true,
  where: 'external_reference IS NOT NULL',
})
@Index('ledger_transfer_hold_resolved_twice', ['debitAccountId'], {
  unique: true,
  where: `kind IN ('capture', 'release')`,
})
@Index('ledger_transfer_opened_twice', ['kind', 'creditAccountId'], {
  unique: true,
  where: `kind IN ('issue', 'hold', 'claim')`,
})
@Index('ledger_transfer_debits', ['debitAccountId', 'debitSeq'], { unique: true })
@Index('ledger_transfer_credits', ['creditAccountId', 'creditSeq'], { unique: true })
export class LedgerTransfer {
  /** Given by the caller; the same id posts once. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'ledger_transfer_pkey' }) id: string;
  @Column('text') kind: TransferKind;
  @ForeignKey('VoucherProgramme')
  @Column('uuid', { name: 'programme_id' })
  programmeId: string;
  /** Where the money comes from. */
  @ForeignKey('LedgerAccount')
  @Column('uuid', { name: 'debit_account_id' })
  debitAccountId: string;
  /** Where the money goes. */
  @ForeignKey('LedgerAccount')
  @Column('uuid', { name: 'credit_account_id' })
  creditAccountId: string;
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  /** Common to the rows of one command, such as a capture and its remainder. */
  @Column('uuid', { name: 'group_id', nullable: true }) groupId: string | null;
  @ForeignKey('LedgerTransfer')
  @Column('uuid', { name: 'reverses_id', nullable: true })
  reversesId: string | null;
  /** Document number, bank or treasury reference; once per kind and programme. */
  @Column('text', { name: 'external_reference', nullable: true }) externalReference: string | null;
  /** Who made it (经办); null for the system's own jobs. */
  @Column('uuid', { name: 'actor_id', nullable: true }) actorId: string | null;
  /** Who checked it (复核), never the maker. */
  @Column('uuid', { name: 'checker_id', nullable: true }) checkerId: string | null;
  @Index('ledger_transfer_of_order', { where: 'order_id IS NOT NULL' })
  @Column('uuid', { name: 'order_id', nullable: true })
  orderId: string | null;
  /** The civil day in Shanghai the movement counts for; filled by the database unless given. */
  @CivilDateColumn({ name: 'effective_on' }) effectiveOn: string;
  /** Set by the database after the accounts were locked. */
  @CreatedAtColumn() createdAt: DateTime;
  /** Position among the entries of the debit account: 1, 2, 3 … without a gap. */
  @Column('int', { name: 'debit_seq' }) debitSeq: number;
  @Column('int', { name: 'credit_seq' }) creditSeq: number;
}
