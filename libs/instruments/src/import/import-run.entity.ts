import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import type { Text } from '@app/common';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import type { RowMessage } from './row-verdict';

/** Why a whole file could not be imported. */
export interface ImportFailure {
  code: string;
  message: Text;
}

/** One import of a ledger file; the counts grow with its rows, in the same transactions. */
@Entity('import_run')
@Check('import_run_state_known', `state IN ('queued', 'running', 'finished', 'failed')`)
export class ImportRun {
  @PrimaryColumn('uuid') id: string;
  @Index('import_run_of_organisation')
  @ForeignKey('Organisation', { name: 'import_run_organisation_exists' })
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  @ForeignKey('AppUser', { name: 'import_run_author_exists' })
  @Column('uuid', { name: 'requested_by' })
  requestedBy: string;
  @ForeignKey('StoredFile', { name: 'import_run_file_exists' })
  @Column('uuid', { name: 'file_id' })
  fileId: string;
  @Column('text', { name: 'file_name' }) fileName: string;
  @Column('text', { default: 'queued' }) state: 'queued' | 'running' | 'finished' | 'failed';
  /** Rows below the header; null until the file was read. */
  @Column('integer', { nullable: true }) total: number | null;
  @Column('integer', { default: 0 }) accepted: number;
  @Column('integer', { default: 0 }) warned: number;
  @Column('integer', { default: 0 }) refused: number;
  @Column('jsonb', { nullable: true }) failure: ImportFailure | null;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'finished_at', nullable: true }) finishedAt: DateTime | null;
}

/** What the import makes of a row: taken, taken or left with something to look at, not taken. */
export type RowVerdict = 'accepted' | 'warned' | 'refused';

/** The verdict on one row of a ledger; its key makes a second delivery of the job continue instead of repeat. */
@Entity('import_row')
@Check('import_row_verdict_known', `verdict IN ('accepted', 'warned', 'refused')`)
export class ImportRow {
  @ForeignKey('ImportRun', { name: 'import_row_run_exists' })
  @PrimaryColumn('uuid', { name: 'run_id', primaryKeyConstraintName: 'import_row_judged_once' })
  runId: string;
  /** As the spreadsheet counts, from 1. */
  @PrimaryColumn('integer', {
    name: 'row_number',
    primaryKeyConstraintName: 'import_row_judged_once',
  })
  rowNumber: number;
  @Column('text') verdict: RowVerdict;
  @ForeignKey('Instrument', { name: 'import_row_instrument_exists' })
  @Column('uuid', { name: 'instrument_id', nullable: true })
  instrumentId: string | null;
  @Column('text', { name: 'asset_number' }) assetNumber: string;
  @Column('text', { name: 'name_zh' }) nameZh: string;
  @Column('jsonb') messages: RowMessage[];
}
