import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** One bookable place (工位/通道) of an instrument; most instruments have one. */
@Entity('instrument_unit')
@Unique('instrument_unit_position_taken', ['instrumentId', 'position'])
@Check('instrument_unit_position_counts_from_one', 'position >= 1')
export class InstrumentUnit {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Instrument', { name: 'instrument_unit_instrument_exists' })
  @Column('uuid', { name: 'instrument_id' })
  instrumentId: string;
  @Column('integer') position: number;
  @Column('text') name: string;
}
