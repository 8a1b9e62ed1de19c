import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn } from '@app/database';

/** The bureau's word on a set not bought for research: whether it has to be shared all the same; the latest holds. */
@Entity('use_decision')
@Index('use_decision_of_instrument', ['instrumentId', 'createdAt'])
export class UseDecision {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Instrument', { name: 'use_decision_instrument_exists' })
  @Column('uuid', { name: 'instrument_id' })
  instrumentId: string;
  @Column('boolean') obliged: boolean;
  @Column('text') reason: string;
  @ForeignKey('AppUser', { name: 'use_decision_author_exists' })
  @Column('uuid', { name: 'decided_by' })
  decidedBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}
