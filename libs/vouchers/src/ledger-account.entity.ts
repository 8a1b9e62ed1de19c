import { CreatedAtColumn, FenColumn } from '@app/database';
import type { Fen } from '@app/common';
import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The ten kinds of account, in the order money passes them; A0 to A9 of the ledger's chart. */
export const ACCOUNT_KINDS = [
  /** A0: mirror side, minus everything ever appropriated. */
  'authority',
  /** A1: appropriated, not issued. */
  'budget_available',
  /** A2, one per voucher: may be spent. */
  'voucher_available',
  /** A3, one per hold: set aside for one order. */
  'voucher_held',
  /** A4, one per payee and programme: captured after service, not yet claimed. */
  'claim_payable',
  /** A5, one per claim: under review or approved. */
  'claim_in_review',
  /** A6, one per payment batch: instruction sent, outcome unknown. */
  'treasury_clearing',
  /** A7: confirmed paid. */
  'paid',
  /** A8: surrendered at year end. */
  'lapsed',
  /** A9, one per organisation and programme: to be recovered after the reversal of a payment. */
  'clawback_due',
] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

const ONE_PER_PROGRAMME = `kind IN ('authority', 'budget_available', 'paid', 'lapsed')`;

/**
 * One pot of a programme's money. Balance and count are written by the database alone, with each transfer: the
 * application may only open an account, empty.
 */
@Entity('ledger_account')
@Check(
  'ledger_account_kind_unknown',
  `kind IN ('authority', 'budget_available', 'voucher_available', 'voucher_held', 'claim_payable', 'claim_in_review', 'treasury_clearing', 'paid', 'lapsed', 'clawback_due')`,
)
@Check(
  'ledger_account_owner_not_of_kind',
  `(voucher_id IS NOT NULL) = (kind IN ('voucher_available', 'voucher_held')) AND (hold_id IS NOT NULL) = (kind = 'voucher_held') AND (payee_organisation_id IS NOT NULL) = (kind IN ('claim_payable', 'clawback_due')) AND (claim_id IS NOT NULL) = (kind = 'claim_in_review') AND (payment_batch_id IS NOT NULL) = (kind = 'treasury_clearing')`,
)
@Check('ledger_account_floor_missing', `(floor_fen IS NULL) = (kind = 'authority')`)
@Check('ledger_account_ceiling_missing', `ceiling_fen IS NOT NULL OR kind <> 'voucher_available'`)
@Check('ledger_account_floor_broken', 'balance_fen >= floor_fen')
@Check('ledger_account_ceiling_broken', 'balance_fen <= ceiling_fen')
@Index('ledger_account_programme_twice', ['kind', 'programmeId'], {
  unique: true,
  where: ONE_PER_PROGRAMME,
})
@Index('ledger_account_voucher_twice', ['voucherId'], {
  unique: true,
  where: `kind = 'voucher_available'`,
})
@Index('ledger_account_hold_twice', ['holdId'], { unique: true, where: 'hold_id IS NOT NULL' })
@Index('ledger_account_payee_twice', ['kind', 'programmeId', 'payeeOrganisationId'], {
  unique: true,
  where: 'payee_organisation_id IS NOT NULL',
})
@Index('ledger_account_claim_twice', ['claimId'], { unique: true, where: 'claim_id IS NOT NULL' })
@Index('ledger_account_batch_twice', ['paymentBatchId'], {
  unique: true,
  where: 'payment_batch_id IS NOT NULL',
})
@Index('ledger_account_of_voucher', ['voucherId'], { where: 'voucher_id IS NOT NULL' })
export class LedgerAccount {
  @PrimaryColumn('uuid') id: string;
  @Column('text') kind: AccountKind;
  @ForeignKey('VoucherProgramme')
  @Column('uuid', { name: 'programme_id' })
  programmeId: string;
  /** Of a held account too: a voucher's money is its available account and all its held ones. */
  @Column('uuid', { name: 'voucher_id', nullable: true }) voucherId: string | null;
  @Column('uuid', { name: 'hold_id', nullable: true }) holdId: string | null;
  @Column('uuid', { name: 'payee_organisation_id', nullable: true })
  payeeOrganisationId: string | null;
  @Column('uuid', { name: 'claim_id', nullable: true }) claimId: string | null;
  @Column('uuid', { name: 'payment_batch_id', nullable: true }) paymentBatchId: string | null;
  /** The balance may not fall below it; null only on the mirror side. */
  @FenColumn({ name: 'floor_fen', nullable: true }) floorFen: Fen | null;
  /** The balance may not rise above it: a voucher's face value. */
  @FenColumn({ name: 'ceiling_fen', nullable: true }) ceilingFen: Fen | null;
  @FenColumn({ name: 'balance_fen', default: 0 }) balanceFen: Fen;
  /** How many transfers touched the account, and the sequence of the last. */
  @Column('int', { name: 'entry_count', default: 0 }) entryCount: number;
  @CreatedAtColumn() createdAt: DateTime;
}
