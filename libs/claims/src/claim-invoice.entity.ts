import type { Fen } from '@app/common';
import { CivilDateColumn, CreatedAtColumn, FenColumn } from '@app/database';
import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Claim } from './claim.entity';

/**
 * An invoice a claim rests on. Its key is 发票代码 (empty for fully digital invoices, 数电票) and 号码; while the claim
 * stands, no other claim in the whole system may use it.
 */
@Entity('claim_invoice')
@Check('claim_invoice_amount_not_positive', 'amount_fen > 0')
@Index('claim_invoice_used_twice', ['code', 'number'], { unique: true, where: 'live' })
export class ClaimInvoice {
  @PrimaryColumn('uuid') id: string;
  @Index('claim_invoice_of_claim')
  @ForeignKey(() => Claim)
  @Column('uuid', { name: 'claim_id' })
  claimId: string;
  @Column('text', { default: '' }) code: string;
  @Column('text') number: string;
  @CivilDateColumn({ name: 'issued_on' }) issuedOn: string;
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  /** False once its claim was rejected or its papers were replaced: then the invoice is free again. */
  @Column('boolean', { default: true }) live: boolean;
  @CreatedAtColumn() createdAt: DateTime;
}
