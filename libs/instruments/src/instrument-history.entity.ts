import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn } from '@app/database';
import type { FieldReason } from './review/review.dto';
import type { ReviewStep } from './review/review.words';
import type { FieldChange } from './instrument-history.rules';
import { type InstrumentStatus, TRANSITIONS } from './instrument.rules';

/** What can be done to an instrument, as its history has it. */
export const HISTORY_ACTIONS = [
  ...TRANSITIONS,
  ...(['create', 'update'] as const),
  ...(['revision-submit', 'revision-approve', 'revision-return', 'revision-withdraw'] as const),
] as const;
export type HistoryAction = (typeof HISTORY_ACTIONS)[number];

/** One step in the life of an instrument: who moved it where, and why. */
@Entity('instrument_history')
@Index('instrument_history_of_instrument', ['instrumentId', 'createdAt'])
export class InstrumentHistory {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Instrument', { name: 'instrument_history_instrument_exists' })
  @Column('uuid', { name: 'instrument_id' })
  instrumentId: string;
  @Column('text') transition: HistoryAction;
  @Column('text', { name: 'from_status', nullable: true }) fromStatus: InstrumentStatus | null;
  @Column('text', { name: 'to_status' }) toStatus: InstrumentStatus;
  /** The step of the review that was taken. */
  @Column('text', { name: 'review_step', nullable: true }) reviewStep: ReviewStep | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('jsonb', { name: 'returned_fields', default: [] }) returnedFields: FieldReason[];
  /** What it changed in the description. */
  @Column('jsonb', { default: [] }) changes: FieldChange[];
  @ForeignKey('AppUser', { name: 'instrument_history_actor_exists' })
  @Column('uuid', { name: 'actor_id' })
  actorId: string;
  @ForeignKey('Organisation', { name: 'instrument_history_organisation_exists' })
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  @CreatedAtColumn() createdAt: DateTime;
}
