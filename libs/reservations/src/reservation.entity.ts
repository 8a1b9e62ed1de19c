import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import { SECOND_APPROVERS, type SecondApprover } from '@app/instruments';
import { RESERVATION_STATES, type ReservationState } from './reservation.words';

/** A user's claim on an instrument for `[startsAt, endsAt)`; its order carries price and voucher. */
@Entity('reservation')
@Unique('reservation_one_per_order', ['orderId'])
@Check(
  'reservation_state_known',
  `state IN (${RESERVATION_STATES.map((state) => `'${state}'`).join(', ')})`,
)
@Check('reservation_period_in_order', 'starts_at < ends_at')
@Check('reservation_rating_in_range', 'rating BETWEEN 1 AND 5')
@Check('reservation_actual_in_order', 'actual_starts_at <= actual_ends_at')
@Check(
  'reservation_second_approval_known',
  `second_approval IN (${SECOND_APPROVERS.map((side) => `'${side}'`).join(', ')})`,
)
@Check(
  'reservation_second_follows_first',
  'num_nonnulls(second_approval, second_approved_by) = 0 OR approved_by IS NOT NULL',
)
@Check('reservation_second_is_another_person', 'second_approved_by <> approved_by')
@Check(
  'reservation_second_given_before_use',
  `second_approval IS NULL OR second_approved_by IS NOT NULL OR state NOT IN ('confirmed', 'in_use', 'used', 'completed')`,
)
@Index('reservation_waiting_second', ['secondApproval', 'startsAt'], {
  where: `state = 'requested' AND second_approval IS NOT NULL`,
})
@Index('reservation_overtaken', ['startsAt'], {
  where: `state IN ('requested', 'confirmed', 'displaced')`,
})
@Index('reservation_calendar', ['instrumentId', 'startsAt'])
@Index('reservation_of_user_organisation', ['userOrganisationId', 'startsAt'])
export class Reservation {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('ServiceOrder')
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @ForeignKey('Instrument')
  @Column('uuid', { name: 'instrument_id' })
  instrumentId: string;
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'user_organisation_id' })
  userOrganisationId: string;
  @Index('reservation_of_person')
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'reserved_by' })
  reservedBy: string;
  /** The series that it is a date of. */
  @Index('reservation_of_series', { where: 'series_id IS NOT NULL' })
  @ForeignKey('ReservationSeries', { name: 'reservation_series_exists' })
  @Column('uuid', { name: 'series_id', nullable: true })
  seriesId: string | null;
  @InstantColumn({ name: 'starts_at' }) startsAt: DateTime;
  @InstantColumn({ name: 'ends_at' }) endsAt: DateTime;
  /** Buffers as in force when it was made or moved. */
  @Column('integer', { name: 'set_up_minutes' }) setUpMinutes: number;
  @Column('integer', { name: 'clean_up_minutes' }) cleanUpMinutes: number;
  @Column('integer', { name: 'policy_version' }) policyVersion: number;
  @Column('text') state: ReservationState;
  /** The person’s first use where the policy wants that assisted: somebody of the lab stays with them. */
  @Column('boolean', { default: false }) assisted: boolean;
  @InstantColumn({ name: 'actual_starts_at', nullable: true }) actualStartsAt: DateTime | null;
  @InstantColumn({ name: 'actual_ends_at', nullable: true }) actualEndsAt: DateTime | null;
  @Column('integer', { nullable: true }) samples: number | null;
  @Column('text', { nullable: true }) note: string | null;
  /** Why it was rejected, cancelled or displaced. */
  @Column('text', { nullable: true }) reason: string | null;
  /** Until when the lab promised to answer the request; null where it promised nothing or is not asked. */
  @Index('reservation_unanswered', { where: `state = 'requested' AND respond_by IS NOT NULL` })
  @InstantColumn({ name: 'respond_by', nullable: true })
  respondBy: DateTime | null;
  /** Who of the lab approved the time that it has; null where nobody was asked or has answered. */
  @Index('reservation_approved_by', { where: 'approved_by IS NOT NULL' })
  @ForeignKey('AppUser', { name: 'reservation_approver_exists' })
  @Column('uuid', { name: 'approved_by', nullable: true })
  approvedBy: string | null;
  /** Whose word it needs after that of the lab. */
  @Column('text', { name: 'second_approval', nullable: true })
  secondApproval: SecondApprover | null;
  @Index('reservation_second_approved_by', { where: 'second_approved_by IS NOT NULL' })
  @ForeignKey('AppUser', { name: 'reservation_second_approver_exists' })
  @Column('uuid', { name: 'second_approved_by', nullable: true })
  secondApprovedBy: string | null;
  /** Why its laboratory set rules of booking aside for it. */
  @Column('text', { name: 'override_reason', nullable: true }) overrideReason: string | null;
  /** What the user organisation thinks of it, 1 to 5. */
  @Column('integer', { nullable: true }) rating: number | null;
  @Column('text', { name: 'rating_comment', nullable: true }) ratingComment: string | null;
  @Column('integer', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
}

/** One transition of a reservation, kept for good. */
@Entity('reservation_history')
@Index('reservation_history_of', ['reservationId', 'at'])
export class ReservationHistory {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Reservation')
  @Column('uuid', { name: 'reservation_id' })
  reservationId: string;
  @InstantColumn({ default: () => 'app_now()' }) at: DateTime;
  /** Null for the system's own jobs. */
  @Column('uuid', { name: 'actor_id', nullable: true }) actorId: string | null;
  @Column('text') action: string;
  @Column('text', { name: 'from_state', nullable: true }) fromState: ReservationState | null;
  @Column('text', { name: 'to_state' }) toState: ReservationState;
  @Column('jsonb') detail: object;
}
