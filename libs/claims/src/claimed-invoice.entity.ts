import type { Fen } from '@app/common';
import { FenColumn } from '@app/database';
import { Check, Entity, PrimaryColumn } from 'typeorm';

/**
 * How much of an invoice the standing claims of the whole system rest on together. A trigger of `claim_invoice` alone moves it,
 * under its lock; the serving role may only read it.
 */
@Entity('claimed_invoice')
@Check('claimed_invoice_used_beyond_amount', 'used_fen BETWEEN 0 AND amount_fen')
export class ClaimedInvoice {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'PK_claimed_invoice' }) code: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'PK_claimed_invoice' }) number: string;
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  @FenColumn({ name: 'used_fen', default: 0 }) usedFen: Fen;
}
