import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** One sample that is sent in (样品), alone under its label. */
@Entity('order_sample')
@Unique('order_sample_position_taken', ['orderId', 'position'])
@Unique('order_sample_label_taken', ['labelCode'])
@Check('order_sample_count_positive', 'position >= 1 AND quantity >= 1')
export class OrderSample {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_order_sample' }) id: string;
  @ForeignKey('SampleOrder', { name: 'order_sample_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  /** From 1, as they were named in the request. */
  @Column('integer') position: number;
  @Column('text') name: string;
  /** Pieces under this label. */
  @Column('integer') quantity: number;
  /** Hazard and safety data; null when it was said that there are none. */
  @Column('text', { nullable: true }) hazards: string | null;
  /** Printed and in the QR: `JX26-000123-4/1`; null until the lab has it. */
  @Column('text', { name: 'label_code', nullable: true }) labelCode: string | null;
}
