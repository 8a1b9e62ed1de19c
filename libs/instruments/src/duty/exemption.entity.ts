import { Check, Column, Entity, Exclusion, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CivilDateColumn, CreatedAtColumn, InstantColumn } from '@app/database';
import { EXEMPTION_STATES, type ExemptionState } from './duty.words';

/** A holder's request to keep an instrument out of sharing, and what the bureau made of it. */
@Entity('duty_exemption')
@Index('duty_exemption_of_state', ['state', 'id'])
@Index('duty_exemption_of_instrument', ['instrumentId', 'id'])
@Check(
  'duty_exemption_state_known',
  `state IN (${EXEMPTION_STATES.map((state) => `'${state}'`).join(', ')})`,
)
@Check(
  'duty_exemption_granted_under_a_number',
  `(state = 'granted') = (filing_number IS NOT NULL AND ends_on IS NOT NULL)`,
)
@Check(
  'duty_exemption_decided_by_somebody',
  `(state IN ('granted', 'refused')) = (decided_by IS NOT NULL AND decided_at IS NOT NULL)`,
)
@Check('duty_exemption_decided_by_another', 'decided_by <> requested_by')
@Check('duty_exemption_refused_with_reason', `(state = 'refused') = (refusal IS NOT NULL)`)
@Check('duty_exemption_ends_after_start', 'ends_on >= starts_on')
@Exclusion(
  'duty_exemption_one_open_or_running',
  `USING gist (instrument_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&) WHERE (state IN ('requested', 'granted'))`,
)
export class DutyExemption {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Instrument', { name: 'duty_exemption_instrument_exists' })
  @Column('uuid', { name: 'instrument_id' })
  instrumentId: string;
  @Column('text', { default: 'requested' }) state: ExemptionState;
  @Column('text') reason: string;
  /** The last day the holder asks for; null leaves it to the bureau. */
  @CivilDateColumn({ name: 'requested_until', nullable: true }) requestedUntil: string | null;
  /** Civil date of the request: while nobody has decided, it stands in the way of another one for ever. */
  @CivilDateColumn({ name: 'starts_on' }) startsOn: string;
  /** Last day of the exemption; null until it is granted. */
  @CivilDateColumn({ name: 'ends_on', nullable: true }) endsOn: string | null;
  /** Under which the decision is filed (备案号). */
  @Column('text', { name: 'filing_number', nullable: true }) filingNumber: string | null;
  @Column('text', { nullable: true }) refusal: string | null;
  @ForeignKey('AppUser', { name: 'duty_exemption_requester_exists' })
  @Column('uuid', { name: 'requested_by' })
  requestedBy: string;
  @ForeignKey('AppUser', { name: 'duty_exemption_decider_exists' })
  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy: string | null;
  @InstantColumn({ name: 'decided_at', nullable: true }) decidedAt: DateTime | null;
  @CreatedAtColumn() createdAt: DateTime;
  @Column('integer', { default: 1 }) version: number;
}
