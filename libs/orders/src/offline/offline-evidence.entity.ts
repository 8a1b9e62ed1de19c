import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import { EVIDENCE_DECISIONS, type EvidenceDecision } from './offline.words';

/** Papers that the user organisation hands in for a provider that stays silent (替代证明), and what a reviewer made of them. */
@Entity('offline_evidence')
@Check(
  'offline_evidence_decision_known',
  `decision IN (${EVIDENCE_DECISIONS.map((one) => `'${one}'`).join(', ')})`,
)
@Check(
  'offline_evidence_decided_in_parts',
  '(decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)',
)
@Check('offline_evidence_second_person', 'decided_by <> provided_by')
@Index('offline_evidence_one_open', ['orderId'], { unique: true, where: 'decision IS NULL' })
export class OfflineEvidence {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_offline_evidence' }) id: string;
  @Index('offline_evidence_order')
  @ForeignKey('ServiceOrder', { name: 'offline_evidence_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @Index('offline_evidence_file')
  @ForeignKey('StoredFile', { name: 'offline_evidence_file_exists' })
  @Column('uuid', { name: 'file_id' })
  fileId: string;
  /** Why the provider does not answer and what the file shows. */
  @Column('text') reason: string;
  @ForeignKey('AppUser', { name: 'offline_evidence_provider_exists' })
  @Column('uuid', { name: 'provided_by' })
  providedBy: string;
  @CreatedAtColumn() createdAt: DateTime;
  /** Null while it waits. */
  @Column('text', { nullable: true }) decision: EvidenceDecision | null;
  @ForeignKey('AppUser', { name: 'offline_evidence_decider_exists' })
  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy: string | null;
  @InstantColumn({ name: 'decided_at', nullable: true }) decidedAt: DateTime | null;
  @Column('text', { name: 'decision_reason', nullable: true }) decisionReason: string | null;
}
