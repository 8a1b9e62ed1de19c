import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn } from '@app/database';
import type { Repetition } from './recurrence.rules';

/** Reservations that were made together and repeat; each of them lives on its own. */
@Entity('reservation_series')
export class ReservationSeries {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_reservation_series' }) id: string;
  @Index('reservation_series_of_instrument')
  @ForeignKey('Instrument', { name: 'reservation_series_instrument_exists' })
  @Column('uuid', { name: 'instrument_id' })
  instrumentId: string;
  @ForeignKey('Organisation', { name: 'reservation_series_organisation_exists' })
  @Column('uuid', { name: 'user_organisation_id' })
  userOrganisationId: string;
  @ForeignKey('AppUser', { name: 'reservation_series_author_exists' })
  @Column('uuid', { name: 'reserved_by' })
  reservedBy: string;
  /** How it was asked to repeat. */
  @Column('jsonb') repeat: Repetition;
  @CreatedAtColumn() createdAt: DateTime;
}
