import type { DateTime } from 'luxon';
import {
  Check,
  Column,
  Entity,
  ForeignKey,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  Unique,
} from 'typeorm';
import type { Fen } from '@app/common';
import { CivilDateColumn, CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';

/** What part of its income a holder leaves to its laboratories (机组分成) from a day on; each change is a version of its own. */
@Entity('income_share_rule')
@Unique('income_share_rule_version_taken', ['holderOrganisationId', 'version'])
@Check('income_share_rule_ratio_out_of_range', 'lab_ratio BETWEEN 0 AND 1')
export class IncomeShareRule {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Organisation', { name: 'income_share_rule_holder_exists' })
  @Column('uuid', { name: 'holder_organisation_id' })
  holderOrganisationId: string;
  /** Null is every laboratory without a rule of its own. */
  @Index('income_share_rule_of_lab', { where: 'lab_id IS NOT NULL' })
  @ForeignKey('Lab', { name: 'income_share_rule_lab_exists' })
  @Column('uuid', { name: 'lab_id', nullable: true })
  labId: string | null;
  /** Of all the holder's rules; of two for the same day the later one counts. */
  @Column('integer') version: number;
  /** The first day of service (Asia/Shanghai) it is for. */
  @CivilDateColumn({ name: 'valid_from' }) validFrom: string;
  /** The laboratory's part, 0 to 1. */
  @Column('numeric', { name: 'lab_ratio', precision: 5, scale: 4 }) labRatio: string;
  @ForeignKey('AppUser', { name: 'income_share_rule_author_exists' })
  @Column('uuid', { name: 'set_by' })
  setBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}

/** A month of a holder's income that is closed: its shares stay as they are, and what changes falls into the next one. */
@Entity('income_month')
@Check('income_month_begins_on_the_first', 'EXTRACT(day FROM month) = 1')
export class IncomeMonth {
  @ForeignKey('Organisation', { name: 'income_month_holder_exists' })
  @PrimaryColumn('uuid', { name: 'holder_organisation_id' })
  holderOrganisationId: string;
  @PrimaryColumn('date') month: string;
  @ForeignKey('AppUser', { name: 'income_month_closer_exists' })
  @Column('uuid', { name: 'closed_by' })
  closedBy: string;
  @InstantColumn({ name: 'closed_at', default: () => 'app_now()' }) closedAt: DateTime;
}

/** What came in for one order in a closed month and how it was shared, to the fen; negative where money went back. */
@Entity('income_share')
@Check('income_share_parts_make_the_whole', 'lab_fen + holder_fen = received_fen')
@Check('income_share_rule_without_lab', 'rule_id IS NULL OR lab_id IS NOT NULL')
export class IncomeShare {
  @PrimaryColumn('uuid', { name: 'holder_organisation_id' }) holderOrganisationId: string;
  @PrimaryColumn('date') month: string;
  @ManyToOne(() => IncomeMonth)
  @JoinColumn([
    {
      name: 'holder_organisation_id',
      referencedColumnName: 'holderOrganisationId',
      foreignKeyConstraintName: 'income_share_month_closed',
    },
    {
      name: 'month',
      referencedColumnName: 'month',
      foreignKeyConstraintName: 'income_share_month_closed',
    },
  ])
  closedMonth?: IncomeMonth;
  @Index('income_share_of_order')
  @ForeignKey('OrderAccount', { name: 'income_share_order_exists' })
  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId: string;
  /** Null where the instrument belongs to none: all of it is the holder's. */
  @Index('income_share_of_lab', { where: 'lab_id IS NOT NULL' })
  @ForeignKey('Lab', { name: 'income_share_lab_exists' })
  @Column('uuid', { name: 'lab_id', nullable: true })
  labId: string | null;
  /** Null where none was in force on the day of service. */
  @Index('income_share_of_rule', { where: 'rule_id IS NOT NULL' })
  @ForeignKey('IncomeShareRule', { name: 'income_share_rule_exists' })
  @Column('uuid', { name: 'rule_id', nullable: true })
  ruleId: string | null;
  @FenColumn({ name: 'received_fen' }) receivedFen: Fen;
  @FenColumn({ name: 'lab_fen' }) labFen: Fen;
  @FenColumn({ name: 'holder_fen' }) holderFen: Fen;
}
