import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import { type Purpose, PURPOSES } from '@app/orders';
import { WAITING_STATES, type WaitingState } from './waiting.words';

const listed = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** Somebody who wants so many minutes of an instrument within a window in which it has none free. */
@Entity('waiting_entry')
@Check('waiting_entry_state_known', `state IN (${listed(WAITING_STATES)})`)
@Check('waiting_entry_purpose_known', `purpose IN (${listed(PURPOSES)})`)
@Check(
  'waiting_entry_fits_window',
  `minutes > 0 AND wanted_from + make_interval(mins => minutes) <= wanted_until`,
)
@Check(
  'waiting_entry_offer_is_held',
  `state <> 'offered' OR num_nonnulls(hold_id, offered_starts_at, offered_ends_at, offer_expires_at) = 4`,
)
@Check('waiting_entry_alert_holds_nothing', 'NOT (alert_only AND hold_id IS NOT NULL)')
@Index('waiting_entry_in_line', ['instrumentId', 'createdAt'], {
  where: `state IN ('waiting', 'offered')`,
})
export class WaitingEntry {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_waiting_entry' }) id: string;
  @Index('waiting_entry_of_person')
  @ForeignKey('AppUser', { name: 'waiting_entry_person_exists' })
  @Column('uuid', { name: 'user_id' })
  userId: string;
  @ForeignKey('Organisation', { name: 'waiting_entry_organisation_exists' })
  @Column('uuid', { name: 'user_organisation_id' })
  userOrganisationId: string;
  @ForeignKey('Instrument', { name: 'waiting_entry_instrument_exists' })
  @Column('uuid', { name: 'instrument_id' })
  instrumentId: string;
  @InstantColumn({ name: 'wanted_from' }) wantedFrom: DateTime;
  @InstantColumn({ name: 'wanted_until' }) wantedUntil: DateTime;
  @Column('integer') minutes: number;
  @Column('text') purpose: Purpose;
  /** Wants to be told only; nothing is held. */
  @Column('boolean', { name: 'alert_only' }) alertOnly: boolean;
  @Column('text') state: WaitingState;
  /** The first occupancy of the hold; no foreign key, because an erased person's holds are deleted. */
  @Index('waiting_entry_hold', { where: `state = 'offered'` })
  @Column('uuid', { name: 'hold_id', nullable: true })
  holdId: string | null;
  /** What was offered or told of last. */
  @InstantColumn({ name: 'offered_starts_at', nullable: true }) offeredStartsAt: DateTime | null;
  @InstantColumn({ name: 'offered_ends_at', nullable: true }) offeredEndsAt: DateTime | null;
  @InstantColumn({ name: 'offer_expires_at', nullable: true }) offerExpiresAt: DateTime | null;
  @InstantColumn({ name: 'alerted_at', nullable: true }) alertedAt: DateTime | null;
  @CreatedAtColumn() createdAt: DateTime;
}
