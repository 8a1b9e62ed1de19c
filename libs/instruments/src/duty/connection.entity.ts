import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { CivilDateColumn } from '@app/database';

/** How an instrument hangs on the network (入网): when it joined, what follows by when, and its sensor. */
@Entity('instrument_connection')
@Check(
  'instrument_connection_sensor_due_once_joined',
  '(joined_on IS NULL) = (sensor_due_on IS NULL)',
)
@Check(
  'instrument_connection_sensor_installed_with_number',
  '(sensor_number IS NULL) = (sensor_installed_on IS NULL)',
)
@Check(
  'instrument_connection_sensor_recovered_after_install',
  'sensor_recovered_on IS NULL OR (sensor_installed_on IS NOT NULL AND sensor_recovered_on >= sensor_installed_on)',
)
export class InstrumentConnection {
  @ForeignKey('Instrument', { name: 'instrument_connection_instrument_exists' })
  @PrimaryColumn('uuid', {
    name: 'instrument_id',
    primaryKeyConstraintName: 'instrument_connection_of_instrument',
  })
  instrumentId: string;
  /** Civil date on which it was first accepted by, or seen on, the regional platform. */
  @CivilDateColumn({ name: 'joined_on', nullable: true }) joinedOn: string | null;
  @CivilDateColumn({ name: 'sensor_due_on', nullable: true }) sensorDueOn: string | null;
  /** The count touched a year whose holidays were not published. */
  @Column('boolean', { name: 'sensor_due_provisional', default: false })
  sensorDueProvisional: boolean;
  @Column('text', { name: 'sensor_number', nullable: true }) sensorNumber: string | null;
  @CivilDateColumn({ name: 'sensor_installed_on', nullable: true })
  sensorInstalledOn: string | null;
  @CivilDateColumn({ name: 'sensor_recovered_on', nullable: true })
  sensorRecoveredOn: string | null;
}
