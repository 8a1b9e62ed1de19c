import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';
import type { Fen } from '@app/common';
import {
  PROPOSAL_KINDS,
  PROPOSAL_STATES,
  type ProposalKind,
  type ProposalState,
} from './proposal.words';

const listed = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/**
 * What somebody whose reservation was displaced may have instead. Every one but cancelling holds its time as an
 * occupancy, so that no slot is offered twice.
 */
@Entity('displacement_proposal')
@Check('displacement_proposal_kind_known', `kind IN (${listed(PROPOSAL_KINDS)})`)
@Check('displacement_proposal_state_known', `state IN (${listed(PROPOSAL_STATES)})`)
@Check(
  'displacement_proposal_has_time',
  `num_nonnulls(starts_at, ends_at, hold_id, list_fen) = CASE kind WHEN 'cancel' THEN 0 ELSE 4 END`,
)
@Index('displacement_proposal_open', ['expiresAt'], { where: `state = 'open'` })
export class DisplacementProposal {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_displacement_proposal' }) id: string;
  @Index('displacement_proposal_of')
  @ForeignKey('Reservation', { name: 'displacement_proposal_reservation_exists' })
  @Column('uuid', { name: 'reservation_id' })
  reservationId: string;
  @Column('text') kind: ProposalKind;
  @ForeignKey('Instrument', { name: 'displacement_proposal_instrument_exists' })
  @Column('uuid', { name: 'instrument_id' })
  instrumentId: string;
  @InstantColumn({ name: 'starts_at', nullable: true }) startsAt: DateTime | null;
  @InstantColumn({ name: 'ends_at', nullable: true }) endsAt: DateTime | null;
  /** The first occupancy of the hold; no foreign key, because an erased person's holds are deleted. */
  @Index('displacement_proposal_hold', { where: `state = 'open' AND hold_id IS NOT NULL` })
  @Column('uuid', { name: 'hold_id', nullable: true })
  holdId: string | null;
  /** List price as it was proposed. */
  @FenColumn({ name: 'list_fen', nullable: true }) listFen: Fen | null;
  @Column('text') state: ProposalState;
  @InstantColumn({ name: 'expires_at' }) expiresAt: DateTime;
  /** The reservation on another instrument that took this one's place. */
  @ForeignKey('Reservation', { name: 'displacement_proposal_made_exists' })
  @Column('uuid', { name: 'made_reservation_id', nullable: true })
  madeReservationId: string | null;
  @InstantColumn({ name: 'answered_at', nullable: true }) answeredAt: DateTime | null;
  @CreatedAtColumn() createdAt: DateTime;
}
