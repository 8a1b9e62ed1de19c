import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import type { Text } from '@app/common';
import { CivilDateColumn, CreatedAtColumn, InstantColumn } from '@app/database';
import type { KindReconciliation } from './reconciliation';
import {
  RUN_STATES,
  type RunState,
  SYNC_SCOPES,
  SYNC_TRIGGERS,
  type SyncScope,
  type SyncTrigger,
} from './sync.words';

const oneOf = (column: string, words: readonly string[]): string =>
  `${column} IN (${words.map((word) => `'${word}'`).join(', ')})`;

/** One exchange with the platform (数据上报批次): what it had to send and how it ended. */
@Entity('sync_run')
@Check('sync_run_scope_known', oneOf('scope', SYNC_SCOPES))
@Check('sync_run_trigger_known', oneOf('trigger', SYNC_TRIGGERS))
@Check('sync_run_state_known', oneOf('state', RUN_STATES))
@Check('sync_run_nightly_has_date', `(trigger = 'nightly') = (civil_date IS NOT NULL)`)
@Check('sync_run_running_has_lease', `state <> 'running' OR lease_until IS NOT NULL`)
@Index('sync_run_nightly_twice', ['civilDate'], { unique: true, where: `trigger = 'nightly'` })
@Index('sync_run_two_running', ['state'], { unique: true, where: `state = 'running'` })
export class SyncRun {
  @PrimaryColumn('uuid') id: string;
  @Column('text') scope: SyncScope;
  @Column('text') trigger: SyncTrigger;
  /** The Shanghai date of a nightly run. */
  @CivilDateColumn({ name: 'civil_date', nullable: true }) civilDate: string | null;
  @Column('text', { default: 'queued' }) state: RunState;
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'requested_by', nullable: true })
  requestedBy: string | null;
  @Column('integer', { name: 'mapping_version' }) mappingVersion: number;
  /** Records that were not accepted in their present content when the run looked. */
  @Column('integer', { default: 0 }) total: number;
  @Column('integer', { default: 0 }) sent: number;
  @Column('integer', { default: 0 }) accepted: number;
  @Column('integer', { default: 0 }) refused: number;
  /** Neither accepted nor refused at the end. */
  @Column('integer', { default: 0 }) failed: number;
  @Column('jsonb', { nullable: true }) reconciliation: KindReconciliation[] | null;
  /** Why a failed run stopped. */
  @Column('jsonb', { nullable: true }) failure: Text | null;
  /** The worker at it; another may continue once the lease has run out. */
  @Column('uuid', { name: 'lease_owner', nullable: true }) leaseOwner: string | null;
  @InstantColumn({ name: 'lease_until', nullable: true }) leaseUntil: DateTime | null;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'started_at', nullable: true }) startedAt: DateTime | null;
  @InstantColumn({ name: 'finished_at', nullable: true }) finishedAt: DateTime | null;
}
