import type { Fen } from '@app/common';
import { FenColumn, InstantColumn } from '@app/database';
import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How the claims of one programme are looked at and paid (兑付规则); a programme without a row goes by the usual course. */
@Entity('claim_policy')
@Check('claim_policy_split_days_known', 'split_days BETWEEN 1 AND 366')
@Check('claim_policy_notice_known', 'notice_workdays BETWEEN 0 AND 60')
@Check('claim_policy_split_cap_not_positive', 'split_cap_fen > 0')
export class ClaimPolicy {
  @ForeignKey('VoucherProgramme', { name: 'claim_policy_programme_exists' })
  @PrimaryColumn('uuid', {
    name: 'programme_id',
    primaryKeyConstraintName: 'PK_claim_policy',
  })
  programmeId: string;
  /** Orders of the same two organisations within so many days are looked at together (拆单). */
  @Column('integer', { name: 'split_days' }) splitDays: number;
  /** What one order may cost; null as long as nobody knows a cap. */
  @FenColumn({ name: 'split_cap_fen', nullable: true }) splitCapFen: Fen | null;
  /** Working days that a notice of payment stands (公示); 0 where none is asked for. */
  @Column('integer', { name: 'notice_workdays', default: 0 }) noticeWorkdays: number;
  /** Whether a payment names the minutes (会议纪要号) and the fund document (资金下达文号). */
  @Column('boolean', { name: 'asks_documents', default: false }) asksDocuments: boolean;
  @ForeignKey('AppUser', { name: 'claim_policy_setter_exists' })
  @Column('uuid', { name: 'set_by' })
  setBy: string;
  @InstantColumn({ name: 'set_at', default: () => 'app_now()' }) setAt: DateTime;
  @Column('int', { default: 1 }) version: number;
}
