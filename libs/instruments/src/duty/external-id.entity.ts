import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { CivilDateColumn } from '@app/database';
import { EXTERNAL_SCHEMES, type ExternalScheme } from './duty.words';

/** Number or address of an instrument in another register, at most one in each. */
@Entity('instrument_external_id')
@Unique('instrument_external_id_number_taken', ['scheme', 'number'])
@Check(
  'instrument_external_id_scheme_known',
  `scheme IN (${EXTERNAL_SCHEMES.map((scheme) => `'${scheme}'`).join(', ')})`,
)
@Check('instrument_external_id_points_somewhere', 'num_nonnulls(number, url) > 0')
export class InstrumentExternalId {
  @ForeignKey('Instrument', { name: 'instrument_external_id_instrument_exists' })
  @PrimaryColumn('uuid', {
    name: 'instrument_id',
    primaryKeyConstraintName: 'instrument_external_id_one_of_scheme',
  })
  instrumentId: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'instrument_external_id_one_of_scheme' })
  scheme: ExternalScheme;
  @Column('text', { nullable: true }) number: string | null;
  @Column('text', { nullable: true }) url: string | null;
  /** Civil date on which the bureau saw it there, or the other side accepted it. */
  @CivilDateColumn({ name: 'verified_on', nullable: true }) verifiedOn: string | null;
}
