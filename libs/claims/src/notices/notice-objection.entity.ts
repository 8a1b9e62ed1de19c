import { CreatedAtColumn, InstantColumn } from '@app/database';
import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Claim } from '../claim.entity';
import { PaymentNotice } from './payment-notice.entity';

/** What becomes of an objection: upheld returns its claim for repair, dismissed lets it be paid. */
export const OBJECTION_OUTCOMES = ['upheld', 'dismissed'] as const;
export type ObjectionOutcome = (typeof OBJECTION_OUTCOMES)[number];

/** An objection (异议) to a claim on a notice: while it waits, and once it is upheld, the claim is not paid. */
@Entity('notice_objection')
@Check('notice_objection_outcome_known', `outcome IN ('upheld', 'dismissed')`)
@Check(
  'notice_objection_decided_in_parts',
  'num_nulls(outcome, reason, decided_by, decided_at) IN (0, 4)',
)
@Check('notice_objection_second_person', 'decided_by <> recorded_by')
@Index('notice_objection_open', ['claimId'], { unique: true, where: 'outcome IS NULL' })
@Index('notice_objection_of_line', ['noticeId', 'claimId'])
export class NoticeObjection {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_notice_objection' }) id: string;
  @ForeignKey(() => PaymentNotice, { name: 'notice_objection_notice_exists' })
  @Column('uuid', { name: 'notice_id' })
  noticeId: string;
  @ForeignKey(() => Claim, { name: 'notice_objection_claim_exists' })
  @Column('uuid', { name: 'claim_id' })
  claimId: string;
  /** Who objects, as they call themselves. */
  @Column('text') objector: string;
  /** What they say. */
  @Column('text') statement: string;
  @ForeignKey('AppUser', { name: 'notice_objection_recorder_exists' })
  @Column('uuid', { name: 'recorded_by' })
  recordedBy: string;
  /** Null while it waits. */
  @Column('text', { nullable: true }) outcome: ObjectionOutcome | null;
  @Column('text', { nullable: true }) reason: string | null;
  @ForeignKey('AppUser', { name: 'notice_objection_decider_exists' })
  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy: string | null;
  @InstantColumn({ name: 'decided_at', nullable: true }) decidedAt: DateTime | null;
  @CreatedAtColumn() createdAt: DateTime;
}
