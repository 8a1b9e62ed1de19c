import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '@app/database';
import { PENALTY_CAUSES, type PenaltyCause } from '../reservation.words';

/** Points that a person gets with a holder for a reservation not kept (信用记分); never twice for the same one. */
@Entity('penalty')
@Unique('penalty_one_per_reservation', ['reservationId'])
@Check(
  'penalty_cause_known',
  `cause IN (${PENALTY_CAUSES.map((cause) => `'${cause}'`).join(', ')})`,
)
@Check('penalty_points_positive', 'points > 0')
@Check('penalty_forgiven_by_somebody', '(forgiven_at IS NULL) = (forgiven_by IS NULL)')
@Index('penalty_of_person', ['userId', 'holderId'], { where: 'forgiven_at IS NULL' })
export class Penalty {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_penalty' }) id: string;
  @ForeignKey('Reservation', { name: 'penalty_reservation_exists' })
  @Column('uuid', { name: 'reservation_id' })
  reservationId: string;
  @ForeignKey('AppUser', { name: 'penalty_person_exists' })
  @Column('uuid', { name: 'user_id' })
  userId: string;
  /** For which the person had booked. */
  @ForeignKey('Organisation', { name: 'penalty_user_organisation_exists' })
  @Column('uuid', { name: 'user_organisation_id' })
  userOrganisationId: string;
  @ForeignKey('Organisation', { name: 'penalty_holder_exists' })
  @Column('uuid', { name: 'holder_id' })
  holderId: string;
  @Column('text') cause: PenaltyCause;
  @Column('integer') points: number;
  @InstantColumn({ name: 'given_at', default: () => 'app_now()' }) givenAt: DateTime;
  @InstantColumn({ name: 'forgiven_at', nullable: true }) forgivenAt: DateTime | null;
  @ForeignKey('AppUser', { name: 'penalty_forgiver_exists' })
  @Column('uuid', { name: 'forgiven_by', nullable: true })
  forgivenBy: string | null;
  @Column('text', { name: 'forgiven_reason', nullable: true }) forgivenReason: string | null;
}
