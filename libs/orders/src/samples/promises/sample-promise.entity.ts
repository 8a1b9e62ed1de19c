import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CivilDateColumn, CreatedAtColumn } from '@app/database';

/** A date that was promised anew after the quote was accepted, and why; the quote tells the first one. */
@Entity('sample_promise')
@Check('sample_promise_unchanged', 'promised_on <> previous_on')
export class SamplePromise {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_sample_promise' }) id: string;
  @Index('sample_promise_of_order')
  @ForeignKey('ServiceOrder', { name: 'sample_promise_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  /** Civil dates in Asia/Shanghai. */
  @CivilDateColumn({ name: 'promised_on' }) promisedOn: string;
  @CivilDateColumn({ name: 'previous_on' }) previousOn: string;
  @Column('text') reason: string;
  @ForeignKey('AppUser', { name: 'sample_promise_author_exists' })
  @Column('uuid', { name: 'made_by' })
  madeBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}
