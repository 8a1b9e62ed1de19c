import { CivilDateColumn, CreatedAtColumn } from '@app/database';
import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The list of what is to be paid (拟兑付名单) while it is open to objections (公示); never changed once published. */
@Entity('payment_notice')
@Check('payment_notice_ends_before_start', 'starts_on <= ends_on')
export class PaymentNotice {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_payment_notice' }) id: string;
  @Index('payment_notice_of_programme')
  @ForeignKey('VoucherProgramme', { name: 'payment_notice_programme_exists' })
  @Column('uuid', { name: 'programme_id' })
  programmeId: string;
  /** The civil day in Shanghai it was published on, by the database's clock; it does not count. */
  @CivilDateColumn({ name: 'starts_on' }) startsOn: string;
  /** The last working day of it, by the calendar of when it was published. */
  @CivilDateColumn({ name: 'ends_on' }) endsOn: string;
  @ForeignKey('AppUser', { name: 'payment_notice_publisher_exists' })
  @Column('uuid', { name: 'published_by' })
  publishedBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}
