import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';

/** A time in which an instrument cannot serve: planned maintenance or a fault; it displaces what it overlaps. */
@Entity('downtime')
@Check('downtime_kind_known', `kind IN ('maintenance', 'downtime')`)
@Check('downtime_period_in_order', 'starts_at < ends_at')
export class Downtime {
  @PrimaryColumn('uuid') id: string;
  @Index('downtime_of_instrument')
  @ForeignKey('Instrument')
  @Column('uuid', { name: 'instrument_id' })
  instrumentId: string;
  @Column('text') kind: 'maintenance' | 'downtime';
  @Column('text') reason: string;
  @InstantColumn({ name: 'starts_at' }) startsAt: DateTime;
  @InstantColumn({ name: 'ends_at' }) endsAt: DateTime;
  /** True while nobody knows the end: `endsAt` is then the expected return. */
  @Column('boolean', { name: 'end_unknown' }) endUnknown: boolean;
  @InstantColumn({ name: 'ended_at', nullable: true }) endedAt: DateTime | null;
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'reported_by' })
  reportedBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}
