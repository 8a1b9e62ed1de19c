import type { Fen } from '@app/common';
import { FenColumn } from '@app/database';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Claim } from '../claim.entity';
import { PaymentNotice } from './payment-notice.entity';

/** A claim on a notice. */
@Entity('payment_notice_line')
@Index('payment_notice_line_repeated', ['claimId'], { unique: true, where: 'live' })
export class PaymentNoticeLine {
  @ForeignKey(() => PaymentNotice, { name: 'payment_notice_line_notice_exists' })
  @PrimaryColumn('uuid', {
    name: 'notice_id',
    primaryKeyConstraintName: 'PK_payment_notice_line',
  })
  noticeId: string;
  @Index('payment_notice_line_of_claim')
  @ForeignKey(() => Claim, { name: 'payment_notice_line_claim_exists' })
  @PrimaryColumn('uuid', {
    name: 'claim_id',
    primaryKeyConstraintName: 'PK_payment_notice_line',
  })
  claimId: string;
  /** As the claim was when it was published. */
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  /** False once the claim was returned or rejected: repaired, it is published anew. */
  @Column('boolean', { default: true }) live: boolean;
}
