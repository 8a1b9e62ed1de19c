import type { Fen } from '@app/common';
import { CivilDateColumn, CreatedAtColumn, FenColumn } from '@app/database';
import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Claim } from './claim.entity';

/**
 * The part of an invoice that a claim rests on. Its key is 发票代码 (empty for fully digital invoices, 数电票) and 号码. One
 * invoice serves several claims between the same two organisations, as that of a month does, and no fen of it twice: a
 * trigger counts the standing parts in {@link ClaimedInvoice}.
 */
@Entity('claim_invoice')
@Check('claim_invoice_amount_not_positive', 'amount_fen > 0')
@Check('claim_invoice_used_beyond_amount', 'used_fen BETWEEN 1 AND amount_fen')
@Index('claim_invoice_repeated', ['claimId', 'code', 'number'], { unique: true, where: 'live' })
@Index('claim_invoice_standing', ['code', 'number'], { where: 'live' })
export class ClaimInvoice {
  @PrimaryColumn('uuid') id: string;
  @Index('claim_invoice_of_claim')
  @ForeignKey(() => Claim)
  @Column('uuid', { name: 'claim_id' })
  claimId: string;
  @Column('text', { default: '' }) code: string;
  @Column('text') number: string;
  @CivilDateColumn({ name: 'issued_on' }) issuedOn: string;
  /** Of the whole invoice, as printed. */
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  /** What of it is for the order of this claim. */
  @FenColumn({ name: 'used_fen' }) usedFen: Fen;
  /** False once its claim was rejected or its papers were replaced: then its part is free again. */
  @Column('boolean', { default: true }) live: boolean;
  @CreatedAtColumn() createdAt: DateTime;
}
