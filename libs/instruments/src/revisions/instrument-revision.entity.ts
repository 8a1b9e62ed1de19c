import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CivilDateColumn, CreatedAtColumn, InstantColumn } from '@app/database';
import type { FieldReason } from '../review/review.dto';
import { REVIEW_STEPS, type ReviewStep, type RouteStep } from '../review/review.words';
import {
  OPEN_STATES,
  type RevisedField,
  REVISION_STATES,
  type RevisionState,
} from './revision.rules';

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** A change of reviewed fields of a listed instrument, on its way through the same steps as the first review. */
@Entity('instrument_revision')
@Index('instrument_revision_open', ['instrumentId'], {
  unique: true,
  where: `state IN (${quoted(OPEN_STATES)})`,
})
@Check('instrument_revision_state_known', `state IN (${quoted(REVISION_STATES)})`)
@Check('instrument_revision_step_known', `review_step IN (${quoted(REVIEW_STEPS)})`)
@Check(
  'instrument_revision_reviewed_while_submitted',
  `num_nonnulls(review_steps, review_step, review_due_on) = CASE WHEN state = 'submitted' THEN 3 ELSE 0 END`,
)
@Check('instrument_revision_has_changes', 'jsonb_array_length(changes) > 0')
export class InstrumentRevision {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_instrument_revision' }) id: string;
  @ForeignKey('Instrument', { name: 'instrument_revision_instrument_exists' })
  @Column('uuid', { name: 'instrument_id' })
  instrumentId: string;
  @Column('text', { default: 'draft' }) state: RevisionState;
  @Column('jsonb') changes: RevisedField[];
  /** Why it was sent back; null in every other state. */
  @Column('text', { nullable: true }) reason: string | null;
  @Column('jsonb', { name: 'returned_fields', default: [] }) returnedFields: FieldReason[];
  @Column('jsonb', { name: 'review_steps', nullable: true }) reviewSteps: RouteStep[] | null;
  @Column('text', { name: 'review_step', nullable: true }) reviewStep: ReviewStep | null;
  @CivilDateColumn({ name: 'review_due_on', nullable: true }) reviewDueOn: string | null;
  @Column('boolean', { name: 'review_due_provisional', default: false })
  reviewDueProvisional: boolean;
  @ForeignKey('AppUser', { name: 'instrument_revision_submitter_exists' })
  @Column('uuid', { name: 'review_submitted_by', nullable: true })
  reviewSubmittedBy: string | null;
  @Column('integer', { default: 1 }) version: number;
  @ForeignKey('AppUser', { name: 'instrument_revision_creator_exists' })
  @Column('uuid', { name: 'created_by' })
  createdBy: string;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'updated_at', default: () => 'app_now()' }) updatedAt: DateTime;
}
