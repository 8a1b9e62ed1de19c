import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** One bookable place (工位/通道) of an instrument; most instruments have one. A resource that instruments share has one too. */
@Entity('instrument_unit')
@Unique('instrument_unit_position_taken', ['instrumentId', 'position'])
@Check('instrument_unit_position_counts_from_one', 'position >= 1')
@Check('instrument_unit_of_one_owner', 'num_nonnulls(instrument_id, resource_id) = 1')
@Unique('instrument_unit_one_of_a_resource', ['resourceId'])
export class InstrumentUnit {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Instrument', { name: 'instrument_unit_instrument_exists' })
  @Column('uuid', { name: 'instrument_id', nullable: true })
  instrumentId: string | null;
  @ForeignKey('SharedResource', { name: 'instrument_unit_resource_exists' })
  @Column('uuid', { name: 'resource_id', nullable: true })
  resourceId: string | null;
  @Column('integer') position: number;
  @Column('text') name: string;
}
